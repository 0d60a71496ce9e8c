package conformance

import (
	"bytes"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"tiddly/db"
	"tiddly/internal/catalog"
)

//go:embed schemas/*.json
var schemaFiles embed.FS

// Schema is a schema with its rows, described for any engine.
type Schema struct {
	Name   string
	Tables []db.Table
	// Rows are the cells of each table, in the order of the columns: int64, float64, bool, string, []byte or nil. Instants
	// are texts in UTC, decimals the text of all digits.
	Rows [][][]any
}

// Schemas returns the schemas of the suite, by name.
func Schemas() (map[string]*Schema, error) {
	files, err := fs.Glob(schemaFiles, "schemas/*.json")
	if err != nil {
		return nil, err
	}
	all := map[string]*Schema{}
	for _, name := range files {
		text, err := schemaFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		s, err := parseSchema(strings.TrimSuffix(path.Base(name), ".json"), text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all[s.Name] = s
	}
	return all, nil
}

// written is a schema as its file has it.
type written struct {
	Tables []struct {
		Name    string
		Columns []writtenColumn
		Key     []string
		Unique  [][]string
		Foreign []struct {
			Columns       []string
			Target        string
			TargetColumns []string `json:"to"`
			OnDelete      string   `json:"onDelete"`
			Deferred      bool
		}
		View *db.View
		Rows [][]any
	}
}

type writtenColumn struct {
	Name string
	// Is are a type and what else holds of the column, in words.
	Is      string
	Default any
	Values  []string
	Least   *int64
	Longest int
	Joined  []string
}

func parseSchema(name string, text []byte) (*Schema, error) {
	var w written
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	d.DisallowUnknownFields()
	if err := d.Decode(&w); err != nil {
		return nil, err
	}
	s := &Schema{Name: name}
	for i := range w.Tables {
		in := &w.Tables[i]
		t := db.Table{Name: in.Name, Key: in.Key, Unique: in.Unique, View: in.View}
		for j := range in.Columns {
			c, err := in.Columns[j].column()
			if err != nil {
				return nil, fmt.Errorf("%s.%s: %w", in.Name, in.Columns[j].Name, err)
			}
			t.Columns = append(t.Columns, c)
		}
		for _, k := range in.Foreign {
			t.Foreign = append(t.Foreign, db.Foreign{Columns: k.Columns, Target: k.Target, TargetColumns: k.TargetColumns, OnDelete: k.OnDelete, Deferred: k.Deferred})
		}
		rows := make([][]any, len(in.Rows))
		for j, values := range in.Rows {
			if len(values) != len(t.Columns) {
				return nil, fmt.Errorf("row %d of %s has %d cells for %d columns", j+1, in.Name, len(values), len(t.Columns))
			}
			for k, v := range values {
				cell, err := cellOf(&t.Columns[k], v)
				if err != nil {
					return nil, fmt.Errorf("row %d of %s: %s: %w", j+1, in.Name, t.Columns[k].Name, err)
				}
				rows[j] = append(rows[j], cell)
			}
		}
		s.Tables, s.Rows = append(s.Tables, t), append(s.Rows, rows)
	}
	return s, nil
}

// kinds are the types of columns by their words.
var kinds = map[string]catalog.Kind{
	"text": catalog.String, "int": catalog.Int, "bigint": catalog.BigInt, "float": catalog.Float, "decimal": catalog.Decimal,
	"bool": catalog.Boolean, "datetime": catalog.DateTime, "instant": catalog.DateTime, "date": catalog.Date, "time": catalog.Time,
	"uuid": catalog.UUID, "json": catalog.JSON, "bytes": catalog.Bytes, "enum": catalog.Enum,
}

func (w *writtenColumn) column() (db.Column, error) {
	words := strings.Fields(w.Is)
	name, size, _ := strings.Cut(strings.TrimSuffix(words[0], ")"), "(")
	kind, ok := kinds[name]
	if !ok {
		return db.Column{}, fmt.Errorf("no type is called %q", words[0])
	}
	c := db.Column{
		Name: w.Name, Kind: kind, Zoned: name == "instant", NotNull: slices.Contains(words, "required"), Counted: slices.Contains(words, "counted"),
		Values: w.Values, Least: w.Least, Longest: w.Longest, Listed: slices.Contains(words, "listed"), Joined: w.Joined,
	}
	if size != "" {
		if _, err := fmt.Sscanf(size, "%d,%d", &c.Digits, &c.Scale); err != nil {
			return c, err
		}
	}
	if w.Default == nil {
		return c, nil
	}
	cell, err := cellOf(&c, w.Default)
	c.Default = cell
	return c, err
}

// cellOf returns the cell that a value of a file means: bytes are in hexadecimal there.
func cellOf(c *db.Column, v any) (any, error) {
	if v == nil {
		return nil, nil //nolint:nilnil // NULL is a cell
	}
	text := fmt.Sprint(v)
	switch c.Kind {
	case catalog.Int, catalog.BigInt:
		return strconv.ParseInt(text, 10, 64)
	case catalog.Float:
		return strconv.ParseFloat(text, 64)
	case catalog.Boolean:
		return strconv.ParseBool(text)
	case catalog.Bytes:
		return hex.DecodeString(text)
	default:
		return text, nil
	}
}

// Source returns the tables as an inspector would describe them on an engine that checks every cell.
func (s *Schema) Source() catalog.Source {
	out := catalog.Source{}
	for i := range s.Tables {
		t := &s.Tables[i]
		of := catalog.SourceTable{Name: t.Name, View: t.View != nil}
		if t.View == nil {
			of.PrimaryKey.Columns = t.Key
		}
		for j := range t.Columns {
			c := &t.Columns[j]
			typ := catalog.Type{Kind: c.Kind, Scale: c.Scale}
			if c.Kind == catalog.Decimal && c.Digits == 0 {
				typ.Scale = -1
			}
			of.Columns = append(of.Columns, catalog.SourceColumn{
				Name: c.Name, Type: typ, NotNull: c.NotNull || slices.Contains(t.Key, c.Name), Checked: true,
				HasDefault: c.Default != nil || c.Counted, EnumValues: c.Values, Generated: len(c.Joined) > 0, From: c.Joined,
			})
		}
		for _, k := range t.Unique {
			of.UniqueKeys = append(of.UniqueKeys, catalog.SourceKey{Columns: k})
		}
		for _, k := range t.Foreign {
			of.ForeignKeys = append(of.ForeignKeys, catalog.SourceForeignKey{
				Columns: k.Columns, Target: k.Target, TargetColumns: k.TargetColumns, Unique: once(t, k.Columns),
			})
		}
		out.Tables = append(out.Tables, of)
	}
	return out
}

// overrides are the settings: the keys of views.
func (s *Schema) overrides() catalog.Overrides {
	o := catalog.Overrides{Tables: map[string]catalog.TableOverride{}}
	for i := range s.Tables {
		if s.Tables[i].View != nil {
			o.Tables[s.Tables[i].Name] = catalog.TableOverride{Key: s.Tables[i].Key}
		}
	}
	return o
}

// once reports whether at most one row of a table has the same values in some columns.
func once(t *db.Table, columns []string) bool {
	return slices.ContainsFunc(append([][]string{t.Key}, t.Unique...), func(key []string) bool {
		return len(key) > 0 && !slices.ContainsFunc(key, func(c string) bool { return !slices.Contains(columns, c) })
	})
}
