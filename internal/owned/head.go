package owned

import (
	"cmp"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// rewriting is a method that follows a Want: was is what was required of it before, nil if that is not known.
type rewriting struct {
	method *Method
	was    *Want
	want   *Want
	in     *importer
}

// splices returns the changes of the head, and of the generated statements in the body.
func (r *rewriting) splices() splices {
	f, decl := r.method.file, r.method.decl
	var s splices
	if receiver := receiverOf(decl); receiver.Name != r.want.Receiver {
		s.replace(f.offset(receiver.Pos()), f.offset(receiver.End()), r.want.Receiver)
	}
	if decl.Name.Name != r.want.Name {
		s.replace(f.offset(decl.Name.Pos()), f.offset(decl.Name.End()), r.want.Name)
	}
	names := r.names()
	s = append(s, r.parameters(names)...)
	s = append(s, r.results()...)
	return append(s, r.statements(names)...)
}

// names returns the name of each parameter that is wanted: the one that a person gave it, where there is one.
func (r *rewriting) names() []string {
	have := r.method.parameters()
	known := r.want.names()
	if r.was != nil && len(r.was.Parameters) == len(have) {
		known = r.was.names()
	}
	given := map[string]string{}
	if len(known) == len(have) {
		for i, name := range known {
			given[name] = have[i]
		}
	} else {
		for _, name := range have {
			given[name] = name
		}
	}
	taken := map[string]bool{}
	ast.Inspect(r.method.decl, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			taken[id.Name] = true
		}
		return true
	})
	unnamed := len(have) > 0 && !slices.ContainsFunc(have, func(name string) bool { return name != "" })
	all := make([]string, len(r.want.Parameters))
	for i, p := range r.want.Parameters {
		name, ok := given[p.Name]
		switch {
		case ok && (name != "" || unnamed):
			all[i] = name
		case unnamed:
		default:
			all[i] = free(p.Name, taken)
		}
	}
	return all
}

// free returns a name that is not taken.
func free(name string, taken map[string]bool) string {
	for taken[name] {
		name += "_"
	}
	return name
}

// parameters returns the changes of the parameters: only their types where they are as many and in the same order,
// otherwise the whole list.
func (r *rewriting) parameters(names []string) splices {
	types := make([]Type, len(names))
	for i, p := range r.want.Parameters {
		types[i] = p.Type
	}
	var were []Type
	if r.was != nil {
		for _, p := range r.was.Parameters {
			were = append(were, p.Type)
		}
	}
	list := r.method.decl.Type.Params
	if slices.Equal(r.method.parameters(), names) {
		if s, ok := r.types(list, types, were); ok {
			return s
		}
	}
	items := make([]string, len(names))
	for i, name := range names {
		items[i] = strings.TrimSpace(name + " " + r.in.spell(types[i]))
	}
	return r.list(list, "("+strings.Join(items, ", ")+")")
}

func (r *rewriting) results() splices {
	list := r.method.decl.Type.Results
	if list == nil {
		at := r.method.file.offset(r.method.decl.Type.Params.End())
		return splices{{at, at, " " + r.resultList(nil)}}
	}
	var were []Type
	if r.was != nil {
		were = r.was.Results
	}
	var names []string
	for _, f := range list.List {
		for _, n := range f.Names {
			names = append(names, n.Name)
		}
	}
	if list.NumFields() == len(r.want.Results) {
		if s, ok := r.types(list, r.want.Results, were); ok {
			return s
		}
	} else {
		names = nil
	}
	return r.list(list, r.resultList(names))
}

func (r *rewriting) resultList(names []string) string {
	items := make([]string, len(r.want.Results))
	for i, t := range r.want.Results {
		items[i] = r.in.spell(t)
		if len(names) == len(items) {
			items[i] = names[i] + " " + items[i]
		}
	}
	if len(items) == 1 && len(names) == 0 {
		return items[0]
	}
	return "(" + strings.Join(items, ", ") + ")"
}

// list replaces a list of parameters or results. Comments in it are kept in front of the method.
func (r *rewriting) list(list *ast.FieldList, text string) splices {
	f := r.method.file
	s := splices{{f.offset(list.Pos()), f.offset(list.End()), text}}
	for _, c := range f.comments(list.Pos(), list.End()) {
		at := f.offset(r.method.decl.Pos())
		s.replace(at, at, c.Text+"\n")
	}
	return s
}

// types returns the changes of the types of a list, one by one. It reports false if a type that several names share
// is not one any more. A type that was not to change stays as a person spells it.
func (r *rewriting) types(list *ast.FieldList, types, were []Type) (splices, bool) {
	f := r.method.file
	var s splices
	at := 0
	for _, field := range list.List {
		n := max(len(field.Names), 1)
		if at+n > len(types) || slices.ContainsFunc(types[at:at+n], func(t Type) bool { return t != types[at] }) {
			return nil, false
		}
		t := types[at]
		kept := len(were) == len(types) && were[at] == t
		if !kept && f.typeOf(field.Type, r.in.nameOf) != normal(t) {
			s.replace(f.offset(field.Type.Pos()), f.offset(field.Type.End()), r.in.spell(t))
		}
		at += n
	}
	return s, at == len(types)
}

// typeOf returns a type of the file in the form of Type, normalized.
func (f *File) typeOf(t ast.Expr, nameOf func(string) string) Type {
	imported := f.imports(nameOf)
	from := f.offset(t.Pos())
	var s splices
	ast.Inspect(t, func(n ast.Node) bool {
		if selected, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := selected.X.(*ast.Ident); ok && imported[x.Name] != "" {
				s.replace(f.offset(x.Pos())-from, f.offset(x.End())-from, "«"+imported[x.Name]+"»")
			}
		}
		return true
	})
	return normal(Type(s.apply([]byte(f.between(t.Pos(), t.End())))))
}

// normal returns a type without blanks, and with any for the empty interface.
func normal(t Type) Type {
	text := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, string(t))
	return Type(strings.ReplaceAll(text, "interface{}", "any"))
}

// statements replaces the generated statements of a body by those that are wanted.
func (r *rewriting) statements(names []string) splices {
	was := cmp.Or(r.was, r.want)
	parameters := was.names()
	if len(r.method.parameters()) != len(parameters) {
		return nil
	}
	f := r.method.file
	var s splices
	ast.Inspect(r.method.decl.Body, func(n ast.Node) bool {
		statement, ok := n.(ast.Stmt)
		if !ok || len(f.comments(statement.Pos(), statement.End())) > 0 {
			return true
		}
		if _, ok := n.(*ast.BlockStmt); ok {
			return true
		}
		if !was.wrote(r.method.canonical([]ast.Stmt{statement}, parameters)) {
			return true
		}
		// In a body that a person edited only a call stays a call.
		call := strings.HasPrefix(f.between(statement.Pos(), statement.End()), "return ") && strings.HasPrefix(r.want.Body, "return ")
		if text := r.spelt(r.want.Body, names); (call || len(r.method.decl.Body.List) == 1) && text != f.between(statement.Pos(), statement.End()) {
			s.replace(f.offset(statement.Pos()), f.offset(statement.End()), text)
		}
		return false
	})
	return s
}

// spelt returns a generated body with the names of the file.
func (r *rewriting) spelt(body string, names []string) string {
	given := map[string]string{}
	for i, p := range r.want.Parameters {
		given[p.Name] = names[i]
	}
	body = generatedValue.ReplaceAllStringFunc(body, func(pair string) string {
		name := generatedValue.FindStringSubmatch(pair)[1]
		if to, ok := given[name]; ok {
			name = to
		}
		return `": ` + name
	})
	if to := given["ctx"]; to != "" {
		body = strings.Replace(strings.Replace(body, "](ctx, ", "]("+to+", ", 1), "Of(ctx, ", "Of("+to+", ", 1)
	}
	return spellModel(body, r.in, r.want)
}

// modelIn finds the package of the models in a generated body: before the type of the rows, or the variable with their
// types.
var modelIn = regexp.MustCompile(`(\[|Of\(\w+, )model\.`)

// spellModel returns a body with the name that the package of the models has in the file.
func spellModel(body string, in *importer, w *Want) string {
	at := modelIn.FindStringSubmatchIndex(body)
	if at == nil {
		return body
	}
	for _, t := range w.Results {
		for _, p := range t.packages() {
			if strings.HasSuffix(p, modelFolder) {
				return body[:at[3]] + in.name(p) + "." + body[at[1]:]
			}
		}
	}
	return body
}

// declaredIn returns the names that the files of a package declare at their top, without methods.
func declaredIn(files []*File) map[string]bool {
	all := map[string]bool{}
	for _, f := range files {
		for _, d := range f.syntax.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil {
					all[d.Name.Name] = true
				}
			case *ast.GenDecl:
				if d.Tok == token.IMPORT {
					continue
				}
				for _, spec := range d.Specs {
					switch spec := spec.(type) {
					case *ast.TypeSpec:
						all[spec.Name.Name] = true
					case *ast.ValueSpec:
						for _, name := range spec.Names {
							all[name.Name] = true
						}
					}
				}
			}
		}
	}
	return all
}
