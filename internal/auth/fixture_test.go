package auth_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"tiddly/db"
	"tiddly/db/dbtest"
	"tiddly/internal/auth"
	"tiddly/internal/auth/jwt"
	"tiddly/internal/auth/password"
	"tiddly/internal/caller"
	"tiddly/internal/clientaddr"
	"tiddly/internal/config"
	"tiddly/internal/engine"
	"tiddly/internal/exec"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/rest"
	"tiddly/internal/server"
	"tiddly/internal/store"
	"tiddly/internal/tests/home"
)

// people is a database with accounts; house.add adds one with a hash.
const people = `
CREATE TABLE user(id INTEGER PRIMARY KEY, email TEXT UNIQUE, password TEXT, name TEXT);
CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT);
INSERT INTO user VALUES (1, 'ada@x', 'plain ada', 'Ada'), (2, 'bela@x', NULL, 'Bela'), (3, 'cleo@x', '', 'Cleo');
INSERT INTO note VALUES (1, 'kept');
`

// house is a served database with accounts, and a clock set by the test.
type house struct {
	t       testing.TB
	path    string
	db      *db.Database
	live    *engine.Live
	hasher  *password.Hasher
	service *auth.Service
	handler http.Handler
	log     *bytes.Buffer
	// logger is the logger of every server over the house: two of their own would write concurrently.
	logger   *slog.Logger
	required bool
	enter    func(context.Context) (func(), error)
	users    *auth.Users
	tokens   *jwt.Verifier
	// opened counts the sessions opened without a login.
	opened int

	// admit is the gate of all requests; nil is no limit.
	admit func(context.Context) (func(), error)

	mu  *sync.Mutex
	now *time.Time
}

// long reports whether tests should run their longer form.
func long() bool { return os.Getenv("TIDDLY_LONG") != "" }

// on is the engine of the running test, which onEach sets.
var on = dbtest.Embedded()

// onEach runs a test on each engine.
func onEach(t *testing.T, test func(*testing.T)) {
	t.Helper()
	dbtest.OnEachOnce(t, func(t *testing.T, e dbtest.Engine) {
		on = e
		defer func() { on = dbtest.Embedded() }()
		test(t)
	})
}

// store returns the store of the database.
func (h *house) store() *store.Store { return storeOf(h.db) }

func storeOf(d *db.Database) *store.Store { return store.New(d, d.Dialect().NumberedPlaceholders) }

var standardUsers = &auth.Users{Table: "user", Identity: "email", Password: "password"}

func serve(t testing.TB, change ...func(*house)) *house {
	t.Helper()
	return serveScript(t, people, change...)
}

func serveScript(t testing.TB, script string, change ...func(*house)) *house {
	t.Helper()
	now := time.Now()
	h := &house{t: t, path: on.Make(t, script), users: standardUsers, hasher: password.New(2), enter: server.NewGate(16, 256, 5*time.Second).Enter, log: &bytes.Buffer{}, mu: &sync.Mutex{}, now: &now}
	h.logger = slog.New(slog.NewTextHandler(h.log, nil))
	h.db = dbtest.Open(t, h.path)
	for _, c := range change {
		c(h)
	}
	if err := auth.Create(t.Context(), h.store(), h.users != nil); err != nil {
		t.Fatal(err)
	}
	h.open()
	return h
}

// open serves the database, like a program that starts.
func (h *house) open() {
	h.t.Helper()
	o := engine.Options{Limits: engine.DefaultLimits(), HashPassword: h.hasher.Hash}
	if h.users != nil {
		o.Users = &engine.Users{Table: h.users.Table, Identity: h.users.Identity, Password: h.users.Password}
	}
	var err error
	if h.live, _, err = engine.Open(h.t.Context(), h.db, o, nil); err != nil {
		h.t.Fatal(err)
	}
	log := h.logger
	h.service, err = auth.New(h.t.Context(), auth.Options{
		Store: h.store(), ReadOnly: h.db.ReadOnly(), Snapshot: h.live.Current, Users: h.users, Hasher: h.hasher, Tokens: h.tokens,
		Client: clientaddr.New([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, func(problem string) { log.Warn(problem) }).Of, Idle: 24 * time.Hour, Longest: 7 * 24 * time.Hour, Time: 10 * time.Second, Log: log, Now: h.clock,
		Admit: h.admit, Enter: h.enter,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.handler = server.New(server.Options{
		GraphQL: gql.NewHandler(h.live.View, home.Plain(), gql.Options{}),
		Tables: rest.NewHandler(h.live.View, rest.Options{
			Timeout: time.Second, Body: 1 << 20, Report: func(_ context.Context, err error) { h.t.Error(err) }, Required: h.required,
		}),
		SDL:      func(who *caller.Caller) string { return h.live.View(who).Schema.SDL },
		Shows:    func(*http.Request) bool { return true },
		Accounts: h.service, Required: h.required, Login: h.service.Login(), Logout: h.service.Logout(),
		Introspects: func(*http.Request) bool { return true },
		Near:        func(r *http.Request) bool { return r.Host == "127.0.0.1:8080" },
		CORS:        server.CORS{Origins: []string{"https://app.example"}, Credentials: true},
		Ready:       func(context.Context) error { return nil }, OurHost: config.Loopback, Log: log,
	}).Handler()
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return *h.now
}

// later advances the clock.
func (h *house) later(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	*h.now = h.now.Add(d)
}

// answer is a response that was read to its end.
type answer struct {
	status int
	header http.Header
	text   string
	// cookie is the first of the cookies.
	cookie  *http.Cookie
	cookies []*http.Cookie
}

// send sends a request; headers are alternating names and values.
func (h *house) send(method, path, body string, headers ...string) answer {
	h.t.Helper()
	var reader io.Reader = http.NoBody
	if body != "" {
		reader = strings.NewReader(body)
	}
	r := httptest.NewRequestWithContext(h.t.Context(), method, path, reader)
	r.Host, r.RemoteAddr = "127.0.0.1:8080", "192.0.2.1:5000"
	for i := 0; i+1 < len(headers); i += 2 {
		switch headers[i] {
		case "From":
			r.RemoteAddr = headers[i+1]
		case "Host":
			r.Host = headers[i+1]
		default:
			r.Header.Add(headers[i], headers[i+1])
		}
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	a := answer{status: w.Code, header: w.Header(), text: strings.TrimSpace(w.Body.String())}
	if a.cookies = w.Result().Cookies(); len(a.cookies) > 0 {
		a.cookie = a.cookies[0]
	}
	return a
}

func credentials(email, secret string) string {
	b, err := json.Marshal(map[string]string{"email": email, "password": secret})
	if err != nil {
		panic(err)
	}
	return string(b)
}

func (h *house) login(email, secret string, headers ...string) answer {
	h.t.Helper()
	return h.send(http.MethodPost, "/login", credentials(email, secret), headers...)
}

// signIn logs in and returns the header with the session.
func (h *house) signIn(email, secret string, headers ...string) []string {
	h.t.Helper()
	a := h.login(email, secret, headers...)
	if a.text != success || a.cookie == nil {
		h.t.Fatalf("%s cannot sign in: %d %s", email, a.status, a.text)
	}
	return []string{"Cookie", a.cookie.Name + "=" + a.cookie.Value}
}

const (
	success = `{"status":"success"}`
	wrong   = `{"status":"error","error":"Invalid email or password."}`
)

// query sends a GraphQL document and returns the data or the errors.
func (h *house) query(document string, headers ...string) string {
	h.t.Helper()
	b, err := json.Marshal(map[string]string{"query": document})
	if err != nil {
		h.t.Fatal(err)
	}
	a := h.send(http.MethodPost, "/graphql", string(b), append([]string{"Content-Type", "application/json"}, headers...)...)
	return a.text
}

// me returns the caller of a request.
func (h *house) me(headers ...string) string {
	h.t.Helper()
	var got struct {
		Data struct{ Me *struct{ Name string } }
	}
	text := h.query("{ me { name } }", headers...)
	if err := json.Unmarshal([]byte(text), &got); err != nil || !strings.Contains(text, `"me"`) {
		return text
	}
	if got.Data.Me == nil {
		return "nobody"
	}
	return got.Data.Me.Name
}

// cells returns the result of a statement, one cell a row.
func (h *house) cells(sql string) []string {
	h.t.Helper()
	return dbtest.Cells(h.t, h.db, on.Spell(sql))
}

// run changes the database as its owner would.
func (h *house) run(sql string, args ...any) {
	h.t.Helper()
	err := h.db.Do(h.t.Context(), func(tx exec.Tx) error {
		_, err := tx.Exec(on.Spell(sql), args)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// stored returns the stored password.
func (h *house) stored(email string) string {
	h.t.Helper()
	return h.cells("SELECT coalesce(password, 'NULL') FROM user WHERE email = '" + email + "'")[0]
}

// replace replaces the file of the database before it is served.
func (h *house) replace(content []byte) {
	h.t.Helper()
	path := h.path + ".other"
	if err := os.WriteFile(path, content, 0o600); err != nil {
		h.t.Fatal(err)
	}
	h.path, h.db = path, dbtest.Open(h.t, path)
}
