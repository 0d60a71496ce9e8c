package rest_test

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// recorded is an exchange recorded from the original.
type recorded struct {
	Name  string
	Steps []step
}

type step struct {
	Request struct {
		Method, Path string
		Headers      map[string]string
		Body         string
	}
	Original struct {
		Status            int
		Type, Text, Allow string
		JSON              any
	}
}

// difference is an intended difference from the original's answer. Empty fields mean no difference.
type difference struct {
	why string
	// media is the beginning of the content type, allow the header Allow, json the decoded body.
	media, allow, json string
}

const (
	plain     = "a text of the driver, or of Python, says nothing to a client: ours says what was wrong and what would be right"
	enveloped = "a body of HTML is the envelope, which clients can read"
	absence   = "what is missing is none: the original failed with a KeyError"
	everyDual = `[{"id": 1, "text": "chai and biscuit."}, {"id": 2, "text": "test data"}, {"id": 3, "text": "foobar"}, {"id": 4, "text": null},
		{"id": 5, "text": "ram chip."}, {"id": 7, "text": "O'Reilly \"q\" <b>x</b> & 日本語 🎉"}]`
)

// ours lists all differences.
var ours = map[string]difference{
	"root GET": {why: "a text is of the type of a text", media: "text/plain"},
	"_info":    {why: "another program answers", json: `{"Application": "tiddly (devel)", "Powered By": "gqlgen, goqu"}`},
	"GET trailing slash": {
		why: enveloped, media: "application/json",
		json: `{"error": "there is nothing at this address; remove the slash at its end", "status": "error", "verb": "GET"}`,
	},
	"GET types": {
		why: "dates are ISO 8601, which sorts and which everything reads",
		json: `{"data": {"active": true, "big": 9007199254740993, "created": "2024-01-02T03:04:05Z", "day": "2024-01-02", "id": 1, "name": "bolt",
			"price": "9.99", "qty": 10, "weight": 0.5}, "status": "success", "verb": "GET"}`,
	},
	"POST bad JSON": {
		why: enveloped, media: "application/json",
		json: `{"error": "the body is not valid JSON: it ends unexpectedly; close every string, list and object", "status": "error", "verb": "POST"}`,
	},
	"POST duplicate PK": {
		why: plain, json: `{"error": "another row already has the same key (id); use values that no other row has, or change the row that has them",
			"status": "error", "verb": "POST"}`,
	},
	"POST missing NOT NULL": {
		why: plain, json: `{"error": "a column that requires a value got null (name); specify a value that is not null", "status": "error", "verb": "POST"}`,
	},
	"POST unknown column": {
		why: plain, json: `{"error": "body: the table dual has no column nope; it has id, text", "status": "error", "verb": "POST"}`,
	},
	"PUT unknown column": {
		why:  "a misspelt column is told, where the original said success and changed nothing",
		json: `{"error": "body: the table dual has no column nope; it has id, text", "status": "error", "verb": "PUT"}`,
	},
	"FETCH README 1 plain body": {
		why:  "the README's own body, encoded once, is what it means",
		json: `{"data": [{"id": 3, "text": "foobar"}], "status": "success"}`,
	},
	"FETCH no where":             {why: absence, json: `{"data": ` + everyDual + `, "status": "success"}`},
	"FETCH limit without offset": {why: absence, json: `{"data": [{"id": 1, "text": "chai and biscuit."}, {"id": 2, "text": "test data"}], "status": "success"}`},
	"FETCH where unknown column": {why: plain, json: `{"error": "where: the table dual has no column nope; it has id, text", "status": "error"}`},
	"FETCH orderby unknown":      {why: plain, json: `{"error": "orderby: the table dual has no column nope; it has id, text", "status": "error"}`},
	"OPTIONS dual": {
		why: "an answer without a body has no type, and Allow says what the address takes", media: "-", allow: "GET, HEAD, POST, FETCH, QUERY, OPTIONS",
	},
	"PATCH": {
		why: enveloped + "; Allow says what the address takes", media: "application/json", allow: "GET, HEAD, PUT, DELETE, OPTIONS",
		json: `{"error": "Unrecognized verb.", "status": "error"}`,
	},
}

// TestOriginal repeats the original's recorded exchanges over the same rows, and requires the same answers except
// for the differences in ours.
func TestOriginal(t *testing.T) {
	fixture := read(t, "testdata/original.sql")
	var cases []recorded
	d := json.NewDecoder(strings.NewReader(read(t, "testdata/original.json")))
	d.UseNumber()
	if err := d.Decode(&cases); err != nil {
		t.Fatal(err)
	}
	for name := range ours {
		if !slices.ContainsFunc(cases, func(c recorded) bool { return c.Name == name }) {
			t.Errorf("no case is called %s", name)
		}
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			s := serve(t, fixture)
			for i := range c.Steps {
				step := &c.Steps[i]
				headers := make([]string, 0, 2)
				for name, value := range step.Request.Headers {
					headers = append(headers, name, value)
				}
				a := s.send(t, step.Request.Method, step.Request.Path, step.Request.Body, headers...)
				step.want(t, ours[c.Name], a)
			}
		})
	}
}

// want compares an answer with the recorded one, or with the difference.
func (s *step) want(t *testing.T, d difference, a answer) {
	t.Helper()
	want := s.Original
	media, _, _ := strings.Cut(want.Type, ";")
	if d.media != "" {
		media = strings.TrimPrefix(d.media, "-")
	}
	if d.allow != "" {
		want.Allow = d.allow
	}
	if d.json != "" {
		want.JSON = decode(t, d.json)
	}
	if got, _, _ := strings.Cut(a.header.Get("Content-Type"), ";"); a.status != want.Status || got != media || a.header.Get("Allow") != want.Allow {
		t.Errorf("got %d, type %q, Allow %q, want %d, %q, %q", a.status, got, a.header.Get("Allow"), want.Status, media, want.Allow)
	}
	switch {
	case want.JSON == nil && a.text != want.Text:
		t.Errorf("got  %s\nwant %s", a.text, want.Text)
	case want.JSON != nil && !reflect.DeepEqual(decode(t, a.text), want.JSON):
		t.Errorf("got  %s\nwant %v", a.text, want.JSON)
	}
}

func read(tb testing.TB, path string) string {
	tb.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}
