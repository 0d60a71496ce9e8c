package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/cmd/generate/goname"
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

// modelEnum is the Go type of an enum of columns: List is the variable that has all of its values.
type modelEnum struct {
	Name, Go, List, Doc string
	Values              []modelValue
}

// modelValue is a value of an enum, and its constant.
type modelValue struct{ Go, Value, Doc string }

// modelField is a column.
type modelField struct{ Column, Go, Type, Doc string }

// modelMethod is a method that returns a relation, or a member of a payload.
type modelMethod struct{ Field, Go, Result, Call, Doc string }

// modelsOf returns the models of all tables and payloads.
func modelsOf(c *catalog.Catalog, s *schema.Schema, names *goname.Names) []model {
	var all []model
	for _, t := range c.Tables {
		all = append(all, rowModel(t, s.AST.Types[t.TypeName], names))
	}
	for _, d := range goname.Payloads(s) {
		all = append(all, payloadModel(d, names))
	}
	for _, d := range goname.Connections(c, s) {
		all = append(all, connectionModel(d, names))
	}
	return all
}

// enumsOf returns the enums of the columns.
func enumsOf(c *catalog.Catalog, s *schema.Schema, names *goname.Names) []modelEnum {
	var all []modelEnum
	for _, e := range c.Enums {
		d := s.AST.Types[e.TypeName]
		out := modelEnum{Name: d.Name, Go: names.Type(d.Name), List: names.List(d.Name), Doc: d.Description}
		for _, v := range d.EnumValues {
			out.Values = append(out.Values, modelValue{names.Value(d.Name, v.Name), v.Name, v.Description})
		}
		all = append(all, out)
	}
	return all
}

func rowModel(t *catalog.Table, d *ast.Definition, names *goname.Names) model {
	m := model{Name: d.Name, Type: names.Type(d.Name), Doc: d.Description}
	for _, f := range d.Fields {
		name := names.Member(d.Name, f.Name)
		switch column := t.Column(f.Name); {
		case schema.Handwritten(f) || f.Name == "__typename":
		case column != nil:
			m.Fields = append(m.Fields, modelField{f.Name, name, goType(f.Type, column.Type, names), f.Description})
		case f.Name == t.Naming().ID:
			m.Node = true
			m.Methods = append(m.Methods, modelMethod{f.Name, name, "string", "Value[string]", f.Description})
		default:
			m.Methods = append(m.Methods, relationMethod(f, name, names))
		}
	}
	return m
}

func payloadModel(d *ast.Definition, names *goname.Names) model {
	m := model{Name: d.Name, Type: names.Type(d.Name), Doc: d.Description, Payload: true}
	for _, f := range d.Fields {
		method := modelMethod{Field: f.Name, Go: names.Member(d.Name, f.Name), Doc: f.Description}
		switch {
		case f.Name == "affectedRows":
			method.Result, method.Call = "int32", "Value[int32]"
		case f.Type.String() == "ID":
			method.Result, method.Call = "*string", "Value[*string]"
		case f.Type.Name() == "ID":
			method.Result, method.Call = "[]string", "Value[[]string]"
		case f.Name == "query":
			continue // gqlgen itself answers fields of the type Query
		default:
			method = relationMethod(f, method.Go, names)
		}
		m.Methods = append(m.Methods, method)
	}
	return m
}

// connectionModel returns the model of a connection, an edge or PageInfo.
func connectionModel(d *ast.Definition, names *goname.Names) model {
	m := model{Name: d.Name, Type: names.Type(d.Name), Doc: d.Description, Payload: true}
	plain := map[string]string{"Int!": "int32", "String!": "string", "String": "*string", "Boolean!": "bool"}
	for _, f := range d.Fields {
		method := relationMethod(f, names.Member(d.Name, f.Name), names)
		if result := plain[f.Type.String()]; result != "" {
			method.Result, method.Call = result, "Value["+result+"]"
		}
		m.Methods = append(m.Methods, method)
	}
	return m
}

func relationMethod(f *ast.FieldDefinition, name string, names *goname.Names) modelMethod {
	target := names.Type(f.Type.Name())
	if f.Type.Elem != nil {
		return modelMethod{f.Name, name, "[]*" + target, "List[" + target + "]", f.Description}
	}
	return modelMethod{f.Name, name, "*" + target, "One[" + target + "]", f.Description}
}

// goType returns the Go type of a column: string for exact values that travel as text, a pointer if it can be
// null; a list is a slice.
func goType(t *ast.Type, of catalog.Type, names *goname.Names) string {
	if of.Kind == catalog.List {
		return "[]" + goType(t.Elem, of.Item(), names)
	}
	name := "string"
	switch of.Kind {
	case catalog.Int:
		name = "int32"
	case catalog.Float:
		name = "float64"
	case catalog.Boolean:
		name = "bool"
	case catalog.JSON:
		name = "scalar.JSON"
	case catalog.Enum:
		name = names.Type(t.Name())
	default:
	}
	if !t.NonNull {
		return "*" + name
	}
	return name
}

// writeModels writes the models of the tables, the variable with those of rows with a global id, and the types of their
// enums.
func writeModels(models []model, nodeTypes string, enums []modelEnum) error {
	var text bytes.Buffer
	uses := struct {
		Models, Nodes []model
		NodeTypes     string
		Enums         []modelEnum
		Scalar        bool
	}{Models: models, NodeTypes: nodeTypes, Enums: enums, Scalar: len(enums) > 0}
	for _, m := range models {
		if m.Node {
			uses.Nodes = append(uses.Nodes, m)
		}
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

// unfit are characters that a Go file cannot hold.
var unfit = strings.NewReplacer("\x00", "\uFFFD", "\uFEFF", "\uFFFD", "\r", " ")

// comment returns a description as the lines of a Go comment.
func comment(indent, text string) string {
	var out bytes.Buffer
	text = unfit.Replace(strings.ToValidUTF8(text, "\uFFFD"))
	for line := range bytes.Lines([]byte(text)) {
		out.WriteString(indent + "// " + string(bytes.TrimRight(line, "\n")) + "\n")
	}
	return out.String()
}
