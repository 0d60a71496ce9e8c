package owned

import (
	"bytes"
	"fmt"
	"go/ast"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func newProject(seed uint64) *project {
	p := &project{Rand: rand.New(rand.NewPCG(seed, 7)), files: map[string][]byte{}, orphans: map[string][]byte{}}
	p.files["resolver.go"] = []byte("package graph\n\n// Resolver holds what the resolvers use.\ntype Resolver struct{}\n")
	for range 2 {
		p.addTable()
	}
	return p
}

// names are those of tables: few, so that one comes back under which there was another, and one that is another with a
// number.
var names = []string{"Author", "Book", "Tag", "Tag2", "Note", "Review"}

func (p *project) freeName() string {
	free := slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return slices.ContainsFunc(p.tables, func(t *table) bool { return t.name == name })
	})
	return free[p.IntN(len(free))]
}

func (p *project) addTable() {
	p.n++
	if len(p.tables) < len(names)-1 {
		p.tables = append(p.tables, &table{sql: fmt.Sprint("t", p.n), name: p.freeName(), columns: []string{"ID", "Email"}, null: map[string]bool{}})
	}
}

// change changes the tables or their settings.
func (p *project) change() {
	if len(p.tables) == 0 {
		p.addTable()
		return
	}
	t := p.tables[p.IntN(len(p.tables))]
	step := ""
	switch p.IntN(12) {
	case 0:
		step = "add table"
		p.addTable()
	case 1:
		step = "drop " + t.name
		p.tables = slices.DeleteFunc(p.tables, func(o *table) bool { return o == t })
	case 2:
		p.n++
		t.columns = append(t.columns, fmt.Sprint("C", p.n))
	case 3:
		step = "drop column of " + t.name
		if len(t.columns) > 1 {
			t.columns = t.columns[:len(t.columns)-1]
		}
	case 4:
		t.counts = !t.counts
		step = "count " + t.name
	case 5:
		name := p.freeName()
		step = "rename " + t.name + " to " + name
		t.name = name
	case 6: // two tables swap their names
		o := p.tables[p.IntN(len(p.tables))]
		t.name, o.name = o.name, t.name
		step = "swap " + t.name + " and " + o.name
	case 7:
		p.n++
		t.fields = append(t.fields, fmt.Sprint("F", p.n))
		step = "field of " + t.name
	case 8:
		step = "drop field of " + t.name
		if len(t.fields) > 0 {
			t.fields = t.fields[1:]
		}
	case 9:
		c := t.columns[p.IntN(len(t.columns))]
		t.null[c] = !t.null[c]
		step = "null in " + t.name + "." + c
	case 10: // a field of the person's, where the name of a table may come later
		name := p.freeName()
		step = "own field " + name
		if !slices.Contains(p.own, name) {
			p.own = append(p.own, name)
		}
	case 11:
		step = "drop own field"
		if len(p.own) > 0 {
			p.own = p.own[1:]
		}
	}
	p.log = append(p.log, step)
}

// line returns a new line of the person's.
func (p *project) line(format string) string {
	p.n++
	line := fmt.Sprintf(format, p.n)
	p.lines = append(p.lines, line)
	return line
}

// pick returns a method that can be edited, of the objects of tables.
func (p *project) pick() *Method {
	var all []*Method
	for _, name := range p.editable() {
		f, err := Parse(name, p.files[name])
		if err != nil {
			panic(err)
		}
		for _, m := range f.Methods {
			if m.Receiver != "Resolver" && f.Text[f.offset(m.decl.Body.Lbrace)+1] == '\n' {
				all = append(all, m)
			}
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all[p.IntN(len(all))]
}

func (p *project) editable() []string {
	var all []string
	for name, text := range p.files {
		if name != "generated.go" && !excluded(text) {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all
}

// edit is one edit of the person's.
func (p *project) edit() {
	m := p.pick()
	if m == nil {
		return
	}
	f := m.file
	var s splices
	at := f.offset(m.decl.Body.Lbrace) + 1
	kind := p.IntN(24)
	p.log = append(p.log, fmt.Sprintf("edit %d of %s.%s in %s", kind, m.Receiver, m.Name, f.Name))
	switch kind {
	case 0:
		s.replace(at, at, "\n"+p.line("\t_ = %d"))
	case 1:
		s.replace(at, at, "\n"+p.line("\t// comment %d"))
	case 2:
		p.use(f, &s, "strings")
		s.replace(at, at, "\n"+p.line("\t_ = strings.ToUpper(\"%d\")"))
	case 3:
		if len(p.tables) > 0 {
			p.use(f, &s, models)
			s.replace(at, at, "\n"+p.line("\t_ = []model."+p.tables[p.IntN(len(p.tables))].name+"{}[%d%%1].ID"))
		}
	case 4:
		p.parameter(m, &s)
	case 5:
		p.move(m, &s)
	case 6:
		start, _ := f.whole(m.decl.Doc, m.decl)
		s.replace(start, start, p.line("// doc %d")+"\n")
	case 7:
		_, end := f.whole(nil, m.decl)
		s.replace(end, end, "\n\n"+p.line("// floats %d"))
	case 8:
		p.helper(f, &s)
	case 9:
		p.n++
		s.replace(len(f.Text), len(f.Text), fmt.Sprintf("\nfunc (r *%s) helper%d() string { return \"\" }\n", m.Receiver, p.n))
		s.replace(at, at, fmt.Sprintf("\n\t_ = r.helper%d()", p.n))
	case 10:
		p.n++
		text := fmt.Sprintf("//go:build never\n\npackage graph\n\n%s\n", f.between(m.decl.Pos(), m.decl.End()))
		p.files[fmt.Sprintf("tagged%d.go", p.n)] = []byte(text)
		p.lines = append(p.lines, strings.Split(text, "\n")...)
	case 11:
		if !bytes.HasPrefix(f.Text, []byte("//go:build")) && f.Name != "resolver.go" {
			s.replace(0, 0, "//go:build !never\n\n")
		}
	case 12:
		s.replace(f.lineEnd(f.offset(m.decl.End())), f.lineEnd(f.offset(m.decl.End())), p.tail(f, m))
	default:
		p.rewrite(kind, m, &s)
	}
	if text := s.apply(f.Text); p.files[f.Name] != nil {
		p.files[f.Name] = prunedOf(f, text)
	}
}

// prunedOf returns a new text of a file without the imports whose last use is gone.
func prunedOf(f *File, text []byte) []byte {
	now, err := Parse(f.Name, text)
	if err != nil {
		panic(err)
	}
	return pruned(f, now, UsualName)
}

// rewrite is an edit after which a method looks otherwise than what was generated.
func (p *project) rewrite(kind int, m *Method, s *splices) {
	f := m.file
	body := f.offset(m.decl.Body.Lbrace) + 1
	switch kind {
	case 13: // the name of a file
		if f.Name != "resolver.go" {
			p.n++
			p.files[fmt.Sprintf("renamed%d.go", p.n)] = f.Text
			delete(p.files, f.Name)
		}
	case 14: // the name of a receiver
		if names := m.decl.Recv.List[0].Names; len(names) == 1 && !bytes.Contains(f.Text[body:f.offset(m.decl.End())], []byte("r.")) {
			s.replace(f.offset(names[0].Pos()), f.offset(names[0].End()), "self")
		}
	case 15: // the whole body
		s.replace(body, f.offset(m.decl.Body.Rbrace), "\n"+p.line("\tpanic(%d)")+"\n")
		p.forget(f.Text[body:f.offset(m.decl.Body.Rbrace)])
	case 16: // a method by another name: the resolver is missing then
		p.n++
		s.replace(f.offset(m.decl.Name.Pos()), f.offset(m.decl.Name.End()), fmt.Sprint("was", m.Name, p.n))
	case 17: // a comment in the head
		at := f.offset(m.decl.Type.Params.Closing)
		s.replace(at, at, " /* mine */")
	case 18: // a column, whose type may change
		if len(p.tables) > 0 {
			p.use(f, s, "strings")
			p.use(f, s, models)
			t := p.tables[p.IntN(len(p.tables))]
			if c := t.columns[p.IntN(len(t.columns))]; !t.null[c] {
				first := p.line("\tcolumn%d := []model." + t.name + "{}[0]." + c)
				name, _, _ := strings.Cut(strings.TrimSpace(first), " ")
				second := fmt.Sprintf("\t_ = strings.ToUpper(%s)", name)
				p.lines = append(p.lines, second)
				s.replace(body, body, "\n"+first+"\n"+second)
			}
		}
	case 20: // a body that looks generated, for another field
		if looks := p.looks(m); looks != "" {
			p.use(f, s, models)
			p.lines = append(p.lines, "\t"+looks)
			s.replace(body, f.offset(m.decl.Body.Rbrace), "\n\t"+looks+"\n")
			p.forget(f.Text[body:f.offset(m.decl.Body.Rbrace)])
		}
	case 21: // a method of the person's, by a name that a table may get, that looks generated
		p.lookalike(f, s)
	case 22: // a comment beside an import
		p.remark(f, s)
	case 23: // a line that does not compile
		p.n++
		switch t := p.tables; {
		case p.IntN(2) == 0 || len(t) == 0:
			s.replace(body, body, "\n"+p.line("\t_ = undefined%d"))
		default:
			p.use(f, s, models)
			s.replace(body, body, "\n"+p.line("\t_ = []model."+t[p.IntN(len(t))].name+"{}[0].None%d"))
		}
	case 19: // a method that is deleted
		if m.Receiver == "queryResolver" {
			from, to := f.whole(m.decl.Doc, m.decl)
			s.replace(from, to, "")
			p.forget(f.Text[from:to])
		}
	}
}

// looks returns a body that looks generated for a method, but is not: it calls the field of another table with a name
// that begins alike.
func (p *project) looks(m *Method) string {
	if len(m.parameters()) == 0 || slices.Contains(m.parameters(), "") {
		return ""
	}
	was := p.before.find(m.Receiver, m.Name)
	if was == nil || !was.Complete {
		return ""
	}
	text := was.Body
	for _, q := range []string{"Tag2s", "Tag2"} {
		if _, field, _ := strings.Cut(was.Field, "."); strings.Contains(strings.ToLower(field), strings.ToLower(q)) {
			other := strings.Replace(strings.Replace(field, "2", "", 1), "s2", "s", 1)
			text = strings.Replace(text, `"`+field+`"`, `"`+other+`"`, 1)
			for i, name := range was.names() {
				if m.parameters()[i] != name {
					return "" // as with the names of the head, which are the person's
				}
			}
			return text
		}
	}
	return ""
}

// find returns the method of a receiver.
func (h Half) find(receiver, name string) *Want {
	for i := range h.Methods {
		if h.Methods[i].Receiver == receiver && h.Methods[i].Name == name {
			return &h.Methods[i]
		}
	}
	return nil
}

// lookalike adds a method of the person's that a table may require later, with the body of that of another table.
func (p *project) lookalike(f *File, s *splices) {
	name := p.freeName()
	if len(p.tables) == 0 || bytes.Contains(bytes.Join(slices.Collect(maps.Values(p.files)), nil), []byte("Resolver) "+name+"(")) {
		return
	}
	p.use(f, s, models)
	p.use(f, s, "context")
	t := p.tables[p.IntN(len(p.tables))]
	line := fmt.Sprintf("\treturn one[model.%s](ctx, %q, Arguments{\"by\": by})", t.name, lower(t.name))
	p.lines = append(p.lines, line)
	s.replace(len(f.Text), len(f.Text), fmt.Sprintf("\nfunc (r *queryResolver) %s(ctx context.Context, by map[string]any) (*model.%s, error) {\n%s\n}\n", name, t.name, line))
}

// remark writes a comment behind an import, or above one.
func (p *project) remark(f *File, s *splices) {
	if len(f.syntax.Imports) == 0 {
		return
	}
	spec := f.syntax.Imports[p.IntN(len(f.syntax.Imports))]
	if at := f.offset(spec.End()); f.Text[at] == '\n' {
		p.n++
		p.remarks = append(p.remarks, fmt.Sprintf("// remark %d", p.n))
		if start := f.lineStart(f.offset(spec.Pos())); p.IntN(2) == 0 && f.Text[start] == '\t' {
			s.replace(start, start, fmt.Sprintf("\t// remark %d\n", p.n))
			return
		}
		s.replace(at, at, fmt.Sprintf(" // remark %d", p.n))
	}
}

// forget takes lines that the person removes from those that are kept.
func (p *project) forget(text []byte) {
	for gone := range strings.SplitSeq(string(text), "\n") {
		p.lines = slices.DeleteFunc(p.lines, func(line string) bool { return line == gone })
	}
}

// tail returns a comment at the end of a method.
func (p *project) tail(f *File, m *Method) string {
	if f.lineEnd(f.offset(m.decl.End())) != f.offset(m.decl.End()) {
		return ""
	}
	p.n++
	p.lines = append(p.lines, fmt.Sprintf("} // end %d", p.n))
	return fmt.Sprintf(" // end %d", p.n)
}

// use imports a package.
func (p *project) use(f *File, s *splices, path string) {
	in := f.importer(UsualName, nil)
	in.name(path)
	*s = append(*s, in.splice(f)...)
}

// parameter renames a parameter.
func (p *project) parameter(m *Method, s *splices) {
	var all []*ast.Ident
	for _, q := range m.decl.Type.Params.List {
		all = append(all, q.Names...)
	}
	body := m.file.between(m.decl.Pos(), m.decl.End())
	if len(all) == 0 || slices.ContainsFunc(p.lines, func(line string) bool { return strings.Contains(line, "Arguments{") && strings.Contains(body, line) }) {
		return // a line of the person's would be another one
	}
	p.n++
	id := all[p.IntN(len(all))]
	ast.Inspect(m.decl, func(n ast.Node) bool {
		if x, ok := n.(*ast.Ident); ok && (x == id || x.Obj != nil && x.Obj == id.Obj) {
			s.replace(m.file.offset(x.Pos()), m.file.offset(x.End()), fmt.Sprint("mine", p.n))
		}
		return true
	})
}

// move moves a method to another file, with the imports that it uses.
func (p *project) move(m *Method, s *splices) {
	from, to := m.file.whole(m.decl.Doc, m.decl)
	p.n++
	name := fmt.Sprintf("moved%d.go", p.n%3)
	text := "package graph\n\n"
	if p.files[name] != nil {
		return
	}
	if imports := m.file.importsOf(m.decl, UsualName); imports != "" {
		text += "import (\n" + imports + ")\n\n"
	}
	text += string(m.file.Text[from:to]) + "\n"
	p.files[name] = []byte(text)
	s.replace(from, to, "")
}

// helper adds declarations that are no resolvers.
func (p *project) helper(f *File, s *splices) {
	forms := []string{
		"func help%d() string { return \"\" }", "const Const%d = 1", "type Type%d struct{ a int }", "var Var%d = 2", "func init() { _ = %d }",
		"func (Resolver) Method%d() {}",
	}
	s.replace(len(f.Text), len(f.Text), "\n"+p.line("// about %d")+"\n"+p.line(forms[p.IntN(len(forms))])+"\n")
}

// mend removes what does not compile, as a person would after having read the list: lines that were added to methods, or
// else the methods.
func (p *project) mend(t *testing.T) {
	t.Helper()
	for range 20 {
		errs := p.check(t)
		if len(errs) == 0 {
			return
		}
		at := errs[0].Fset.Position(errs[0].Pos)
		f, err := Parse(at.Filename, p.files[at.Filename])
		if err != nil {
			t.Fatal(err)
		}
		from := bytes.LastIndexByte(f.Text[:at.Offset], '\n') + 1
		to := f.lineEnd(at.Offset)
		gone := f.Text[from:to]
		var s splices
		if bytes.HasPrefix(gone, []byte("\t_ =")) || bytes.HasPrefix(gone, []byte("\tcolumn")) {
			s.replace(from, to, "\t_ = 0")
		} else if i := slices.IndexFunc(f.Methods, func(m *Method) bool { return f.offset(m.decl.Pos()) <= at.Offset && at.Offset < f.offset(m.decl.End()) }); i >= 0 {
			from, to = f.whole(f.Methods[i].decl.Doc, f.Methods[i].decl)
			s.replace(from, to, "")
			gone = f.Text[from:to]
		} else {
			return
		}
		p.forget(gone)
		p.files[f.Name] = prunedOf(f, s.apply(f.Text))
	}
}
