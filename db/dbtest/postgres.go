package dbtest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"tiddly/db/postgres"
	"tiddly/internal/catalog"
)

// schema is the schema of the translated tables.
const schema = "public"

// translation is the state of translating a schema from SQLite to PostgreSQL.
type translation struct {
	tables []catalog.SourceTable
	// types are the types of the columns, by table and column.
	types map[[2]string]*postgres.Declared
	// script creates the types that the tables need.
	script strings.Builder
}

// toPostgres translates what it can: types by their meaning, keys, relations, and the effects of triggers where
// known. A view becomes a table, and both ends of a foreign key get one type.
func toPostgres(in catalog.Source) (catalog.Source, string, error) {
	tr := &translation{types: map[[2]string]*postgres.Declared{}}
	for _, t := range in.Tables {
		tr.tables = append(tr.tables, copyOf(t))
	}
	tr.declare()
	tr.tieTypes()
	if err := tr.settle(); err != nil {
		return catalog.Source{}, "", err
	}
	out := catalog.Source{Schema: schema, Tables: tr.tables}
	for _, r := range in.Readers {
		r.Schema, r.Tables = schema, slices.Clone(r.Tables)
		for i := range r.Tables {
			r.Tables[i].Schema = schema
		}
		out.Readers = append(out.Readers, r)
	}
	for i := range tr.tables {
		tr.create(&tr.tables[i])
	}
	return out, tr.script.String(), nil
}

// copyOf returns a table with lists of its own. No table has a row id here, and no key is NULL.
func copyOf(t catalog.SourceTable) catalog.SourceTable {
	t.Schema, t.RowID, t.KeysReused = schema, "", false
	t.Columns, t.UniqueKeys, t.ForeignKeys = slices.Clone(t.Columns), slices.Clone(t.UniqueKeys), slices.Clone(t.ForeignKeys)
	t.PrimaryKey.HoldsNull = false
	for i := range t.Columns {
		c := &t.Columns[i]
		c.Checked, c.NotNull = true, c.NotNull || slices.Contains(t.PrimaryKey.Columns, c.Name)
	}
	for i := range t.ForeignKeys {
		t.ForeignKeys[i].TargetSchema = schema
	}
	return t
}

// names are the types of the kinds that have only one type.
var names = map[catalog.Kind]string{
	catalog.BigInt: "bigint", catalog.Float: "double precision", catalog.Boolean: "boolean", catalog.Date: "date",
	catalog.Time: "time without time zone", catalog.UUID: "uuid", catalog.JSON: "jsonb", catalog.Bytes: "bytea",
}

// modifier matches the parentheses of a declared type.
var modifier = regexp.MustCompile(`\([0-9, ]+\)`)

// declare sets the type of each column by its kind, else by its declared type.
func (tr *translation) declare() {
	enums := 0
	for i := range tr.tables {
		t := &tr.tables[i]
		for j := range t.Columns {
			c := &t.Columns[j]
			declared := strings.ToUpper(c.Declared)
			d := &postgres.Declared{Type: names[c.Type.Kind]}
			switch {
			case c.Type.Kind == catalog.Int && strings.Contains(declared, "SMALL"):
				d.Type = "smallint"
			case c.Type.Kind == catalog.Int:
				d.Type = "integer"
			case c.Type.Kind == catalog.Decimal:
				d.Type = "numeric" + strings.ReplaceAll(modifier.FindString(declared), " ", "")
			case c.Type.Kind == catalog.DateTime && strings.Contains(declared, "TIMESTAMP"):
				d.Type = "timestamp with time zone"
			case c.Type.Kind == catalog.DateTime:
				d.Type = "timestamp without time zone"
			case c.Type.Kind == catalog.Enum:
				enums++
				d.Type, d.Labels = fmt.Sprintf("%s.enum_%d", schema, enums), slices.Compact(slices.Clone(c.EnumValues))
			case c.Type.Kind == catalog.String:
				tr.declareText(t, c, d, declared)
			}
			tr.types[[2]string{t.Name, c.Name}] = d
		}
	}
}

// declareText sets the type of a text: one that ignores case where its key does, or one that ignores trailing blanks
// where its key does.
func (tr *translation) declareText(t *catalog.SourceTable, c *catalog.SourceColumn, d *postgres.Declared, declared string) {
	var keys []string
	for _, k := range append([]catalog.SourceKey{t.PrimaryKey}, t.UniqueKeys...) {
		if i := slices.Index(k.Columns, c.Name); i >= 0 {
			keys = append(keys, string(k.Comparisons.At(i)))
		}
	}
	by := strings.Join(keys, " ")
	switch {
	case strings.Contains(by, "nocase"):
		d.Type = schema + ".citext"
	case strings.Contains(by, "rtrim"):
		d.Type = "character(20)"
	case strings.HasPrefix(declared, "VARCHAR") && modifier.MatchString(declared):
		d.Type = "character varying" + modifier.FindString(declared)
	default:
		d.Type = "text"
	}
	d.Inexact = c.Collated && (d.Type == "text" || strings.HasPrefix(d.Type, "character varying"))
}

// tieTypes sets the type of each column that refers to another to that column's type. References can form chains.
func (tr *translation) tieTypes() {
	for range tr.tables {
		for i := range tr.tables {
			t := &tr.tables[i]
			for _, k := range t.ForeignKeys {
				for n, column := range tr.targets(&k) {
					if target := tr.types[[2]string{k.Target, column}]; target != nil && n < len(k.Columns) {
						tr.types[[2]string{t.Name, k.Columns[n]}] = target
					}
				}
			}
		}
	}
}

// targets returns the columns that a foreign key refers to.
func (tr *translation) targets(k *catalog.SourceForeignKey) []string {
	at := slices.IndexFunc(tr.tables, func(t catalog.SourceTable) bool { return t.Name == k.Target })
	if len(k.TargetColumns) > 0 || at < 0 {
		return k.TargetColumns
	}
	return tr.tables[at].PrimaryKey.Columns
}

// settle sets what follows from the types in columns, keys and foreign keys.
func (tr *translation) settle() error {
	for i := range tr.tables {
		t := &tr.tables[i]
		for j := range t.Columns {
			c := &t.Columns[j]
			d := tr.types[[2]string{t.Name, c.Name}]
			of, err := postgres.TypeOf(*d, catalog.ColumnOverride{})
			if err != nil {
				return err
			}
			c.Declared, c.Type, c.EnumValues = d.Type, of, d.Labels
			c.Collated = d.Inexact || strings.HasSuffix(d.Type, ".citext")
		}
	}
	typeOf := func(table, column string) catalog.Type {
		d := tr.types[[2]string{table, column}]
		if d == nil {
			return catalog.Type{}
		}
		of, _ := postgres.TypeOf(*d, catalog.ColumnOverride{}) // the same call has succeeded above
		return of
	}
	for i := range tr.tables {
		t := &tr.tables[i]
		own := func(columns []string) catalog.Comparisons {
			return compared(len(columns), func(n int) catalog.Comparison {
				of := typeOf(t.Name, columns[n])
				return postgres.Compared(of, of)
			})
		}
		t.PrimaryKey.Comparisons = own(t.PrimaryKey.Columns)
		for j := range t.UniqueKeys {
			t.UniqueKeys[j].Comparisons = own(t.UniqueKeys[j].Columns)
		}
		for j := range t.ForeignKeys {
			k := &t.ForeignKeys[j]
			targets := tr.targets(k)
			k.Comparisons = compared(min(len(k.Columns), len(targets)), func(n int) catalog.Comparison {
				return postgres.Compared(typeOf(k.Target, targets[n]), typeOf(t.Name, k.Columns[n]))
			})
		}
	}
	return nil
}

// compared returns the comparisons of a number of columns; nil where all are exact.
func compared(columns int, by func(int) catalog.Comparison) catalog.Comparisons {
	all, exact := make(catalog.Comparisons, columns), true
	for i := range all {
		all[i] = by(i)
		exact = exact && all[i] == ""
	}
	if exact {
		return nil
	}
	return all
}

// create writes the statement that creates a table, after those for the types that it is the first to need.
func (tr *translation) create(t *catalog.SourceTable) {
	var lines []string
	for _, c := range t.Columns {
		d := tr.types[[2]string{t.Name, c.Name}]
		tr.createType(d)
		line := "  " + quoted(c.Name) + " " + d.Type
		if d.Inexact {
			line += " COLLATE " + schema + ".nocase"
		}
		if c.NotNull {
			line += " NOT NULL"
		}
		lines = append(lines, line)
	}
	if len(t.PrimaryKey.Columns) > 0 {
		lines = append(lines, "  PRIMARY KEY ("+quotedList(t.PrimaryKey.Columns)+")")
	}
	for _, k := range t.UniqueKeys {
		lines = append(lines, "  UNIQUE ("+quotedList(k.Columns)+")")
	}
	fmt.Fprintf(&tr.script, "CREATE TABLE %s.%s (\n%s\n);\n", schema, quoted(t.Name), strings.Join(lines, ",\n"))
}

func (tr *translation) createType(d *postgres.Declared) {
	var statement string
	switch {
	case len(d.Labels) > 0:
		labels := make([]string, len(d.Labels))
		for i, label := range d.Labels {
			labels[i] = "'" + strings.ReplaceAll(label, "'", "''") + "'"
		}
		statement = "CREATE TYPE " + d.Type + " AS ENUM (" + strings.Join(labels, ", ") + ");\n"
	case d.Inexact:
		statement = "CREATE COLLATION " + schema + ".nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);\n"
	case strings.HasSuffix(d.Type, ".citext"):
		statement = "CREATE EXTENSION citext SCHEMA " + schema + ";\n"
	}
	if !strings.Contains(tr.script.String(), statement) {
		tr.script.WriteString(statement)
	}
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func quotedList(all []string) string {
	out := make([]string, len(all))
	for i, name := range all {
		out[i] = quoted(name)
	}
	return strings.Join(out, ", ")
}
