package corpus_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/db/dbtest/outside"
	"tiddly/internal/catalog"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/tests/home"
)

// TestChinookWhole reads every table of a real data set through the API, page by page, and compares every value
// with the result of SQL.
func TestChinookWhole(t *testing.T) {
	path := dbtest.Chinook(t)
	s := serve(t, path)
	h := handler(s)
	direct, err := outside.Open(path, outside.ReadOnly)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = direct.Close() })
	if len(s.Catalog.Tables) != 11 {
		t.Errorf("%d tables; want 11", len(s.Catalog.Tables))
	}
	for _, table := range s.Catalog.Tables {
		t.Run(table.SQLName, func(t *testing.T) {
			want := expected(t, direct, table)
			got := paged(t, h, table)
			if len(got) != len(want) {
				t.Fatalf("%d rows; want %d", len(got), len(want))
			}
			for i := range want {
				if got[i] != want[i] {
					t.Fatalf("row %d is\n%s\nwant\n%s", i, got[i], want[i])
				}
			}
		})
	}
}

// expected returns the JSON of every row, built by plain SQL.
func expected(t *testing.T, direct *sql.DB, table *catalog.Table) []string {
	t.Helper()
	members := make([]string, len(table.Columns))
	for i, c := range table.Columns {
		members[i] = `'"` + c.Name + `":' || ` + asJSON(c)
	}
	order := make([]string, 0, 2)
	for _, c := range table.PrimaryKey().Columns {
		order = append(order, c.SQLName)
	}

	rows, err := direct.QueryContext(t.Context(), "SELECT '{' || "+strings.Join(members, " || ',' || ")+
		" || '}' FROM "+table.SQLName+" ORDER BY "+strings.Join(order, ", "))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		all = append(all, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// asJSON returns a SQL expression for the JSON of a column, by its declared type.
func asJSON(c *catalog.Column) string {
	declared := strings.ToUpper(c.Declared)
	switch {
	case strings.HasPrefix(declared, "INTEGER"):
		return fmt.Sprintf("coalesce(%s, 'null')", c.SQLName)
	case strings.HasPrefix(declared, "NUMERIC"):
		return fmt.Sprintf(`coalesce('"' || printf('%%.2f', %s) || '"', 'null')`, c.SQLName)
	case strings.HasPrefix(declared, "DATETIME"):
		return fmt.Sprintf(`coalesce('"' || replace(%s, ' ', 'T') || 'Z"', 'null')`, c.SQLName)
	default:
		return fmt.Sprintf(`coalesce('"' || replace(replace(%s, '\', '\\'), '"', '\"') || '"', 'null')`, c.SQLName)
	}
}

// paged reads a table through the API with pages of 1,000 rows.
func paged(t *testing.T, h http.Handler, table *catalog.Table) []string {
	t.Helper()
	fields := make([]string, len(table.Columns))
	for i, c := range table.Columns {
		fields[i] = c.Name
	}
	query := fmt.Sprintf("query Q($skip: Int) { rows: %s(limit: 1000, offset: $skip) { %s } }",
		table.ListField, strings.Join(fields, " "))
	var all []string
	for {
		c := testCase{query: query, rawVariables: fmt.Appendf(nil, `{"skip": %d}`, len(all))}
		status, body := post(t, h, c)
		var answer struct {
			Data struct{ Rows []json.RawMessage }
		}
		if err := json.Unmarshal(body, &answer); err != nil || status != http.StatusOK || bytes.Contains(body, []byte(`"errors"`)) {
			t.Fatalf("%d %v %.300s", status, err, body)
		}
		if len(answer.Data.Rows) == 0 {
			return all
		}
		for _, row := range answer.Data.Rows {
			all = append(all, string(row))
		}
	}
}

// TestChinookNest runs the query of the README's figures: one request, three levels, three statements.
func TestChinookNest(t *testing.T) {
	s := serve(t, dbtest.Chinook(t))
	query := `{ artists(where: {name: {startsWith: "A"}}) { name albums { title tracks(where: {milliseconds: {gt: 300000}}) { name milliseconds } } } }`
	prepared, arguments, err := gql.Explain(t.Context(), s, home.Plain(), query, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer := s.Run(t.Context(), nil, prepared, arguments, nil)
	if answer.Statements > 3 || len(answer.Errors) > 0 {
		t.Errorf("%d statements, errors %v; want at most 3 and none", answer.Statements, answer.Errors)
	}
	var got struct {
		Artists []struct {
			Name   string
			Albums []struct {
				Tracks []struct{ Milliseconds int }
			}
		}
	}
	if err := json.Unmarshal(answer.Data, &got); err != nil {
		t.Fatal(err)
	}
	tracks := 0
	for _, artist := range got.Artists {
		if !strings.HasPrefix(artist.Name, "A") {
			t.Errorf("%q does not start with A", artist.Name)
		}
		for _, album := range artist.Albums {
			for _, track := range album.Tracks {
				tracks++
				if track.Milliseconds <= 300_000 {
					t.Errorf("a track of %d ms", track.Milliseconds)
				}
			}
		}
	}
	if len(got.Artists) != 26 || tracks != 48 {
		t.Errorf("%d artists and %d tracks", len(got.Artists), tracks)
	}
}
