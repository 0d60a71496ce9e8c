package files_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tiddly/internal/catalog"
)

// TestPrograms serves the database of each program without any settings: every table is read whole, filtered and
// sorted by every column, and each row is written back as it was read.
func TestPrograms(t *testing.T) {
	all, err := filepath.Glob("testdata/*.sql")
	if err != nil || len(all) < 40 {
		t.Fatalf("%d programs: %v", len(all), err)
	}
	for _, file := range all {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".sql"), func(t *testing.T) {
			t.Parallel()
			p := open(t, file)
			p.checkTables()
			p.checkKinds()
			p.mutation = p.fields("Mutation")
			for _, name := range p.absent {
				if p.mutation[name] {
					t.Errorf("%s cannot work, and is in the schema", name)
				}
			}
			for _, table := range p.catalog.Tables {
				p.checkTable(table)
			}
		})
	}
}

// checkTables requires that every table and view is served.
func (p *program) checkTables() {
	p.t.Helper()
	for _, row := range p.cells(`SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\_%' ESCAPE '\'`) {
		name, _ := row[0].(string)
		if p.catalog.TableBySQL(name) == nil {
			p.t.Errorf("table %s is not served", name)
		}
	}
}

// checkKinds compares columns with what the file says of them.
func (p *program) checkKinds() {
	p.t.Helper()
	for _, e := range p.kinds {
		t := p.catalog.TableBySQL(e.table)
		if t == nil || t.ColumnBySQL(e.column) == nil {
			p.t.Errorf("%s.%s is not served", e.table, e.column)
			continue
		}
		c := t.ColumnBySQL(e.column)
		if got := kindOf(c); got != e.kind {
			p.t.Errorf("%s.%s is %s, want %s", e.table, e.column, got, e.kind)
			continue
		}
		if e.value == "" {
			continue
		}
		rows := p.list("{ rows: "+t.ListField+" { v: "+c.Name+" } }", nil)
		want := p.cells("SELECT " + e.value + " FROM " + quoted(t.SQLName) + " ORDER BY " + p.order(t))
		for i := range want[:min(len(want), len(rows))] {
			got, _ := rows[i]["v"].(string)
			seconds, _ := want[i][0].(string)
			if got[:min(len(got), len(seconds))] != seconds || (seconds == "") != (rows[i]["v"] == nil) {
				p.t.Errorf("%s.%s, row %d: %v, and SQLite reads %v", e.table, e.column, i+1, rows[i]["v"], want[i][0])
			}
		}
	}
}

func kindOf(c *catalog.Column) string {
	if c.Enum != nil {
		return c.Enum.TypeName
	}
	return c.Type.Kind.String()
}

// order returns the SQL of the order of a list: by the key, byte by byte, or by the row id.
func (p *program) order(t *catalog.Table) string {
	key := t.NodeKey()
	if key == nil || t.View {
		if t.RowID != "" {
			return t.RowID
		}
		return "1"
	}
	var terms []string
	for _, c := range key.Columns {
		terms = append(terms, quoted(c.SQLName))
	}
	return strings.Join(terms, ", ")
}

func (p *program) checkTable(t *catalog.Table) {
	p.t.Helper()
	var names []string
	for _, c := range t.Readable() {
		names = append(names, c.Name)
	}
	selection := " { " + strings.Join(names, " ") + " }"
	rows := p.list("{ rows: "+t.ListField+selection+" }", nil)
	if raw := p.cells("SELECT count(*) FROM " + quoted(t.SQLName)); fmt.Sprint(raw[0][0]) != fmt.Sprint(len(rows)) {
		p.t.Errorf("%s: %d rows, and the file has %v", t.SQLName, len(rows), raw[0][0])
	}
	for _, c := range t.Readable() {
		p.checkCells(t, c, rows)
		p.checkFilters(t, c, rows)
		p.checkOrders(t, c, rows)
	}
	p.checkREST(t, rows)
	p.checkWrites(t, selection, rows)
}

// checkCells compares the cells of kinds that have one form with those of the file.
func (p *program) checkCells(t *catalog.Table, c *catalog.Column, rows []map[string]any) {
	p.t.Helper()
	if t.View || slices.ContainsFunc(p.kinds, func(e expected) bool { return e.table == t.SQLName && e.column == c.SQLName && e.value != "" }) {
		return
	}
	expression := quoted(c.SQLName)
	switch c.Type.Kind {
	case catalog.Int, catalog.BigInt, catalog.String:
		expression = "CAST(" + expression + " AS TEXT)"
	case catalog.Date:
		expression = "CASE WHEN typeof(" + expression + ") = 'text' THEN nullif(" + expression + ", '') ELSE date(" + expression + ", 'unixepoch') END"
	default:
		return
	}
	cells := p.cells("SELECT " + expression + " FROM " + quoted(t.SQLName) + " ORDER BY " + p.order(t))
	for i, want := range cells[:min(len(cells), len(rows))] {
		got := rows[i][c.Name]
		if n, ok := got.(json.Number); ok {
			got = n.String()
		}
		if got != want[0] && (c.Type.Kind != catalog.Date || fmt.Sprint(want[0]) != "1970-01-01") {
			p.t.Errorf("%s.%s, row %d: %v, and the file has %v", t.SQLName, c.SQLName, i+1, got, want[0])
		}
	}
}

// checkFilters finds each value of a column again, and its nulls.
func (p *program) checkFilters(t *catalog.Table, c *catalog.Column, rows []map[string]any) {
	p.t.Helper()
	selection := " { " + c.Name + " } }"
	count := map[string]int{}
	values := map[string]any{}
	for _, row := range rows {
		text, _ := json.Marshal(row[c.Name])
		count[string(text)]++
		values[string(text)] = row[c.Name]
	}
	for text, n := range count {
		if text == "null" {
			if c.Type.Kind == catalog.JSON {
				continue // null is a value of JSON too, which isNull does not find
			}
			if found := p.list("{ rows: "+t.ListField+"(where: {"+c.Name+": {isNull: true}})"+selection, nil); len(found) != n {
				p.t.Errorf("%s.%s: %d of %d nulls are found", t.SQLName, c.SQLName, len(found), n)
			}
			continue
		}
		found := p.list("query ($v: "+kindOf(c)+") { rows: "+t.ListField+"(where: {"+c.Name+": {eq: $v}})"+selection, map[string]any{"v": values[text]})
		if len(found) != n || slices.ContainsFunc(found, func(row map[string]any) bool { return !reflect.DeepEqual(row[c.Name], values[text]) }) {
			p.t.Errorf("%s.%s: %s is in %d rows, found in %v", t.SQLName, c.SQLName, text, n, found)
		}
	}
}

// checkOrders sorts by a column both ways: the same values, in the order of their kind, nulls last.
func (p *program) checkOrders(t *catalog.Table, c *catalog.Column, rows []map[string]any) {
	p.t.Helper()
	compare := comparison(c)
	if compare == nil {
		return
	}
	want := make([]any, len(rows))
	for i, row := range rows {
		want[i] = row[c.Name]
	}
	for _, direction := range []string{"ASC", "DESC"} {
		slices.SortStableFunc(want, func(a, b any) int {
			if a == nil || b == nil {
				return cmp.Compare(truth(a == nil), truth(b == nil))
			}
			if direction == "DESC" {
				a, b = b, a
			}
			return compare(a, b)
		})
		var got []any
		for _, row := range p.list("{ rows: "+t.ListField+"(orderBy: [{"+c.Name+": "+direction+"}]) { "+c.Name+" } }", nil) {
			got = append(got, row[c.Name])
		}
		if !reflect.DeepEqual(got, want) && len(want) > 0 {
			p.t.Errorf("%s.%s %s:\n%v, want\n%v", t.SQLName, c.SQLName, direction, got, want)
		}
	}
}

func truth(v bool) int {
	if v {
		return 1
	}
	return 0
}

// comparison returns the order of the values of a column, or nil where they have none or one of their own.
func comparison(c *catalog.Column) func(a, b any) int {
	switch c.Type.Kind {
	case catalog.JSON, catalog.Bytes, catalog.UUID, catalog.Enum:
		return nil
	case catalog.Int, catalog.BigInt, catalog.Float, catalog.Decimal:
		return func(a, b any) int {
			x, _ := new(big.Rat).SetString(fmt.Sprint(a))
			y, _ := new(big.Rat).SetString(fmt.Sprint(b))
			return x.Cmp(y)
		}
	case catalog.String:
		if c.Collated {
			return nil
		}
	case catalog.DateTime, catalog.Time: // 05.1Z is after 05Z, and before 05.12Z
		return func(a, b any) int {
			return strings.Compare(strings.TrimRight(fmt.Sprint(a), "Z"), strings.TrimRight(fmt.Sprint(b), "Z"))
		}
	}
	return func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) }
}

// checkREST reads the table by REST.
func (p *program) checkREST(t *catalog.Table, rows []map[string]any) {
	p.t.Helper()
	w := httptest.NewRecorder()
	p.rest.ServeHTTP(w, httptest.NewRequestWithContext(p.t.Context(), http.MethodGet, "/"+t.SQLName, nil))
	var answer struct{ Data []map[string]any }
	if err := json.Unmarshal(w.Body.Bytes(), &answer); w.Code != http.StatusOK || err != nil || len(answer.Data) != len(rows) {
		p.t.Errorf("REST of %s: %d %s", t.SQLName, w.Code, w.Body)
	}
}

// checkWrites writes each row back as it was read.
func (p *program) checkWrites(t *catalog.Table, selection string, rows []map[string]any) {
	p.t.Helper()
	update, key := "update"+t.MutationName, t.NodeKey()
	switch {
	case t.View || key == nil:
		return
	case !p.mutation[update]:
		if !slices.Contains(p.absent, update) {
			p.t.Errorf("%s is absent", update)
		}
		return
	}
	settable := p.fields(t.TypeName + "Set")
	types := "SELECT " + strings.Join(p.typesOf(t), ", ") + " FROM " + quoted(t.SQLName) + " ORDER BY " + p.order(t)
	before := p.cells(types)
	for _, row := range rows {
		by, set := map[string]any{}, map[string]any{}
		for _, c := range key.Columns {
			by[c.Name] = row[c.Name]
		}
		for name, v := range row {
			// '' in a NOT NULL date reads as null, which cannot be written.
			if settable[name] && by[name] == nil && (v != nil || !t.Input(name).Required()) {
				set[name] = v
			}
		}
		if len(set) == 0 {
			continue
		}
		whole := any(by)
		if len(key.Columns) > 1 {
			whole = map[string]any{key.Name: by}
		}
		query := "mutation ($by: " + t.TypeName + "Key!, $set: " + t.TypeName + "Set) { u: " + update + "(by: $by, set: $set) { affectedRows node" + selection + " } }"
		u, _ := p.ask(query, map[string]any{"by": whole, "set": set})["u"].(map[string]any)
		if fmt.Sprint(u["affectedRows"]) != "1" || !reflect.DeepEqual(u["node"], any(row)) {
			p.t.Errorf("%s, written back: %v, want %v", t.SQLName, u, row)
		}
	}
	if after := p.cells(types); !reflect.DeepEqual(after, before) {
		p.t.Errorf("%s: writing the same changed the storage classes of cells:\n%v\n%v", t.SQLName, before, after)
	}
}

// typesOf returns the storage classes of the columns that must keep theirs. Booleans that are words become numbers, JSON
// and what is String in a column without a type become text, and of two classes of dates one is written.
func (p *program) typesOf(t *catalog.Table) []string {
	p.t.Helper()
	list := []string{"1"}
	for _, c := range t.Columns {
		switch {
		case c.Type.Kind == catalog.Boolean, c.Type.Kind == catalog.Bytes, c.Type.Kind == catalog.JSON, c.Type.Kind == catalog.String && c.Declared == "":
			continue
		case len(p.cells("SELECT DISTINCT typeof("+quoted(c.SQLName)+") FROM "+quoted(t.SQLName)+" WHERE "+quoted(c.SQLName)+" IS NOT NULL")) > 1:
			continue
		}
		list = append(list, "typeof("+quoted(c.SQLName)+")")
	}
	return list
}
