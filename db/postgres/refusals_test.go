//go:build unix

package postgres

import (
	"strings"
	"testing"

	"tiddly/internal/catalog"
)

// TestTriggersRefuse lets a trigger raise errors of many states: each is a typed error of the request, which contains
// nothing of the trigger's own words, and the server goes on.
func TestTriggersRefuse(t *testing.T) {
	s := start(t)
	var raises strings.Builder
	cases := []struct{ state, want string }{
		{"AB123", "CONSTRAINT_TRIGGER"},
		{"P0001", "CONSTRAINT_TRIGGER"},
		{"P0002", "CONSTRAINT_TRIGGER"},
		{"42501", "CONSTRAINT_TRIGGER"},
		{"42P01", "CONSTRAINT_TRIGGER"},
		{"0A000", "CONSTRAINT_TRIGGER"},
		{"22023", "CONSTRAINT_TRIGGER"},
		{"25006", "CONSTRAINT_TRIGGER"},
		{"23505", "CONSTRAINT_UNIQUE"},
		{"23514", "CONSTRAINT_CHECK"},
		{"23P01", "CONSTRAINT"},
		{"40001", "DATABASE_BUSY"},
		{"40P01", "DATABASE_BUSY"},
		{"57014", "LIMIT_TIME"},
		{"57P01", "DATABASE_UNAVAILABLE"},
		{"08006", "DATABASE_UNAVAILABLE"},
		{"53300", "DATABASE_UNAVAILABLE"},
		{"55P03", "DATABASE_BUSY"},
	}
	for _, c := range cases {
		raises.WriteString("IF NEW.x = '" + c.state + "' THEN RAISE EXCEPTION 'sesame %', NEW.x USING ERRCODE = '" + c.state + "', DETAIL = 'sesame'; END IF;\n")
	}
	w := s.wire("raising", `CREATE TABLE guarded (id int PRIMARY KEY, x text, y int GENERATED ALWAYS AS (10 / nullif(id, 7)) STORED);
		CREATE FUNCTION guard() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE n int; BEGIN `+raises.String()+`
			IF NEW.x = 'assert' THEN ASSERT false, 'sesame'; END IF;
			IF NEW.x = 'divide' THEN PERFORM 1 / 0; END IF;
			IF NEW.x = 'strict' THEN SELECT id INTO STRICT n FROM guarded WHERE id = -1; END IF;
			IF NEW.x = 'skip' THEN RETURN NULL; END IF;
			RETURN NEW; END $$;
		CREATE TRIGGER guard BEFORE INSERT ON guarded FOR EACH ROW EXECUTE FUNCTION guard()`, catalog.Overrides{})
	for _, c := range append(cases, []struct{ state, want string }{
		{"assert", "CONSTRAINT_TRIGGER"}, {"strict", "CONSTRAINT_TRIGGER"}, {"divide", "CONSTRAINT"},
	}...) {
		got := w.ask(`mutation { insertGuarded(input: {id: 1, x: "` + c.state + `"}) { affectedRows } }`)
		if !strings.Contains(got, `"code":"`+c.want+`"`) || strings.Contains(got, "sesame") {
			t.Errorf("%s: %s, want %s", c.state, got, c.want)
		}
	}
	w.answers(
		wireCase{`mutation { insertGuarded(input: {id: 1, x: "skip"}) { affectedRows node { id } } }`, `{"data":{"insertGuarded":{"affectedRows":0,"node":null}}}`},
		wireCase{`mutation { insertGuarded(input: {id: 0}) { affectedRows } }`, denied("insertGuarded", "the database could not compute a value of the row",
			`"code":"CONSTRAINT","hint":"check the triggers and expressions of the table; the log has the message of the database"`)},
		wireCase{`mutation { insertGuarded(input: {id: 1, x: "fine"}) { node { x y } } }`, `{"data":{"insertGuarded":{"node":{"x":"fine","y":10}}}}`},
	)
}

// TestValuesThatDoNotFit writes values that their columns have no room for, or that are not of their types: the error
// names the column, although the server does not.
func TestValuesThatDoNotFit(t *testing.T) {
	s := start(t)
	w := s.wire("fitting", `CREATE TABLE kept (id int PRIMARY KEY, code varchar(3), pair char(2), price numeric(5,2), share numeric(2,2),
		million numeric(3,-6), span interval, host inet, flags bit(3), ratio real, spans interval[], other text);
		INSERT INTO kept (id) VALUES (1);
		CREATE FUNCTION odd() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF NEW.other = 'odd' THEN NEW.span := 'a while'::interval; END IF; RETURN NEW; END $$;
		CREATE TRIGGER odd BEFORE INSERT ON kept FOR EACH ROW EXECUTE FUNCTION odd()`, catalog.Overrides{})
	for set, want := range map[string]string{
		`code: "abcd"`:              `set.code: the column stores at most 3 characters, and the text has 4","path":["updateKept"],"extensions":{"code":"REQUEST_VALUE","columns":["code"]`,
		`pair: "äöü"`:               `set.pair: the column stores at most 2 characters, and the text has 3"`,
		`price: "1000"`:             `set.price: the column stores numbers with at most 3 digits before the point"`,
		`share: "-1"`:               `set.share: the column stores numbers with at most 0 digits before the point"`,
		`span: "soon"`:              `"code":"CONSTRAINT_TYPE","columns":["span"],"hint":"use a value of the type that the column has in the database (span: interval)","table":"Kept"`,
		`host: "1.2.3", other: "x"`: `"code":"CONSTRAINT_TYPE","columns":["host"]`,
		`flags: "10", price: "1"`:   `"code":"CONSTRAINT_TYPE","columns":["flags"]`,
		`ratio: 1e200`:              `"code":"CONSTRAINT_TYPE","columns":["ratio"]`,
		`spans: ["P1D", "soon"]`:    `"code":"CONSTRAINT_TYPE","columns":["spans"]`,
		`host: "::1", span: "soon"`: `"code":"CONSTRAINT_TYPE","columns":["span","host"]`,
		`code: "ab   ", pair: "a", price: "999.99", share: "-0.99"`: `{"data":{"updateKept":{"affectedRows":1}}}`,
	} {
		if got := w.ask("mutation { updateKept(by: {id: 1}, set: {" + set + "}) { affectedRows } }"); !strings.Contains(got, want) {
			t.Errorf("%s: %s\nwant %s", set, got, want)
		}
	}
	for query, want := range map[string]string{
		`{ kepts(where: {span: {eq: "soon"}, code: {eq: "a"}}) { id } }`:                                            `"code":"REQUEST_VALUE","columns":["span"],"hint":"use a value of the type that the column has in the database (span: interval)"`,
		`mutation { updateKepts(where: {host: {eq: "1.2.3"}}, set: {code: "a"}, maxAffected: 9) { affectedRows } }`: `"columns":["host"]`,
	} {
		if got := w.ask(query); !strings.Contains(got, want) {
			t.Errorf("%s: %s\nwant %s", query, got, want)
		}
	}
	got := w.ask(`mutation { insertKept(input: {id: 2, host: "::1", other: "odd"}) { affectedRows } }`)
	if !strings.Contains(got, `"code":"CONSTRAINT_TYPE"`) || strings.Contains(got, "columns") {
		t.Errorf("what a trigger could not convert: %s", got)
	}
}
