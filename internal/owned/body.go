package owned

import (
	"go/ast"
	"regexp"
	"strings"
)

// mark stands in a canonical text before the names of parameters, and before that of the package of the models, so that
// nothing else of the same name is taken for them.
const mark = "§"

// modelFolder ends the path of the package that generated bodies call model.
const modelFolder = "/graph/model"

// Canonical returns the body of a method as it would read with the given names of its parameters, the first ones
// included, each marked, and with the usual name of the package of the models. It reports whether the method has as
// many parameters, and no comments in its body.
func (m *Method) Canonical(parameters []string) (string, bool) {
	if len(m.parameters()) != len(parameters) || len(m.file.comments(m.decl.Body.Lbrace, m.decl.Body.Rbrace)) > 0 {
		return "", false
	}
	return strings.TrimSpace(m.canonical(m.decl.Body.List, parameters)), true
}

// Unmarked returns a canonical text as it would stand in a file.
func Unmarked(canonical string) string { return strings.ReplaceAll(canonical, mark, "") }

// Expected returns the canonical form of a generated body, as Canonical does of one that was written.
func Expected(body string) string {
	body = strings.Replace(body, "Of(ctx, model.", "Of("+mark+"ctx, "+mark+"model.", 1)
	body = strings.Replace(strings.Replace(body, "[model.", "["+mark+"model.", 1), "](ctx, ", "]("+mark+"ctx, ", 1)
	return generatedValue.ReplaceAllString(body, `": `+mark+`$1`)
}

var generatedValue = regexp.MustCompile(`": (\w+)`)

// parameters returns the names of the parameters, empty for those without one.
func (m *Method) parameters() []string {
	var all []string
	for _, p := range m.decl.Type.Params.List {
		if len(p.Names) == 0 {
			all = append(all, "")
		}
		for _, name := range p.Names {
			all = append(all, name.Name)
		}
	}
	return all
}

// canonical returns the text of statements with other names of the parameters.
func (m *Method) canonical(statements []ast.Stmt, parameters []string) string {
	if len(statements) == 0 {
		return ""
	}
	f := m.file
	from, to := f.offset(statements[0].Pos()), f.offset(statements[len(statements)-1].End())
	names := m.objects(parameters)
	var s splices
	for _, statement := range statements {
		ast.Inspect(statement, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				if canonical, ok := names[n]; ok {
					s.replace(f.offset(n.Pos())-from, f.offset(n.End())-from, mark+canonical)
				}
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && f.isModel(x) {
					s.replace(f.offset(x.Pos())-from, f.offset(x.End())-from, mark+"model")
				}
			}
			return true
		})
	}
	return string(s.apply(f.Text[from:to]))
}

// objects returns the canonical name of each identifier of the body that is a parameter.
func (m *Method) objects(parameters []string) map[*ast.Ident]string {
	all := map[*ast.Ident]string{}
	i := 0
	for _, p := range m.decl.Type.Params.List {
		for _, name := range p.Names {
			canonical := parameters[i]
			i++
			if name.Obj == nil {
				continue
			}
			ast.Inspect(m.decl.Body, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && id.Obj == name.Obj {
					all[id] = canonical
				}
				return true
			})
		}
		i += max(1-len(p.Names), 0)
	}
	return all
}

// isModel reports whether an identifier is the name of the package of the models in the file.
func (f *File) isModel(x *ast.Ident) bool {
	if x.Obj != nil {
		return false
	}
	for _, spec := range f.syntax.Imports {
		if strings.HasSuffix(pathOf(spec), modelFolder) && importName(spec, UsualName) == x.Name {
			return true
		}
	}
	return false
}

// The forms of generated statements besides the call for a field of a table: the text of a schema without tables, and
// the place of a field that is not written yet.
var (
	generatedText   = regexp.MustCompile(`^return "The database has no tables", nil$`)
	generatedPanic  = regexp.MustCompile(`^panic\("\w+\.\w+ is to be written here"\)$`)
	generatedRemark = regexp.MustCompile(`^// \w+ is the (?:batch )?resolver for the \w+ field\.$`)
)

// wrote reports whether a canonical statement is the one that was generated for the method: to the letter, because a
// person may write one that differs in little, such as a call for another field.
func (w *Want) wrote(canonical string) bool {
	if !w.Complete {
		return generatedPanic.MatchString(canonical)
	}
	return generatedText.MatchString(canonical) || w.Body != "" && canonical == Expected(w.Body)
}

// untouched reports whether nothing of a method, which was required as it was, was written by a person but the names
// of its parameters.
func (m *Method) untouched(was *Want) bool {
	body, ok := m.Canonical(was.names())
	return ok && was.wrote(body) && m.undocumented()
}

// undocumented reports whether a method has no comment but one that was generated.
func (m *Method) undocumented() bool {
	doc := m.decl.Doc
	from, to := m.file.whole(doc, m.decl)
	if to > m.file.offset(m.decl.End()) || len(m.file.comments(m.decl.Pos(), m.decl.Body.Lbrace)) > 0 {
		return false
	}
	return doc == nil || generatedRemark.MatchString(strings.TrimSpace(string(m.file.Text[from:m.file.offset(m.decl.Pos())])))
}

// Returns reports whether a method does nothing but return a new value of a type of the package, or its address.
func (m *Method) Returns(typeName string) bool {
	if len(m.decl.Body.List) != 1 {
		return false
	}
	statement, ok := m.decl.Body.List[0].(*ast.ReturnStmt)
	if !ok || len(statement.Results) != 1 {
		return false
	}
	value := statement.Results[0]
	if address, ok := value.(*ast.UnaryExpr); ok {
		value = address.X
	}
	literal, ok := value.(*ast.CompositeLit)
	if !ok {
		return false
	}
	name, ok := literal.Type.(*ast.Ident)
	return ok && name.Name == typeName
}
