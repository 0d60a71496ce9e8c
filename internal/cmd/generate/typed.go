package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"go/format"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/cmd/generate/goname"
	"tiddly/internal/request"
	"tiddly/internal/schema"
)

// typedFile is the package by which Go code asks the tables: a variable for each of them, over the package graph/ask.
const typedFile = "graph/tables/tables.go"

//go:embed typed.gotpl
var typedTemplate string

// typed is the contents of the package.
type typed struct {
	// Models is the import path of the package of the models, Package its name.
	Models, Package string
	Tables          []typedTable
	Inputs          []typedInput
	Enums           []typedEnum
}

// typedTable is the variable of a table. Its types are those of its rows, conditions, terms of an order, keys, new
// rows, new values and sums; empty where the table has none.
type typedTable struct {
	Name, Go, Row, Doc                    string
	Where, OrderBy, Key, Insert, Set, Inc string
	ByKey, Inserts, Updates, UpdatesAll   bool
	Deletes, DeletesAll                   bool
	Relations                             []typedRelation
}

// typedRelation is a relation. Row, Where and OrderBy are those of the table that it leads to.
type typedRelation struct {
	Name, Go, Row, Where, OrderBy string
	Many                          bool
}

// typedInput is the struct of an input object.
type typedInput struct {
	Go, Doc string
	Fields  []typedField
}

type typedField struct{ Name, Go, Type string }

// typedEnum is the type of an enum. Model is that of the models, of which it is another name; empty for an enum that no
// column has.
type typedEnum struct {
	Go, Model, Doc string
	Values         []typedValue
}

// typedValue is the constant of a value, and that of the models.
type typedValue struct{ Go, Model, Value string }

// typedOf returns the package for a catalogue and its schema.
func typedOf(c *catalog.Catalog, s *schema.Schema, models []model, ofColumns []modelEnum, names *goname.Names, importPath string) *typed {
	b := typedBuilder{schema: s, names: names, models: map[string]*model{}, ofColumns: map[string]*modelEnum{}, tables: map[string]*catalog.Table{}, types: map[string]string{}, taken: map[string]bool{}}
	for i := range models {
		b.models[models[i].Name] = &models[i]
	}
	for i := range ofColumns {
		b.ofColumns[ofColumns[i].Name] = &ofColumns[i]
	}
	inputs, enums := b.generated(ast.InputObject), b.enums()
	for _, t := range c.Tables {
		b.declare(t.TypeName, names.Type(t.TypeName))
		for _, suffix := range []string{"Where", "OrderBy", "Insert", "Set", "Inc"} {
			b.tables[t.TypeName+suffix] = t
		}
	}
	for _, d := range slices.Concat(inputs, enums) {
		b.declare(d.Name, goname.Of(d.Name))
	}
	out := &typed{Models: importPath, Package: path.Base(importPath)}
	for _, t := range c.Tables {
		out.Tables = append(out.Tables, b.table(t))
	}
	for _, d := range inputs {
		out.Inputs = append(out.Inputs, b.input(d))
	}
	for _, d := range enums {
		out.Enums = append(out.Enums, b.enum(d))
	}
	return out
}

// orderDirection is the enum of the package graph/ask.
const orderDirection = "OrderDirection"

type typedBuilder struct {
	schema *schema.Schema
	names  *goname.Names
	models map[string]*model
	// ofColumns are the enums of columns, by their types.
	ofColumns map[string]*modelEnum
	// tables are those of the input types that have their columns.
	tables map[string]*catalog.Table
	// types are the names in Go of the types of the schema; taken are all names of the package.
	types map[string]string
	taken map[string]bool
}

// declare gives a type of the schema its name in Go. Where that is taken, the type gets a number: the clash of the
// tables themselves was settled before.
func (b *typedBuilder) declare(name, inGo string) { b.types[name] = unique(b.taken, inGo) }

// unique returns a name that is not taken, and takes it. A name that other packages could not use begins with an X.
func unique(taken map[string]bool, name string) string {
	if name == "" || name[0] < 'A' || name[0] > 'Z' {
		name = "X" + name
	}
	out := name
	for i := 2; taken[out]; i++ {
		out = name + strconv.Itoa(i)
	}
	taken[out] = true
	return out
}

// generated returns the types of a kind that come from the catalogue, in the order of the schema.
func (b *typedBuilder) generated(kind ast.DefinitionKind) []*ast.Definition {
	var all []*ast.Definition
	for _, d := range b.schema.AST.Types {
		if d.Kind == kind && !d.BuiltIn && d.Position != nil && d.Position.Src != nil && d.Position.Src.Name == schema.SourceName {
			all = append(all, d)
		}
	}
	slices.SortFunc(all, func(a, b *ast.Definition) int { return a.Position.Start - b.Position.Start })
	return all
}

func (b *typedBuilder) table(t *catalog.Table) typedTable {
	m := b.models[t.TypeName]
	out := typedTable{Name: t.TypeName, Go: b.types[t.TypeName], Row: m.Type, Doc: "table " + t.SQLName}
	if t.View {
		out.Doc = "view " + t.SQLName
	}
	out.Where, out.OrderBy = b.typeOf(t, "Where"), b.typeOf(t, "OrderBy")
	out.Key, out.Insert, out.Set, out.Inc = b.typeOf(t, "Key"), b.typeOf(t, "Insert"), b.typeOf(t, "Set"), b.typeOf(t, "Inc")
	out.ByKey = b.has(b.schema.Roots, t, request.Single)
	out.Inserts = b.has(b.schema.Mutations, t, request.InsertMany)
	out.Updates, out.UpdatesAll = b.has(b.schema.Mutations, t, request.Update), b.has(b.schema.Mutations, t, request.UpdateMany)
	out.Deletes, out.DeletesAll = b.has(b.schema.Mutations, t, request.Delete), b.has(b.schema.Mutations, t, request.DeleteMany)
	for _, r := range t.Relations {
		i := slices.IndexFunc(m.Methods, func(method modelMethod) bool { return method.Field == r.Name })
		out.Relations = append(out.Relations, typedRelation{
			Name: r.Name, Go: m.Methods[i].Go, Many: r.Kind != catalog.ToOne, Row: b.models[r.Target.TypeName].Type,
			Where: b.typeOf(r.Target, "Where"), OrderBy: b.typeOf(r.Target, "OrderBy"),
		})
	}
	return out
}

// typeOf returns the Go name of one of a table's input types; empty if the table has none. Terms of an order are then
// of a type without members.
func (b *typedBuilder) typeOf(t *catalog.Table, suffix string) string {
	name := t.TypeName + suffix
	if d := b.schema.AST.Types[name]; d == nil || d.Kind != ast.InputObject {
		if suffix == "OrderBy" {
			return "struct{}"
		}
		return ""
	}
	return b.types[name]
}

func (b *typedBuilder) has(roots map[string]schema.Root, t *catalog.Table, kind request.FieldKind) bool {
	for _, r := range roots {
		if r.Table == t && r.Kind == kind && !r.Me {
			return true
		}
	}
	return false
}

func (b *typedBuilder) input(d *ast.Definition) typedInput {
	out := typedInput{Go: b.types[d.Name], Doc: d.Description}
	taken := map[string]bool{}
	for _, f := range d.Fields {
		name := goname.Of(f.Name)
		if t := b.tables[d.Name]; t != nil { // as in the model
			name = b.names.Member(t.TypeName, f.Name)
		}
		out.Fields = append(out.Fields, typedField{f.Name, unique(taken, name), b.member(d, f)})
	}
	return out
}

// member returns the Go type of a member of an input object: absent is its zero value.
func (b *typedBuilder) member(d *ast.Definition, f *ast.FieldDefinition) string {
	name := f.Type.Name()
	named := b.schema.AST.Types[name]
	switch {
	case name == orderDirection:
		return "ask.Direction"
	case f.Type.Elem != nil:
		return "[]" + b.plain(named)
	case named.Kind != ast.InputObject:
		if of := b.plain(named); of != "any" && b.nullable(d, f) {
			return "graphql.Omittable[*" + of + "]"
		}
		return "graphql.Omittable[" + b.plain(named) + "]"
	case strings.HasSuffix(name, "Filter"):
		return b.plain(named) // without conditions it is true, like an absent one
	default:
		return "*" + b.plain(named)
	}
}

// plain returns the Go type of values of a type.
func (b *typedBuilder) plain(d *ast.Definition) string {
	if d.Kind != ast.Scalar {
		return b.types[d.Name]
	}
	switch d.Name {
	case "Int":
		return "int32"
	case "Float":
		return "float64"
	case "Boolean":
		return "bool"
	case "JSON":
		return "any" // what becomes the JSON
	default:
		return "string"
	}
}

// nullable reports whether a member is the value of a column that can be null.
func (b *typedBuilder) nullable(d *ast.Definition, f *ast.FieldDefinition) bool {
	t := b.tables[d.Name]
	if t == nil || d.Name != t.TypeName+"Insert" && d.Name != t.TypeName+"Set" {
		return false
	}
	c := t.Input(f.Name)
	return c != nil && !c.Required()
}

// enums returns the enums that members of input objects have, but for that of orders.
func (b *typedBuilder) enums() []*ast.Definition {
	used := map[string]bool{}
	for _, d := range b.generated(ast.InputObject) {
		for _, f := range d.Fields {
			used[f.Type.Name()] = true
		}
	}
	return slices.DeleteFunc(b.generated(ast.Enum), func(d *ast.Definition) bool { return d.Name == orderDirection || !used[d.Name] })
}

func (b *typedBuilder) enum(d *ast.Definition) typedEnum {
	out := typedEnum{Go: b.types[d.Name], Doc: d.Description}
	e := b.ofColumns[d.Name]
	if e != nil {
		out.Model = e.Go
	}
	for i, v := range d.EnumValues {
		value := typedValue{Go: unique(b.taken, out.Go+goname.Of(strings.ToLower(v.Name))), Value: v.Name}
		if e != nil {
			value.Model = e.Values[i].Go
		}
		out.Values = append(out.Values, value)
	}
	return out
}

// writeTyped writes the package.
func writeTyped(t *typed) error {
	var text bytes.Buffer
	parsed := template.Must(template.New("typed").Funcs(template.FuncMap{"comment": comment, "small": small}).Parse(typedTemplate))
	if err := parsed.Execute(&text, t); err != nil {
		return err
	}
	source, err := format.Source(text.Bytes())
	if err != nil {
		return fmt.Errorf("the package of the tables does not format: %w\n%s", err, text.Bytes())
	}
	file := filepath.FromSlash(typedFile)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil { //nolint:gosec // source code is for everybody to read
		return err
	}
	return os.WriteFile(file, source, 0o644) //nolint:gosec // source code is for everybody to read
}

// small returns a Go name with a small letter at its start, for what is not exported.
func small(name string) string { return strings.ToLower(name[:1]) + name[1:] }

// Omits reports whether a member is of the type Omittable.
func (t *typed) Omits() bool {
	return slices.ContainsFunc(t.Inputs, func(in typedInput) bool {
		return slices.ContainsFunc(in.Fields, func(f typedField) bool { return strings.HasPrefix(f.Type, "graphql.") })
	})
}
