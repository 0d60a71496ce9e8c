package engine_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/catalog"
	"tiddly/internal/engine"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// people has a usable accounts table, and many tables and columns that are not.
const people = `
CREATE TABLE person(id INTEGER PRIMARY KEY, mail TEXT NOT NULL UNIQUE, pass_word TEXT, nick TEXT, age INT, doc JSON,
	shout TEXT AS (upper(nick)), boss INTEGER REFERENCES person(id), badge TEXT UNIQUE, first TEXT DEFAULT 'x', UNIQUE(nick, age));
CREATE TABLE post(id INTEGER PRIMARY KEY, person_id INTEGER REFERENCES person(id), badge TEXT REFERENCES person(badge), city TEXT REFERENCES city(name));
CREATE TABLE city(name TEXT PRIMARY KEY, secret TEXT);
CREATE TABLE loose(mail TEXT, pass_word TEXT);
CREATE VIEW everybody AS SELECT * FROM person;
INSERT INTO person(id, mail, pass_word) VALUES (1, 'ada@x', 'plain'), (2, 'bela@x', NULL);
INSERT INTO post(id, person_id) VALUES (1, 1);
`

func personal() *engine.Users {
	return &engine.Users{Table: "person", Identity: "mail", Password: "pass_word"}
}

// hasher is a readable hash function: it counts, so that no two of its results are equal.
type hasher struct{ given []string }

func (h *hasher) hash(_ context.Context, plain string) (string, error) {
	h.given = append(h.given, plain)
	return fmt.Sprintf("$argon2id$%d", len(h.given)), nil
}

func servePeople(t *testing.T, users *engine.Users, hash func(context.Context, string) (string, error)) (*house, []catalog.Note, error) {
	t.Helper()
	db := dbtest.Open(t, dbtest.Path(t, people))
	s, notes, err := engine.Load(t.Context(), db, engine.Options{Limits: engine.DefaultLimits(), Users: users, HashPassword: hash})
	return &house{t: t, db: db, s: s}, notes, err
}

// accounts serves the people with a hasher.
func accounts(t *testing.T) (*house, *hasher) {
	t.Helper()
	secret := &hasher{}
	h, _, err := servePeople(t, personal(), secret.hash)
	if err != nil {
		t.Fatal(err)
	}
	return h, secret
}

func TestUsersThatCannotBe(t *testing.T) {
	for _, c := range []struct {
		users      engine.Users
		want, hint string
	}{
		{engine.Users{Table: "people", Identity: "mail", Password: "pass_word"}, `auth.users.table: there is no table "people"`, "person"},
		{engine.Users{Table: "Person", Identity: "mail", Password: "pass_word"}, `there is no table "Person"`, "person"},
		{engine.Users{Table: "everybody", Identity: "mail", Password: "pass_word"}, `"everybody" is a view`, "the table that it shows"},
		{engine.Users{Table: "loose", Identity: "mail", Password: "pass_word"}, `"loose" has no primary key`, "primary key"},
		{engine.Users{Table: "person", Identity: "email", Password: "pass_word"}, `auth.users.identity: table "person" has no column "email"`, "mail"},
		{engine.Users{Table: "person", Identity: "mail", Password: "passWord"}, `auth.users.password: table "person" has no column "passWord"`, "pass_word"},
		{engine.Users{Table: "person", Identity: "pass_word", Password: "pass_word"}, `is the column of the passwords`, "log in"},
		{engine.Users{Table: "person", Identity: "doc", Password: "pass_word"}, `column "doc" cannot name an account`, "text or numbers"},
		{engine.Users{Table: "person", Identity: "mail", Password: "age"}, `is of kind Int`, "text"},
		{engine.Users{Table: "person", Identity: "mail", Password: "shout"}, `is computed by the database`, "can be written"},
		{engine.Users{Table: "person", Identity: "mail", Password: "nick"}, `"nick" is part of a key`, "not part of a primary or unique key"},
		{engine.Users{Table: "person", Identity: "mail", Password: "badge"}, `"badge" is part of a key`, ""},
		{engine.Users{Table: "city", Identity: "name", Password: "name"}, `is the column of the passwords`, ""},
		{engine.Users{Table: "post", Identity: "id", Password: "city"}, `"city" is part of a foreign key`, "not part of a foreign key"},
	} {
		_, _, err := servePeople(t, &c.users, nil)
		f := fault.From(err)
		if f == nil || !strings.Contains(f.Message, c.want) || !strings.Contains(f.Hint, c.hint) || f.Hint == "" || !errors.As(err, new(*engine.WrongUsers)) {
			t.Errorf("%+v: got %v, hint %q; want %q, hint %q", c.users, err, f.Hint, c.want, c.hint)
		}
	}
}

func TestRemarksOnUsers(t *testing.T) {
	told := func(u *engine.Users) string {
		h, notes, err := servePeople(t, u, nil)
		if err != nil {
			t.Fatal(err)
		}
		if h.s.Users() != h.s.Catalog.TableBySQL("person") {
			t.Errorf("the table of the accounts is %v", h.s.Users())
		}
		var all []string
		for _, n := range notes {
			all = append(all, n.String())
		}
		return strings.Join(all, "\n")
	}
	if text := told(personal()); strings.Contains(text, "unique key") || strings.Contains(text, "default") ||
		!strings.Contains(text, `view "everybody" is left out: it may reveal the passwords of table "person"`) {
		t.Errorf("told %s", text)
	}
	text := told(&engine.Users{Table: "person", Identity: "nick", Password: "first"})
	for _, want := range []string{`column "nick" of table "person" has no unique key of its own`, `column "first" of table "person" has a default`} {
		if !strings.Contains(text, want) {
			t.Errorf("told %s; want %s", text, want)
		}
	}
	if h, _, err := servePeople(t, nil, nil); err != nil || h.s.Users() != nil || h.s.Catalog.Table("Person").Column("passWord") == nil {
		t.Errorf("without accounts: %v %v", err, h.s.Users())
	}
}

// TestSecretColumnsAreUnknown queries the engine as an edge that failed to hide the column would.
func TestSecretColumnsAreUnknown(t *testing.T) {
	h, _ := accounts(t)
	where := func(a *ask) *request.Where { return a.compare("passWord", request.Eq, "plain") }
	related := func(a *ask) *request.Where {
		return &request.Where{Kind: request.Related, Relation: "person", Children: []*request.Where{where(a)}}
	}
	query := func(q *request.Query) *request.Query {
		q.Limit, q.Offset = none, none
		if q.Select == nil {
			q.Select = get("id")
		}
		return q
	}
	list := func(table string, q func(a *ask) *request.Query) func(a *ask) {
		return func(a *ask) {
			a.fields = append(a.fields, &request.Field{Key: "list", Kind: request.List, Table: table, Query: q(a)})
		}
	}
	cases := map[string]func(a *ask){
		"select":  list("Person", func(*ask) *request.Query { return query(&request.Query{Select: get("passWord")}) }),
		"where":   list("Person", func(a *ask) *request.Query { return query(&request.Query{Where: where(a)}) }),
		"related": list("Post", func(a *ask) *request.Query { return query(&request.Query{Where: related(a)}) }),
		"part": list("Person", func(a *ask) *request.Query {
			return query(&request.Query{Where: a.compare("passWord", request.StartsWith, "p")})
		}),
		"null": list("Person", func(*ask) *request.Query {
			return query(&request.Query{Where: &request.Where{Kind: request.Compare, Column: "passWord", Op: request.IsNull}})
		}),
		"order": list("Person", func(*ask) *request.Query {
			return query(&request.Query{OrderBy: []request.Order{{Column: "passWord"}}})
		}),
		"distinct": list("Person", func(*ask) *request.Query { return query(&request.Query{DistinctOn: []string{"passWord"}}) }),
		"order of a relation": list("Post", func(*ask) *request.Query {
			return query(&request.Query{OrderBy: []request.Order{{Path: []string{"person"}, Column: "passWord"}}})
		}),
		"by": func(a *ask) {
			f := &request.Field{Key: "one", Kind: request.Single, Table: "Person", Query: query(&request.Query{})}
			a.fields = append(a.fields, f)
			a.key(f, "passWord", "plain")
		},
		"payload": func(a *ask) {
			a.key(a.change("update", request.Update, "Person", row{"nick", "n"}, nil, nodes(get("passWord")...)), "id", int64(1))
		},
		"filter of a write": func(a *ask) {
			a.where(a.change("update", request.UpdateMany, "Person", row{"nick", "n"}, nil), where(a))
		},
	}
	for name, build := range cases {
		for _, trusted := range []bool{false, true} {
			a, prepare := &ask{}, h.prepare
			if trusted {
				prepare = h.s.PrepareTrusted
			}
			build(a)
			_, err := prepare(&request.Request{Fields: a.fields})
			if trusted && slices.Contains([]string{"select", "payload", "where", "related", "filter of a write"}, name) {
				if err != nil {
					t.Errorf("%s, trusted: %v", name, err)
				}
				continue
			}
			f := fault.From(err)
			if f == nil || f.Code != fault.SchemaUnknown {
				t.Errorf("%s, trusted %v: got %v, want SCHEMA_UNKNOWN", name, trusted, err)
				continue
			}
			if _, details, hint := f.Texts(); strings.Contains(details+hint, "passWord") {
				t.Errorf("%s, trusted %v: it is named in %q %q", name, trusted, details, hint)
			}
		}
	}
	// Its SQL name gets no hint either, except for writes.
	_, err := h.s.Prepare(t.Context(), &request.Request{Fields: []*request.Field{{Key: "l", Kind: request.List, Table: "Person", Query: all(get("pass_word")...)}}})
	if f := fault.From(err); f == nil || strings.Contains(f.Names.Details+f.Names.Hint, "passWord") {
		t.Errorf("got %+v", f)
	}
	a := &ask{}
	a.key(a.change("update", request.Update, "Person", row{"pass_word", "n"}, nil), "id", int64(1))
	if _, err = h.s.Prepare(t.Context(), &request.Request{Fields: a.fields}); !strings.Contains(fault.From(err).Names.Hint, "passWord") {
		t.Errorf("got %+v", err)
	}
}

func TestTrustedRequestsReadTheSecret(t *testing.T) {
	h, _ := accounts(t)
	a := &ask{}
	q := all(get("id", "passWord")...)
	q.Where = a.compare("mail", request.Eq, "ada@x")
	p, err := h.s.PrepareTrusted(&request.Request{Fields: []*request.Field{{Key: "found", Kind: request.List, Table: "Person", Query: q}}})
	if err != nil {
		t.Fatal(err)
	}
	if got := h.s.Run(t.Context(), nil, p, a.values, nil); string(got.Data) != `{"found":[{"id":1,"passWord":"plain"}]}` {
		t.Errorf("got %s %v", got.Data, got.Errors)
	}
}

// TestStoredFormHasNullForTheSecret requires NULL for the secret, as promised to legacy clients, and the value for
// trusted requests.
func TestStoredFormHasNullForTheSecret(t *testing.T) {
	h, _ := accounts(t)
	q := all(get("passWord", "id")...)
	q.Stored = true
	r := &request.Request{Fields: []*request.Field{{Key: "l", Kind: request.List, Table: "Person", Query: q}}}
	for want, prepare := range map[string]func(*request.Request) (*engine.Prepared, error){
		`{"l":[{"passWord":null,"id":1},{"passWord":null,"id":2}]}`:    h.prepare,
		`{"l":[{"passWord":"plain","id":1},{"passWord":null,"id":2}]}`: h.s.PrepareTrusted,
	} {
		p, err := prepare(r)
		if err != nil {
			t.Fatal(err)
		}
		if got := h.s.Run(t.Context(), nil, p, nil, nil); string(got.Data) != want {
			t.Errorf("got %s %v, want %s", got.Data, got.Errors, want)
		}
		if secret := strings.Contains(p.Program.String(), "pass_word"); secret != strings.Contains(want, "plain") {
			t.Errorf("the statement is %s", p.Program)
		}
	}
	q.Select = get("passwords")
	if _, err := h.s.Prepare(t.Context(), r); fault.From(err) == nil || fault.From(err).Code != fault.SchemaUnknown {
		t.Errorf("a column that is not there gives %v", err)
	}
	for _, w := range []*request.Query{
		{Stored: true, OrderBy: []request.Order{{Column: "passWord"}}},
		{Stored: true, DistinctOn: []string{"passWord"}},
	} {
		w.Limit, w.Offset, w.Select = none, none, get("id")
		if _, err := h.s.Prepare(t.Context(), &request.Request{Fields: []*request.Field{{Key: "l", Kind: request.List, Table: "Person", Query: w}}}); err == nil {
			t.Errorf("%+v is planned", w)
		}
	}
}

// TestTrustedRequestsHashAnewWhatTheyRead requires that a password written meanwhile is kept.
func TestTrustedRequestsHashAnewWhatTheyRead(t *testing.T) {
	h, secret := accounts(t)
	a := &ask{}
	a.where(a.change("update", request.UpdateMany, "Person", row{"passWord", "plain"}, nil, nodes(get("passWord")...)), a.compare("passWord", request.Eq, "plain"))
	p, err := h.s.PrepareTrusted(&request.Request{Fields: a.fields})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`[{"passWord":"$argon2id$1"}]`, `[]`} {
		if got := h.s.Run(t.Context(), nil, p, a.values, nil); string(got.Data) != `{"update":{"nodes":`+want+`}}` {
			t.Errorf("got %s %v, want %s", got.Data, got.Errors, want)
		}
	}
	expect(t, "what was hashed", strings.Join(secret.given, "|"), "plain|plain")
	expect(t, "what is stored", h.cells("SELECT pass_word FROM person WHERE id = 1"), "$argon2id$1")
}

func TestPasswordsAreHashedOnce(t *testing.T) {
	h, secret := accounts(t)
	a := &ask{}
	a.insert("insert", "Person", []row{
		{"mail", "c@x", "passWord", "one"}, {"passWord", "two", "mail", "d@x"}, {"mail", "e@x"}, {"mail", "f@x", "passWord", nil},
	})
	a.key(a.change("first", request.Update, "Person", row{"nick", "n", "passWord", "three"}, nil), "id", int64(1))
	a.key(a.change("second", request.Update, "Person", row{"passWord", nil}, nil), "id", int64(2))
	a.where(a.change("third", request.UpdateMany, "Person", row{"passWord", ""}, nil), a.compare("mail", request.Eq, "e@x"))
	before := fmt.Sprint(a.values)
	if got := h.run(a); strings.Contains(got, "error") || strings.Contains(got, "null") {
		t.Fatal(got)
	}
	p, err := h.s.Prepare(t.Context(), &request.Request{Fields: a.fields})
	if err != nil || !p.Secret(0) || p.Secret(1) {
		t.Errorf("%v: the passwords are not said to be in the arguments that have them", err)
	}
	if fmt.Sprint(a.values) != before {
		t.Errorf("the arguments were changed: %v, and were %s", a.values, before)
	}
	expect(t, "what was hashed", strings.Join(secret.given, "|"), "one|two|three|")
	expect(t, "what is stored", h.cells("SELECT coalesce(pass_word, 'NULL') FROM person ORDER BY mail"),
		"$argon2id$3 NULL $argon2id$1 $argon2id$2 $argon2id$4 NULL")
}

func TestPasswordsThatCannotBeHashed(t *testing.T) {
	refusal := fault.New(fault.RequestValue, "too long").WithHint("shorter")
	refuse := func(context.Context, string) (string, error) { return "", refusal }
	one := func(a *ask) { a.insert("one", "Person", []row{{"mail", "c@x", "passWord", "one"}}) }
	set := func(a *ask) {
		a.key(a.change("set", request.Update, "Person", row{"passWord", "x"}, nil), "id", int64(1))
	}
	most := func(n int) func(a *ask) {
		return func(a *ask) {
			var rows []row
			for i := range n {
				rows = append(rows, row{"mail", fmt.Sprint(i), "passWord", "p"})
			}
			a.insert("many", "Person", rows)
			a.key(a.change("set", request.Update, "Person", row{"passWord", "x"}, nil), "id", int64(1))
		}
	}
	for _, c := range []struct {
		name  string
		hash  func(context.Context, string) (string, error)
		build func(a *ask)
		want  string
	}{
		{"without a hash", nil, one, "INTERNAL"},
		{"a refused row", refuse, one, "REQUEST_VALUE: input.passWord: too long"},
		{"a refused value", refuse, set, "REQUEST_VALUE: set.passWord: too long"},
		{"too many", (&hasher{}).hash, most(100), "LIMIT_LIST: a request may write at most 100 passwords, this one has 101"},
		{"as many as may be", (&hasher{}).hash, most(99), ""},
	} {
		h, _, err := servePeople(t, personal(), c.hash)
		if err != nil {
			t.Fatal(err)
		}
		before := h.cells("SELECT count(*) || total(length(pass_word)) FROM person")
		a := &ask{}
		c.build(a)
		p, err := h.s.Prepare(t.Context(), &request.Request{Fields: a.fields})
		if err != nil {
			t.Fatal(err)
		}
		answer := h.s.Run(t.Context(), nil, p, a.values, nil)
		if c.want == "" {
			if len(answer.Errors) > 0 {
				t.Errorf("%s: %v", c.name, answer.Errors)
			}
			continue
		}
		if answer.Data != nil || len(answer.Errors) != 1 || !strings.HasPrefix(answer.Errors[0].Error(), c.want) {
			t.Errorf("%s: got %s %v, want %s", c.name, answer.Data, answer.Errors, c.want)
		}
		if c.name != "too many" && c.hash != nil && (answer.Errors[0].Table != "Person" || len(answer.Errors[0].Path) == 0) {
			t.Errorf("%s: it stands at %v of %s", c.name, answer.Errors[0].Path, answer.Errors[0].Table)
		}
		expect(t, c.name, h.cells("SELECT count(*) || total(length(pass_word)) FROM person"), before)
	}
}

// TestRequestsThatAreTriedAgainHashOnce requires that a retry reuses the hashes of the first run.
func TestRequestsThatAreTriedAgainHashOnce(t *testing.T) {
	w := live(t, people)
	secret := &hasher{}
	back := &returning{counting: w.db, then: func() { w.run("ALTER TABLE elsewhere RENAME TO person") }}
	l, _, err := engine.Open(t.Context(), back, engine.Options{
		Limits: engine.DefaultLimits(), Users: personal(), HashPassword: secret.hash,
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.run("ALTER TABLE person RENAME TO elsewhere")
	back.armed = true
	h := &house{t: t, db: w.db.Database, s: l.Current()}
	a := &ask{}
	a.insert("one", "Person", []row{{"mail", "c@x", "passWord", "one"}}, request.PayloadField{Key: "n", Kind: request.AffectedRows})
	if got := h.run(a); !strings.Contains(got, `"n":1`) {
		t.Fatal(got)
	}
	expect(t, "what was hashed", strings.Join(secret.given, "|"), "one")
	expect(t, "what is stored", h.cells("SELECT pass_word FROM person WHERE mail = 'c@x'"), "$argon2id$1")
}

// TestReloadKeepsThePasswordsSecret requires that the previous snapshot stays if the tables change so that the
// accounts cannot be found.
func TestReloadKeepsThePasswordsSecret(t *testing.T) {
	w := live(t, people)
	l, _, err := engine.Open(t.Context(), w.db, engine.Options{Limits: engine.DefaultLimits(), Users: personal()},
		func(c engine.Change) { w.told = append(w.told, c) })
	if err != nil {
		t.Fatal(err)
	}
	before := l.Current()
	w.run("DROP VIEW everybody; ALTER TABLE person RENAME COLUMN pass_word TO hash")
	l.Reload(t.Context())
	if l.Current() != before || len(w.told) != 1 || w.told[0].Err == nil ||
		!strings.Contains(w.told[0].Err.Error(), `table "person" has no column "pass_word"`) {
		t.Errorf("told %v", w.told)
	}
	w.run("ALTER TABLE person RENAME COLUMN hash TO pass_word")
	l.Reload(t.Context())
	if l.Current().Catalog.Table("Person").Column("passWord") != nil || l.Current().Users() == nil {
		t.Error("the column is not secret any more")
	}
}
