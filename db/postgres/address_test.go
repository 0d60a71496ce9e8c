//go:build unix

package postgres

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tiddly/db/edge"
	"tiddly/internal/fault"
)

// TestAddresses reads addresses in each of their forms, with what the environment and the files of libpq add.
func TestAddresses(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	services := write("services", "[shop]\nhost=db.example\nport=5433\ndbname=shop\nuser=web\ntarget_session_attrs=standby\n[pair]\nhost=a,b\ndbname=shop\nuser=web\n")
	t.Setenv("PGSERVICEFILE", services)
	t.Setenv("PGPASSFILE", write("passwords", "db.example:5433:shop:web:from the file\nlocalhost:5432:shop:web:of the socket\n"))
	for text, want := range map[string]string{
		"postgres://web:secret@db.example:5433/shop":           "db.example 5433 shop web secret 16",
		"POSTGRES://web@db.example:5433/shop?pool_max_conns=3": "db.example 5433 shop web from the file 3",
		"host=/var/run/postgresql dbname=shop user=web":        "/var/run/postgresql 5432 shop web of the socket 16",
		"  host = db.example port=5433\tdbname=shop user=web":  "db.example 5433 shop web from the file 16",
		`dbname=shop user=web password='it\'s: @?&=' host=H`:   "H 5432 shop web it's: @?&= 16",
		`user=web password=a:b\ c@d host=h dbname=shop`:        "h 5432 shop web a:b c@d 16",
		"service=shop": "db.example 5433 shop web from the file 16 targeted",
		"service=shop dbname=other password=x pool=transaction":           "db.example 5433 other web x 16 transaction targeted",
		"postgres://?service=shop":                                        "db.example 5433 shop web from the file 16 targeted",
		"service=pair":                                                    "a 5432 shop web  16 targeted",
		"host=a,b port=1,2 dbname=shop user=web":                          "a 1 shop web  16 targeted",
		"host=a,b dbname=shop user=web target_session_attrs=any":          "a 5432 shop web  16",
		"host=a dbname=shop user=web pool_max_conns=7 sslmode=disable":    "a 5432 shop web  7",
		"postgres://web@a,b:2/shop?target_session_attrs=any&pool=session": "a 5432 shop web  16 session",
		"postgres://web@a,b/shop?sslmode=disable&p%6Fol=transaction":      "a 5432 shop web  16 transaction targeted",
	} {
		a, err := parseAddress(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := spelledOut(&a); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", text, got, want)
		}
		if a.config.RuntimeParams[parameterPool] != "" || a.config.RuntimeParams[parameterConnections] != "" {
			t.Errorf("%s: the server would be sent %v", text, a.config.RuntimeParams)
		}
	}
	for name, value := range map[string]string{"PGHOST": "env.example", "PGPORT": "99", "PGDATABASE": "envdb", "PGUSER": "envuser", "PGPASSWORD": "envword"} {
		t.Setenv(name, value)
	}
	a, err := parseAddress("postgres://")
	if err != nil {
		t.Fatal(err)
	}
	if got := spelledOut(&a); got != "env.example 99 envdb envuser envword 16" {
		t.Errorf("from the environment: %s", got)
	}
}

func spelledOut(a *address) string {
	c := a.config
	all := []string{c.Host, fmt.Sprint(c.Port), c.Database, c.User, c.Password, fmt.Sprint(a.connections)}
	if a.pool != "" {
		all = append(all, a.pool)
	}
	if c.ValidateConnect != nil {
		all = append(all, "targeted")
	}
	return strings.Join(all, " ")
}

// TestAddressesRefused requires errors that say what is right, and quote nothing of the address.
func TestAddressesRefused(t *testing.T) {
	t.Setenv("PGSERVICEFILE", filepath.Join(t.TempDir(), "none"))
	for text, want := range map[string]string{
		"postgres://web:hunter2@db:x/shop":              "cannot be read",
		"password=hunter2 hunter2 host=db":              "cannot be read",
		"password='hunter2 host=db":                     "cannot be read",
		"service=hunter2":                               "a service must be in the file of services",
		"host=db password=hunter2 pool=hunter2":         "it is session or transaction",
		"host=db password=hunter2 pool_max_conns=0":     "a number from 1 to 1000",
		"hostaddr=10.0.0.1 password=hunter2":            "write the number as host",
		"postgres://web:hunter2@db/shop?sslmode=never":  "cannot be read",
		"postgres://web:hunter2@db/shop?sslrootcert=no": "files of certificates must be readable",
	} {
		_, err := parseAddress(text)
		f := fault.From(err)
		if err == nil || f.Code != fault.DatabaseUnavailable || !strings.Contains(f.Message+" "+f.Hint, want) {
			t.Errorf("%s: %v", text, err)
		} else if all := f.Message + f.Hint + err.Error(); f.Cause() != nil || strings.Contains(all, "hunter2") {
			t.Errorf("%s: the error quotes it: %s, %v", text, all, f.Cause())
		}
	}
}

// TestOpenByKeywords opens a database by keywords and by a service, and requires that the name is shown without its
// password.
func TestOpenByKeywords(t *testing.T) {
	s := start(t)
	services := filepath.Join(t.TempDir(), "services")
	if err := os.WriteFile(services, []byte("[here]\nhost="+s.folder+"\nuser=tiddly\ndbname=postgres\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PGSERVICEFILE", services)
	for text, name := range map[string]string{
		`host=` + s.folder + ` dbname=postgres user=tiddly password=hunter\ 2`: "host=" + s.folder + " dbname=postgres user=tiddly password=xxxxx",
		"service=here": "service=here",
	} {
		d, err := Open(t.Context(), text, edge.Options{})
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := read(t, d, "SELECT current_database()"); got != "postgres" || d.Name() != name {
			t.Errorf("%s: the database %q has the name %q", text, got, d.Name())
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
	_, err := Open(t.Context(), "host="+s.folder+" dbname=postgres user=tiddly pool_min_conns=2", edge.Options{})
	if f := fault.From(err); err == nil || !strings.Contains(f.Message, "parameter") {
		t.Errorf("a parameter that the server does not have: %v", err)
	}
	made, err := newScratch(t.Context(), "service=here")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = made.Close(t.Context()) }()
	place, err := made.Make(t.Context(), "place", nil)
	if err != nil {
		t.Fatal(err)
	}
	if place.Address != "service=here" {
		t.Errorf("the place has the address %q", place.Address)
	}
}
