package edge

import (
	"strings"
	"testing"
)

func TestRedact(t *testing.T) {
	for address, want := range map[string]string{
		"postgres://ann:hunter2@db.example:5432/shop":      "postgres://ann:xxxxx@db.example:5432/shop",
		"postgres://ann@db.example/shop?sslmode=require":   "postgres://ann@db.example/shop?sslmode=require",
		"postgres://db.example:5432/shop":                  "postgres://db.example:5432/shop",
		"postgres://ann:hun@ter2@db/shop":                  "postgres://ann:xxxxx@db/shop",
		"postgres://ann:hun/ter2@db/shop":                  "postgres://ann:xxxxx@db/shop",
		"postgres://ann:hun?ter#2@db/shop":                 "postgres://ann:xxxxx@db/shop",
		"postgres://ann:12/hunter2@db/shop":                "postgres://ann:xxxxx@db/shop",
		"postgres//ann:hunter2@db/shop":                    "postgres//ann:xxxxx@db/shop",
		"postgres:ann:hunter2@db/shop":                     "postgres:xxxxx@db/shop",
		"postgres:/ann:hunter2@db/shop":                    "postgres:xxxxx@db/shop",
		"jdbc:postgresql://ann:hunter2@db/shop":            "jdbc:xxxxx@db/shop",
		"ann:hunter2@tcp(db:3306)/shop?parseTime=true":     "ann:xxxxx@tcp(db:3306)/shop?parseTime=true",
		"a:hunter2@tcp(db)/shop":                           "a:xxxxx@tcp(db)/shop",
		"postgres://db/shop?user=ann&password=hunter2&x=1": "postgres://db/shop?user=ann&password=xxxxx&x=1",
		"postgres://db/shop?p%61ssword=hunter2":            "postgres://db/shop?p%61ssword=xxxxx",
		"postgres://db/shop?sslpassword=hunter2":           "postgres://db/shop?sslpassword=xxxxx",
		"postgres://db/shop?%zz=hunter2":                   "postgres://db/shop?%zz=xxxxx",
		"host=db password=hunter2 dbname=shop":             "host=db password=xxxxx dbname=shop",
		"host=db password = 'hun ter2' dbname=shop":        "host=db password = xxxxx",
		`host=db password=hun\ ter2 dbname=shop`:           "host=db password=xxxxx",
		`host=db password=hun\\\ ter2`:                     "host=db password=xxxxx",
		"service=shop user=ann password=a:b@c options=x":   "service=shop user=ann password=xxxxx options=x",
		"postgres://ann:@db/shop":                          "postgres://ann:xxxxx@db/shop",
		"shop.db?readers=4":                                "shop.db?readers=4",
		"":                                                 "",
		"/home/ann/a:b@c.db":                               "/home/ann/a:b@c.db",
		"./a:b@c.db":                                       "./a:b@c.db",
		`C:\data\a@b.db`:                                   `C:\data\a@b.db`,
	} {
		if got := Redact(address); got != want {
			t.Errorf("Redact(%q) = %q, want %q", address, got, want)
		}
	}
}

// escaped replaces what would end a value without quotes.
var escaped = strings.NewReplacer(`\`, `\\`, " ", `\ `, "\t", "\\\t", "\n", "\\\n", "\r", "\\\r", "\v", "\\\v", "\f", "\\\f")

// FuzzRedact checks that no password is shown, whatever characters are in it and around it.
func FuzzRedact(f *testing.F) {
	for _, seed := range []string{"", "@", ":", "/", "?", "#", "&", "=", "'", "//", "://", "%", " "} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		const password = "SECRET"
		for _, address := range []string{
			"postgres://ann:" + before + password + after + "@db/shop",
			"ann:" + before + password + after + "@tcp(db)/shop",
			"postgres://db/shop?password=" + password,
			"host=db password='" + before + password + after + "' dbname=shop",
			"host=db password=" + escaped.Replace(before+password+after) + " dbname=shop",
		} {
			if strings.HasPrefix(before, "//") && strings.HasPrefix(address, "ann:") {
				continue // this is an address without a password
			}
			if got := Redact(address); strings.Contains(got, password) {
				t.Errorf("Redact(%q) = %q", address, got)
			}
		}
	})
}
