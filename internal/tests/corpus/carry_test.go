package corpus_test

import (
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"tiddly/db/dbtest"
	"tiddly/db/dbtest/outside"
	"tiddly/internal/catalog"
	"tiddly/internal/naive"
)

// carried is a database with the tables and rows of a file.
type carried struct {
	address string
	// unfit are the tables that are not the same there; empty are those of them whose rows are missing.
	unfit, empty []*catalog.Table
}

// reads reports whether a case, or its answer, names a table that is not the same.
func (p *carried) reads(c testCase) bool {
	answer, _ := answerOf(c)
	text := string(section(c.archive, "plan")) + c.query + answer
	return slices.ContainsFunc(p.unfit, func(t *catalog.Table) bool {
		names := regexp.QuoteMeta(t.SQLName) + "|" + t.TypeName + "|" + t.ListField + "|" + t.SingleField
		return regexp.MustCompile(`\b(` + names + `)\b`).MatchString(text)
	})
}

// carry makes a database of another engine with the tables and rows of a file.
func carry(t *testing.T, e dbtest.Engine, spelling *dbtest.Spelling, file string) *carried {
	t.Helper()
	database := dbtest.Open(t, file)
	source, err := database.Inspect(t.Context(), catalog.Overrides{})
	if err != nil {
		t.Fatal(err)
	}
	other, script, err := spelling.Translate(source)
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := catalog.Build(source, catalog.Overrides{}, catalog.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	address := e.Place(t)
	e.RunOwn(t, address, script+defaultsOf(t, file, c, &other))
	rows, err := outside.Open(file, outside.ReadOnly)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	made := dbtest.Open(t, address)
	place := &carried{address: address}
	for _, table := range c.Tables {
		inserts := rowsOf(t, rows, table)
		if inserts != "" {
			e.RunOwn(t, address, inserts)
		}
		there := dbtest.Cells(t, made, "SELECT count(*)::int FROM "+quotedName(table.SQLName))
		switch {
		case inserts == "" || fmt.Sprint(strings.Count(inserts, "INSERT INTO")) != there[0]:
			place.unfit, place.empty = append(place.unfit, table), append(place.empty, table)
		case table.NodeKey() == nil && !table.View, padded(other.Table(table.SQLName)):
			place.unfit = append(place.unfit, table)
		}
	}
	e.RunOwn(t, address, keysOf(c, &other)) // after the rows, of which some refer to nothing
	return place
}

// padded reports whether a table has a text of fixed length, which stands for a key that ignores blanks at the end.
func padded(t *catalog.SourceTable) bool {
	return t != nil && slices.ContainsFunc(t.Columns, func(c catalog.SourceColumn) bool { return strings.HasPrefix(c.Declared, "character(") })
}

// rowsOf returns the statements that insert the rows of a table of a file. All are inserted or none: no other engine takes
// cells that are not of their kind.
func rowsOf(t *testing.T, database *sql.DB, table *catalog.Table) string {
	t.Helper()
	rows, err := readTable(t.Context(), database, table, legible)
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(table.Columns))
	for i, column := range table.Columns {
		names[i] = quotedName(column.SQLName)
	}
	var all strings.Builder
	all.WriteString("DO $rows$ BEGIN\n")
	for _, r := range rows {
		cells := make([]string, len(table.Columns))
		for i, column := range table.Columns {
			if cells[i] = cellElsewhere(column, r.Cell(column)); cells[i] == "" {
				return ""
			}
		}
		fmt.Fprintf(&all, "INSERT INTO %s (%s) VALUES (%s);\n", quotedName(table.SQLName), strings.Join(names, ", "), strings.Join(cells, ", "))
	}
	return all.String() + "EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN NULL; END $rows$;\n"
}

// cellElsewhere returns a cell as a literal of another engine; empty for one that is not of its kind.
func cellElsewhere(c *catalog.Column, cell any) (literal string) {
	defer func() {
		if recover() != nil {
			literal = ""
		}
	}()
	if cell == nil {
		return "NULL"
	}
	var text string
	switch c.Type.Kind {
	case catalog.String:
		text = naive.NumberText(cell)
	case catalog.Enum:
		text = cell.(string)
		if _, known := c.Enum.Stored(text); !known {
			return ""
		}
	case catalog.JSON:
		text = cell.(string)
		naive.Parsed(text)
	case catalog.Bytes:
		text = `\x` + hex.EncodeToString(cell.([]byte))
	default:
		text = naive.Shown(c, cell)
		_ = json.Unmarshal([]byte(text), &text) // a number stays as it is
	}
	if strings.Contains(text, "\x00") || !utf8.ValidString(text) {
		return ""
	}
	return quotedText(text)
}

// defaultsOf returns the statements that declare the defaults of a file's tables, and keep the text of documents, whose
// members the type jsonb puts into an order of its own.
func defaultsOf(t *testing.T, file string, c *catalog.Catalog, source *catalog.Source) string {
	t.Helper()
	var all strings.Builder
	for _, table := range source.Tables {
		alter := "ALTER TABLE " + quotedName(table.Name) + " ALTER COLUMN "
		for _, column := range table.Columns {
			if column.Type.Kind == catalog.JSON {
				all.WriteString(alter + quotedName(column.Name) + " TYPE json;\n")
			}
		}
		if of := c.TableBySQL(table.Name); of.View {
			continue
		}
		rows := pairs(t, file, "SELECT name, dflt_value FROM pragma_table_info("+quotedText(table.Name)+") WHERE dflt_value IS NOT NULL")
		for _, row := range rows {
			value := row[1]
			if !strings.HasPrefix(value, "CURRENT_") && !strings.HasPrefix(value, "'") {
				value = quotedText(value) // a literal of any type
			}
			all.WriteString(alter + quotedName(row[0]) + " SET DEFAULT " + value + ";\n")
		}
	}
	return all.String()
}

// keysOf returns the statements that name the types of enumerations as the API does, and create indexes and foreign keys.
func keysOf(c *catalog.Catalog, source *catalog.Source) string {
	var all strings.Builder
	named := map[string]bool{}
	for _, table := range source.Tables {
		of := c.TableBySQL(table.Name)
		for _, column := range table.Columns {
			if own := of.ColumnBySQL(column.Name); own != nil && own.Enum != nil && !named[column.Declared] {
				named[column.Declared] = true
				fmt.Fprintf(&all, "ALTER TYPE %s RENAME TO %s;\n", column.Declared, quotedName(own.Enum.TypeName))
			}
		}
		for _, columns := range table.Indexes {
			fmt.Fprintf(&all, "CREATE INDEX ON %s (%s);\n", quotedName(table.Name), quotedNames(columns))
		}
		for _, k := range table.ForeignKeys {
			target := slices.IndexFunc(source.Tables, func(t catalog.SourceTable) bool { return t.Name == k.Target })
			if target < 0 {
				continue
			}
			columns := k.TargetColumns
			if len(columns) == 0 {
				columns = source.Tables[target].PrimaryKey.Columns
			}
			fmt.Fprintf(&all, "ALTER TABLE %s ADD FOREIGN KEY (%s) REFERENCES %s (%s) NOT VALID;\n",
				quotedName(table.Name), quotedNames(k.Columns), quotedName(k.Target), quotedNames(columns))
		}
	}
	return all.String()
}

func quotedText(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

func quotedName(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func quotedNames(all []string) string {
	out := make([]string, len(all))
	for i, name := range all {
		out[i] = quotedName(name)
	}
	return strings.Join(out, ", ")
}

// pairs returns the two texts of each row that a statement reads.
func pairs(t *testing.T, file, statement string) (all [][2]string) {
	t.Helper()
	database, err := outside.Open(file, outside.ReadOnly)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = database.Close() }()
	rows, err := database.QueryContext(t.Context(), statement)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var pair [2]string
		if err := rows.Scan(&pair[0], &pair[1]); err != nil {
			t.Fatal(err)
		}
		all = append(all, pair)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
