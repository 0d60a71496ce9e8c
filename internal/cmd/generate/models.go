package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"strconv"
	"text/template"

	"github.com/99designs/gqlgen/codegen/templates"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/schema"
)

// modelsFile holds the models of the tables, beside those that gqlgen writes.
const modelsFile = "graph/model/tables.go"

//go:embed models.gotpl
var modelsTemplate string

// model is a Go type for an object type of the catalogue.
type model struct {
	Name, Type, Doc string
	Node, Payload   bool
	Fields          []modelField
	Methods         []modelMethod
}

// modelField is a column.
type modelField struct{ Column, Go, Type, Doc string }

// modelMethod is a method that returns a relation, or a member of a payload.
type modelMethod struct{ Field, Go, Result, Call, Doc string }

// modelsOf returns the models of all tables and payloads.
func modelsOf(c *catalog.Catalog, s *schema.Schema) []model {
	var all []model
	for _, t := range c.Tables {
		all = append(all, rowModel(t, s.AST.Types[t.TypeName]))
	}
	for _, d := range payloadsOf(s) {
		all = append(all, payloadModel(d))
	}
	return all
}

// payloadsOf returns the result types of the catalogue's mutations, in the order of their first use.
func payloadsOf(s *schema.Schema) []*ast.Definition {
	if s.AST.Mutation == nil {
		return nil
	}
	var all []*ast.Definition
	seen := map[string]bool{}
	for _, f := range s.AST.Mutation.Fields {
		name := f.Type.Name()
		if schema.Handwritten(f) || seen[name] || s.AST.Types[name] == nil || s.Mutations[f.Name].Table == nil {
			continue
		}
		seen[name] = true
		all = append(all, s.AST.Types[name])
	}
	return all
}

func rowModel(t *catalog.Table, d *ast.Definition) model {
	m := model{Name: d.Name, Type: goName(d.Name), Doc: d.Description}
	names := newNames()
	for _, f := range d.Fields {
		switch column := t.Column(f.Name); {
		case schema.Handwritten(f) || f.Name == "__typename":
		case column != nil:
			m.Fields = append(m.Fields, modelField{f.Name, names.pick(f.Name), goType(f.Type, column.Type.Kind), f.Description})
		case f.Name == "nodeId":
			m.Node = true
			m.Methods = append(m.Methods, modelMethod{f.Name, names.pick(f.Name), "string", "Value[string]", f.Description})
		default:
			m.Methods = append(m.Methods, relationMethod(f, names.pick(f.Name)))
		}
	}
	return m
}

func payloadModel(d *ast.Definition) model {
	m := model{Name: d.Name, Type: goName(d.Name), Doc: d.Description, Payload: true}
	names := newNames()
	for _, f := range d.Fields {
		method := modelMethod{Field: f.Name, Go: names.pick(f.Name), Doc: f.Description}
		switch f.Name {
		case "affectedRows":
			method.Result, method.Call = "int32", "Value[int32]"
		case "deletedNodeId":
			method.Result, method.Call = "*string", "Value[*string]"
		case "deletedNodeIds":
			method.Result, method.Call = "[]string", "Value[[]string]"
		case "query":
			continue // gqlgen itself answers fields of the type Query
		default:
			method = relationMethod(f, method.Go)
		}
		m.Methods = append(m.Methods, method)
	}
	return m
}

func relationMethod(f *ast.FieldDefinition, name string) modelMethod {
	target := goName(f.Type.Name())
	if f.Type.Elem != nil {
		return modelMethod{f.Name, name, "[]*" + target, "List[" + target + "]", f.Description}
	}
	return modelMethod{f.Name, name, "*" + target, "One[" + target + "]", f.Description}
}

// goType returns the Go type of a column: string for exact values that travel as text, a pointer if it can be
// null.
func goType(t *ast.Type, kind catalog.Kind) string {
	name := "string"
	switch kind {
	case catalog.Int:
		name = "int32"
	case catalog.Float:
		name = "float64"
	case catalog.Boolean:
		name = "bool"
	case catalog.JSON:
		name = "scalar.JSON"
	default:
	}
	if !t.NonNull {
		return "*" + name
	}
	return name
}

// goName returns a name as gqlgen spells it.
func goName(name string) string { return templates.ToGo(name) }

// names are the used Go names of one model; two GraphQL names can have the same Go spelling.
type names map[string]bool

func newNames() names { return names{"Fetched": true, "IsNode": true} }

func (n names) pick(field string) string {
	name := goName(field)
	for i := 2; n[name]; i++ {
		name = goName(field) + strconv.Itoa(i)
	}
	n[name] = true
	return name
}

// writeModels writes the models of the tables.
func writeModels(models []model) error {
	var text bytes.Buffer
	uses := struct {
		Models []model
		Scalar bool
	}{Models: models}
	for _, m := range models {
		for _, f := range m.Fields {
			uses.Scalar = uses.Scalar || f.Type == "scalar.JSON" || f.Type == "*scalar.JSON"
		}
	}
	t := template.Must(template.New("models").Funcs(template.FuncMap{"comment": comment}).Parse(modelsTemplate))
	if err := t.Execute(&text, uses); err != nil {
		return err
	}
	source, err := format.Source(text.Bytes())
	if err != nil {
		return fmt.Errorf("the models do not format: %w\n%s", err, text.Bytes())
	}
	path := filepath.FromSlash(modelsFile)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // source code is for everybody to read
		return err
	}
	return os.WriteFile(path, source, 0o644) //nolint:gosec // source code is for everybody to read
}

// comment returns a description as the lines of a Go comment.
func comment(indent, text string) string {
	var out bytes.Buffer
	for line := range bytes.Lines([]byte(text)) {
		out.WriteString(indent + "// " + string(bytes.TrimRight(line, "\n")) + "\n")
	}
	return out.String()
}
