package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"tiddly/internal/catalog"
	"tiddly/internal/owned"
	"tiddly/internal/schema"
)

// renamed are the tables whose names in the database have changed since the code was generated, as the owner says. A
// guess would put code into the resolvers of another table without a word.
type renamed struct {
	// told are the names by those that the tables had; empty for a table that is gone.
	told map[string]string
	// served has all tables that there are now, record what the code was for, and had the tables in it.
	served *catalog.Catalog
	record map[string]string
	had    map[string]bool
}

// add reads one flag: OLD=NEW, or OLD= for a table that is gone; several with commas between them.
func (r *renamed) add(text string) error {
	parts := strings.Split(text, ",")
	if slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(part, "=") }) {
		parts = []string{text} // the comma is part of a name
	}
	for _, part := range parts {
		if err := r.addOne(part); err != nil {
			return err
		}
	}
	return nil
}

func (r *renamed) addOne(text string) error {
	old, now, ok := strings.Cut(text, "=")
	if !ok || old == "" {
		return fmt.Errorf("%q is not OLD=NEW, the names of a table in the database before and now, or OLD= for a table that is gone", text)
	}
	if _, twice := r.told[old]; twice {
		return fmt.Errorf("table %s is named twice", old)
	}
	if r.told == nil {
		r.told = map[string]string{}
	}
	r.told[old] = now
	return nil
}

// check reads the record. It returns an error if the code is not for the tables as they were called, or if they are not
// there as they are called now.
func (r *renamed) check(served *catalog.Catalog) (err error) {
	if r.record, err = readOrigins(); err != nil {
		return err
	}
	had := tablesOf(r.record)
	r.served, r.had = served, had
	for _, old := range slices.Sorted(maps.Keys(r.told)) {
		now := r.told[old]
		switch {
		case !had[old]:
			return fmt.Errorf("--renamed: the code is not for a table %s; it is for %s", old, shortList(slices.Sorted(maps.Keys(had))))
		case r.served.TableBySQL(old) != nil:
			return fmt.Errorf("--renamed: table %s is still there", old)
		case now != "" && r.served.TableBySQL(now) == nil:
			return fmt.Errorf("--renamed: there is no table %s; the tables are %s", now, shortened(r.served))
		case now != "" && had[now]:
			return fmt.Errorf("--renamed: table %s was there before; the code for %s cannot follow it", now, old)
		}
	}
	return nil
}

// now returns an entry of the record with the name that its table has now.
func (r *renamed) now(stands string) string {
	quoted, err := strconv.QuotedPrefix(stands)
	if err != nil {
		return stands
	}
	old, err := strconv.Unquote(quoted)
	if now := r.told[old]; err == nil && now != "" {
		return strconv.Quote(now) + stands[len(quoted):]
	}
	return stands
}

// ask returns an error if code of the owner's would be moved aside for a table that is gone, while there is one new table
// with the same columns: only the owner knows whether it is that table by another name. Before is the schema that the
// code was for.
func (r *renamed) ask(orphans []owned.Orphan, before string, s *schema.Schema) error {
	document, err := parser.ParseSchema(&ast.Source{Name: schema.SourceName, Input: before})
	if err != nil {
		return nil //nolint:nilerr // then it is not known which columns there were
	}
	for _, old := range slices.Sorted(maps.Keys(r.had)) {
		_, told := r.told[old]
		mine := slices.ContainsFunc(orphans, func(o owned.Orphan) bool { return strings.HasPrefix(o.Stands, strconv.Quote(old)) })
		if told || !mine || r.served.TableBySQL(old) != nil {
			continue
		}
		were := columnsOf(document.Definitions.ForName(typeOfTable(r.record, document, old)), document.Definitions.ForName)
		var like []string
		for _, t := range r.served.Tables {
			is := columnsOf(s.AST.Types[t.TypeName], func(name string) *ast.Definition { return s.AST.Types[name] })
			if !r.had[t.SQLName] && len(were) > 0 && maps.Equal(were, is) {
				like = append(like, t.SQLName)
			}
		}
		if len(like) == 1 {
			return fmt.Errorf("table %s is gone, and %s is new and has the same columns: is it the same table? With --renamed %s=%s your code follows it; "+
				"with --renamed %s= your code for %s moves to graph/%s/", old, like[0], old, like[0], old, old, orphansFolder)
		}
	}
	return nil
}

// typeOfTable returns the type that a table had in a schema, by the record of its list.
func typeOfTable(record map[string]string, document *ast.SchemaDocument, table string) string {
	query := document.Definitions.ForName("Query")
	if query == nil {
		return ""
	}
	for key, stands := range record {
		if stands != strconv.Quote(table)+" list" {
			continue
		}
		for _, f := range query.Fields {
			if schema.FoldedGo(key) == "queryresolver."+schema.FoldedGo(f.Name) {
				return f.Type.Name()
			}
		}
	}
	return ""
}

// columnsOf returns the columns of a type with their kinds; whatever their names, enums are alike.
func columnsOf(d *ast.Definition, named func(string) *ast.Definition) map[string]string {
	if d == nil {
		return nil
	}
	all := map[string]string{}
	for _, f := range d.Fields {
		if len(f.Arguments) > 0 || strings.HasPrefix(f.Name, "__") || schema.Handwritten(f) {
			continue
		}
		of := named(f.Type.Name())
		switch {
		case of == nil || of.Kind == ast.Scalar:
			all[f.Name] = f.Type.String()
		case of.Kind == ast.Enum:
			all[f.Name] = strings.ReplaceAll(f.Type.String(), of.Name, "an enum")
		}
	}
	return all
}
