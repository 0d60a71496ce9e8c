package cli

import (
	"net/url"
	"strings"
	"testing"

	"tiddly/db/dbtest"
)

// TestNoPasswordIsShownWhileServing serves a database by an address with a password in each of its forms, ends its
// connections, and requires that neither the log, the start-up lines, an error nor the metrics have the password.
func TestNoPasswordIsShownWhileServing(t *testing.T) {
	dbtest.OnOthers(t, func(t *testing.T, e dbtest.Engine) {
		address := e.Make(t, "CREATE TABLE shop(id INTEGER PRIMARY KEY); CREATE ROLE quiet LOGIN; GRANT SELECT ON shop TO quiet")
		t.Cleanup(func() { e.Run(t, address, "DROP OWNED BY quiet; DROP ROLE quiet") })
		as := e.As(address, "quiet", "kanarie")
		u, err := url.Parse(as)
		if err != nil {
			t.Fatal(err)
		}
		var words strings.Builder
		words.WriteString("user=quiet password='kanarie' dbname=" + strings.TrimPrefix(u.Path, "/"))
		for name, values := range u.Query() {
			words.WriteString(" " + name + "=" + values[0])
		}
		if u.Host != "" {
			words.WriteString(" host=" + u.Hostname() + " port=" + u.Port())
		}
		for _, form := range []string{as, words.String()} {
			r := start(t, "--db", form)
			r.until(t, "{ shops { id } }", `{"data":{"shops":[]}}`)
			e.Run(t, address, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'quiet'; DROP TABLE IF EXISTS shop")
			_, failed := r.ask(t, "{ shops { id } }")
			e.Run(t, address, "CREATE TABLE shop(id INTEGER PRIMARY KEY); GRANT SELECT ON shop TO quiet")
			r.until(t, "{ shops { id } }", `{"data":{"shops":[]}}`)
			_, _, metrics := r.send(t, "GET", "/metrics", "")
			if !strings.Contains(metrics, "tiddly_") {
				t.Errorf("the metrics are %s", metrics)
			}
			for where, text := range map[string]string{"output": r.stdout.String(), "log": r.stderr.String(), "error": failed, "metrics": metrics} {
				if strings.Contains(text, "kanarie") {
					t.Errorf("%s: the password is in the %s: %s", form, where, text)
				}
			}
			if shown := r.stdout.String() + r.stderr.String(); !strings.Contains(shown, "xxxxx") {
				t.Errorf("the address is not shown: %s", shown)
			}
		}
	})
}
