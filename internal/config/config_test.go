package config

import (
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"tiddly/internal/catalog"
)

// load parses args as a command would, with the flags of all settings.
func load(t *testing.T, environ []string, args ...string) (Settings, error) {
	t.Helper()
	set := pflag.NewFlagSet("test", pflag.ContinueOnError)
	set.SetOutput(io.Discard)
	for i := range options {
		AddFlags(set, "PATH", options[i].flag)
	}
	if err := set.Parse(args); err != nil {
		t.Fatal(err)
	}
	return Load(set, environ)
}

// defaults returns the settings where nothing is set: the column "logged in" of the table of limits.
func defaults() Settings {
	return Settings{
		Database: "tiddly.db", Listen: "127.0.0.1:8080", Schemas: []string{}, Hosts: []string{}, CORS: CORS{Origins: []string{}, Headers: []string{}},
		REST: REST{Legacy: On}, Naming: Naming{Preset: "standard"}, Overrides: catalog.Overrides{Preset: catalog.Standard}, Documents: Off, Compression: On, Nullability: Standard, Introspection: Auto, Trace: Auto, Console: Auto, Log: Log{Level: "info", Format: Auto, Slow: time.Second},
		Metrics: Auto, Generate: Generate{Tables: []string{}},
		Auth: Auth{Proxies: []string{}, JWT: JWT{Services: []string{}}, Session: Session{Idle: 7 * 24 * time.Hour, Longest: 30 * 24 * time.Hour}},
		Limits: Limits{
			Time: 10 * time.Second, Requests: 128, Waiting: 1000, Wait: 5 * time.Second, Outgoing: 64 << 20, Body: 1 << 20, Persisted: 4 << 20, Kept: 32 << 20, Tokens: 2000, Fields: 300, RootAliases: 15, Aliases: 100, Directives: 50,
			Depth: 10, IntrospectionDepth: 20, Cost: 100_000, Rows: 1000, AnswerRows: 100_000, AnswerBytes: 10 << 20,
		},
		places: map[string]string{}, sources: map[string]string{},
	}
}

func TestDefaults(t *testing.T) {
	got, err := load(t, []string{"HOME=/root", "TIDDLYISH=1"})
	if err != nil {
		t.Fatal(err)
	}
	want := defaults()
	want.sources = got.sources
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestHelpShowsTheDefaultsThatHold(t *testing.T) {
	// A shown default is text for people; parsed, it has to be the default.
	for i := range options {
		o := &options[i]
		if o.shown == "" {
			if !reflect.ValueOf(o.standard).IsZero() && reflect.ValueOf(o.standard).Len() > 0 {
				t.Errorf("--%s shows no default, but has one", o.flag)
			}
			continue
		}
		if v, mistake := o.value.parse(o.shown); mistake != nil || v != o.standard {
			t.Errorf("--%s shows %s, but its default is %v", o.flag, o.shown, o.standard)
		}
	}
}

func TestFlagsWinOverEnvironmentOverDefaults(t *testing.T) {
	environ := []string{
		"TIDDLY_DB=environment.db", "TIDDLY_LIMIT_ROWS=5", "TIDDLY_TIMEOUT=3s", "TIDDLY_STRICT_NAMES=true",
		"TIDDLY_WAL=1", "TIDDLY_LISTEN=", "TIDDLY_CHINOOK=/somewhere", "TIDDLY_TEST_SERVER=/elsewhere",
	}
	got, err := load(t, environ, "--db", "flag.db", "--limit-rows=7", "--wal=false", "--create")
	if err != nil {
		t.Fatal(err)
	}
	want := defaults()
	want.Database, want.Create, want.StrictNames = "flag.db", true, true
	want.Limits.Time, want.Limits.Rows = 3*time.Second, 7
	want.sources = got.sources
	if got.Source("limits.rows") == "limits.rows" || got.Source("limits.depth") != "limits.depth" {
		t.Errorf("limits.rows was given as %s, limits.depth as %s", got.Source("limits.rows"), got.Source("limits.depth"))
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestEveryMistakeIsReportedAtOnce(t *testing.T) {
	_, err := load(t, []string{"TIDDLY_LIMIT_ROW=5", "TIDDLY_STRICT_NAMES=perhaps"},
		"--timeout", "soon", "--limit-rows", "-1", "--listen", "0.0.0.0:80", "--read-only", "--wal")
	var mistakes Mistakes
	if !errors.As(err, &mistakes) {
		t.Fatalf("got %v", err)
	}
	want := []struct{ message, hint string }{
		{"there is no setting TIDDLY_LIMIT_ROW", "TIDDLY_LIMIT_ROWS?"},
		{`TIDDLY_STRICT_NAMES: "perhaps" is neither`, "true or false"},
		{"--limit-rows: -1 is out of range", "from 1 to 100000"},
		{`--listen: "0.0.0.0:80" is not loopback`, "127.0.0.1:80"},
		{`--timeout: "soon" is not a duration`, "10s"},
		{"--read-only and --wal contradict", "remove one"},
	}
	if len(mistakes) != len(want) {
		t.Fatalf("got %d mistakes: %v", len(mistakes), err)
	}
	for _, w := range want {
		if !slices.ContainsFunc(mistakes, func(m Mistake) bool {
			return strings.Contains(m.Message, w.message) && strings.Contains(m.Hint, w.hint)
		}) {
			t.Errorf("no mistake %q with hint %q in %+v", w.message, w.hint, mistakes)
		}
	}
}

func TestListen(t *testing.T) {
	cases := []struct {
		address, wrong string
	}{
		{"127.0.0.1:8080", ""},
		{"127.3.2.1:0", ""},
		{"localhost:1", ""},
		{"api.localhost:1", ""},
		{"[::1]:8080", ""},
		{"0.0.0.0:8080", "is not loopback: without authentication"},
		{"[::]:8080", "is not loopback"},
		{"192.168.1.2:8080", "is not loopback"},
		{"example.org:8080", "is not loopback"},
		{":8080", "means every address"},
		{"8080", "is not an address"},
		{"127.0.0.1", "is not an address"},
		{"127.0.0.1:http", "is not a port"},
		{"127.0.0.1:65536", "is not a port"},
		{"127.0.0.1:", "is not a port"},
	}
	for _, c := range cases {
		_, err := load(t, nil, "--listen", c.address)
		switch {
		case c.wrong == "" && err != nil:
			t.Errorf("%q: %v", c.address, err)
		case c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)):
			t.Errorf("%q: got %v, want an error with %q", c.address, err, c.wrong)
		}
	}
}

func TestBounds(t *testing.T) {
	cases := []struct {
		flag, text string
		right      bool
	}{
		{"timeout", "1ms", true},
		{"timeout", "1h", true},
		{"timeout", "0", false},
		{"timeout", "61m", false},
		{"timeout", "10", false},
		{"limit-rows", "1", true},
		{"limit-rows", "100000", true},
		{"limit-rows", "100001", false},
		{"limit-rows", "0", false},
		{"limit-rows", "1e3", false},
		{"limit-body", "1MiB", true},
		{"limit-body", "500 kB", true},
		{"limit-body", "100000", true},
		{"limit-body", "1KiB", true},
		{"limit-body", "1023", false},
		{"limit-body", "257MiB", false},
		{"limit-body", "9999999999GiB", false},
		{"limit-body", "-1", false},
		{"limit-body", "much", false},
		{"limit-depth", "100", true},
		{"limit-depth", "0", false},
		{"limit-aliases", "0", true},
		{"introspection", "auto", true},
		{"introspection", "true", false},
		{"hosts", "api.example.org,OTHER.example.org.", true},
		{"hosts", "[::1]", true},
		{"hosts", "https://api.example.org", false},
		{"hosts", "api.example.org:80", false},
		{"hosts", "*", false},
		{"cors", "https://app.example.org", true},
		{"cors", "http://localhost:3000,https://app.example.org:8443", true},
		{"cors", "*", true},
		{"cors", "null", false},
		{"cors", "app.example.org", false},
		{"cors", "https://app.example.org/", false},
		{"cors", "https://*.example.org", false},
		{"cors", "https://user@app.example.org", false},
		{"cors", "file://x", false},
		{"auth-proxies", "10.0.0.7,10.0.0.0/8,fd00::/8,::1", true},
		{"auth-proxies", "10.0.0.0/33", false},
		{"auth-proxies", "proxy", false},
		{"auth-proxies", "0.0.0.0/0", false},
		{"auth-proxies", "10.0.0.0/8,::/0", false},
		{"auth-proxies", "::ffff:10.0.0.0/104", false},
		{"create", "no", false},
	}
	for _, c := range cases {
		if _, err := load(t, nil, "--"+c.flag+"="+c.text); (err == nil) != c.right {
			t.Errorf("--%s=%s: %v", c.flag, c.text, err)
		}
	}
}

func TestMayCreate(t *testing.T) {
	cases := []struct {
		args []string
		want bool
	}{
		{nil, true},
		{[]string{"--read-only"}, false},
		{[]string{"--db", "other.db"}, false},
		{[]string{"--db", "other.db", "--create"}, true},
	}
	for _, c := range cases {
		s, err := load(t, nil, c.args...)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.MayCreate(); got != c.want {
			t.Errorf("%v: %v", c.args, got)
		}
	}
}

func TestNear(t *testing.T) {
	names := []string{"serve", "schema", "explain", "version", "sample"}
	cases := []struct{ text, want string }{
		{"serv", "serve"},
		{"SERVE", "serve"},
		{"shcema", "schema"},
		{"explainn", "explain"},
		{"vresion", "version"},
		{"frobnicate", ""},
		{"", ""},
		{"x", ""},
	}
	for _, c := range cases {
		if got := Near(c.text, names); got != c.want {
			t.Errorf("Near(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestHelpNamesDefaultAndVariable(t *testing.T) {
	set := pflag.NewFlagSet("test", pflag.ContinueOnError)
	for i := range options {
		AddFlags(set, "a PATH", options[i].flag)
	}
	help := set.FlagUsages()
	for i := range options {
		want := "(default " + options[i].shown + ", " + options[i].variable() + ")"
		if options[i].shown == "" {
			want = "(" + options[i].variable() + ")"
		}
		if !strings.Contains(help, want) {
			t.Errorf("help of --%s lacks %q:\n%s", options[i].flag, want, help)
		}
	}
	if !strings.Contains(help, "a PATH") {
		t.Errorf("help does not say how to name a database:\n%s", help)
	}
}
