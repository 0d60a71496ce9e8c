//go:build unix

package conformance

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"tiddly/db"
	"tiddly/db/dbtest"
	"tiddly/internal/fault"
	"tiddly/internal/tests/home"
)

// unusual are settings that an owner may have, and that change how values are read and written as texts, or compared. The
// time zone has days with hours that are missing, and that come twice.
const unusual = `ALTER DATABASE postgres SET TimeZone = 'Europe/Paris'; ALTER DATABASE postgres SET DateStyle = 'German, DMY';
ALTER DATABASE postgres SET IntervalStyle = 'sql_standard'; ALTER DATABASE postgres SET bytea_output = 'escape';
ALTER DATABASE postgres SET extra_float_digits = -5; ALTER DATABASE postgres SET standard_conforming_strings = off;
ALTER DATABASE postgres SET array_nulls = off; ALTER DATABASE postgres SET transform_null_equals = on;
ALTER DATABASE postgres SET default_transaction_isolation = 'serializable'; ALTER DATABASE postgres SET search_path = 'nowhere';`

// needsServer skips a test that starts a server of its own where the short form is asked for.
func needsServer(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("a server takes seconds to start")
	}
}

// TestSuiteOverTLS runs the suite over a connection whose certificate is checked, in a database with unusual settings,
// and requires that a certificate of another authority, or for another name, is refused.
func TestSuiteOverTLS(t *testing.T) {
	needsServer(t)
	address, authority := dbtest.Secured(t)
	dbtest.Engines()[1].RunOwn(t, address, unusual)
	passes(t, Options{Address: address, Filters: 10, Seed: 1, Project: home.Plain()})
	for name, wrong := range map[string]string{
		"another authority": strings.Replace(address, "sslrootcert="+authority, "", 1),
		"another name":      strings.Replace(address, "127.0.0.1", "localhost", 1),
	} {
		if database, err := db.Open(t.Context(), wrong, db.Options{}); err == nil {
			t.Errorf("%s: the certificate was accepted", name)
			_ = database.Close()
		}
	}
}

// passes runs the suite and requires that nothing differs that is not listed.
func passes(t *testing.T, o Options) {
	t.Helper()
	r, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if all, err := Cases(); err != nil || len(r.Ran) != len(all) {
		t.Errorf("%d of %d cases were run: %v", len(r.Ran), len(all), err)
	}
	judge(t, r)
}

// TestSuiteBehindAPooler runs the suite behind PgBouncer, which assigns connections for each transaction.
func TestSuiteBehindAPooler(t *testing.T) {
	needsServer(t)
	passes(t, Options{Address: dbtest.Pooled(t, dbtest.Engines()[1].Place(t)), Filters: 40, Seed: 1, Project: home.Plain()})
}

// TestSuiteNeedsConnections requires that a run behind a pooler that has too few connections, so that it would wait for
// itself, says how many it needs.
func TestSuiteNeedsConnections(t *testing.T) {
	needsServer(t)
	t.Parallel() // it waits
	for _, tt := range []struct {
		mode        string
		connections int
		enough      bool
	}{{"transaction", 1, false}, {"session", 3, false}, {"transaction", 2, true}, {"session", 4, true}} {
		t.Run(fmt.Sprint(tt.mode, " ", tt.connections), func(t *testing.T) {
			t.Parallel()
			o := Options{Only: regexp.MustCompile("^mutations/insert-many"), Filters: 1, Project: home.Plain()}
			o.Address = dbtest.PooledBy(t, dbtest.Engines()[1].Place(t), tt.mode, tt.connections)
			_, err := Run(t.Context(), o)
			if tt.enough && err != nil {
				t.Error(err)
			}
			if f := fault.From(err); !tt.enough && (f.Code != fault.DatabaseUnavailable || !strings.Contains(f.Hint, "default_pool_size of at least 2")) {
				t.Errorf("%v: %s", err, f.Hint)
			}
		})
	}
}
