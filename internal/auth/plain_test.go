package auth_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tiddly/internal/auth"
	"tiddly/internal/fault"
)

// plain serves the login of servers without accounts.
func plain(t *testing.T, script string) (*auth.Plain, *[]error) {
	t.Helper()
	h := serveScript(t, script, func(h *house) { h.users = nil })
	var told []error
	return &auth.Plain{
		Snapshot: h.live.Current, Time: time.Second, Report: func(_ context.Context, err error) { told = append(told, err) },
	}, &told
}

func post(t *testing.T, h http.Handler, body string) answer {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/login", strings.NewReader(body)))
	a := answer{status: w.Code, header: w.Header(), text: strings.TrimSpace(w.Body.String())}
	if all := w.Result().Cookies(); len(all) > 0 {
		a.cookie = all[0]
	}
	return a
}

func TestPlainLogin(t *testing.T) { onEach(t, testPlainLogin) }

func testPlainLogin(t *testing.T) {
	t.Helper()
	const missing = `{"status":"error","error":"Table not found: user"}`
	cases := []struct{ name, script, body, want string }{
		{"right", people, credentials("ada@x", "plain ada"), success},
		{"twice", people, twice(credentials("ada@x", "plain ada")), success},
		{"an empty one", people, credentials("cleo@x", ""), success},
		{"NULL", people, credentials("bela@x", ""), wrong},
		{"wrong", people, credentials("ada@x", "plain Ada"), wrong},
		{"nobody", people, credentials("eve@x", "plain ada"), wrong},
		{"a condition", people, credentials("ada@x", "' OR '1'='1"), wrong},
		{"an operator", people, `{"email": "ada@x", "password": {"ne": "x"}}`, `{"status":"error","error":"A login needs email and password."}`},
		{"numbers as texts", `CREATE TABLE user(id INTEGER PRIMARY KEY, email INT, password INT); INSERT INTO user VALUES (1, 7, 42)`, credentials("7", "42"), success},
		{"no numbers", `CREATE TABLE user(id INTEGER PRIMARY KEY, email INT, password INT); INSERT INTO user VALUES (1, 7, 42)`, credentials("seven", "42"), wrong},
		{"no table", `CREATE TABLE people(id INTEGER PRIMARY KEY)`, credentials("a", "b"), missing},
		{"no column", `CREATE TABLE user(id INTEGER PRIMARY KEY, email TEXT)`, credentials("a", "b"), missing},
	}
	for _, c := range cases {
		p, told := plain(t, c.script)
		a := post(t, p.Login(), c.body)
		if a.status != http.StatusOK || a.text != c.want || (a.cookie != nil) != (c.want == success) || len(*told) > 0 {
			t.Errorf("%s: %d %s %+v %v", c.name, a.status, a.text, a.cookie, *told)
		}
		if out := post(t, p.Logout(), ""); out.text != success || out.cookie == nil || out.cookie.MaxAge >= 0 {
			t.Errorf("signing out gives %s %+v", out.text, out.cookie)
		}
	}
}

func TestPlainLoginsThatFail(t *testing.T) { onEach(t, testPlainLoginsThatFail) }

func testPlainLoginsThatFail(t *testing.T) {
	t.Helper()
	p, told := plain(t, people)
	busy := fault.New(fault.LimitRequests, "too many requests are running or waiting")
	p.Enter = func(context.Context) (func(), error) { return nil, busy }
	if a := post(t, p.Login(), credentials("ada@x", "plain ada")); a.status != http.StatusServiceUnavailable || !strings.Contains(a.text, busy.Message) || len(*told) > 0 {
		t.Errorf("%d %s %v", a.status, a.text, *told)
	}
	p.Enter = func(context.Context) (func(), error) {
		return nil, fault.New(fault.DatabaseCorrupt, "the file is damaged")
	}
	if a := post(t, p.Login(), credentials("ada@x", "plain ada")); a.status != http.StatusInternalServerError || strings.Contains(a.text, "damaged") || len(*told) != 1 {
		t.Errorf("%d %s %v", a.status, a.text, *told)
	}
	p.Enter, p.Time = nil, time.Nanosecond
	if a := post(t, p.Login(), credentials("ada@x", "plain ada")); a.status != http.StatusServiceUnavailable || a.cookie != nil {
		t.Errorf("%d %s", a.status, a.text)
	}
}
