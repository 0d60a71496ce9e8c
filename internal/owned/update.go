package owned

import (
	"errors"
	"fmt"
	"go/ast"
	"maps"
	"slices"
	"strings"
)

// Package is the package as it is.
type Package struct {
	// Name is its name in Go.
	Name string
	// Files are the Go files that take part in the build, by their names in the folder. Generated ones are never changed.
	Files map[string][]byte
	// Others are the names of files that must not be written: those that are left out of the build.
	Others map[string]bool
	// Root is the declaration of Resolver, for a package that has none; it is written into resolver.go.
	Root string
	// Notice is a comment for new files. Notices are those that earlier generators wrote; they are replaced by it.
	Notice  string
	Notices []string
	// NameOf returns the name of an imported package; UsualName where it is nil.
	NameOf func(importPath string) string
}

// Changes are what becomes of the package.
type Changes struct {
	// Files are the files to write, Removed those to remove: nothing but what was generated stood in them.
	Files   map[string][]byte
	Removed []string
	Orphans []Orphan
	// Gone are the names of parameters and of resolvers that code may refer to and that are not there any more.
	Gone map[string]bool
}

// update is the work on one package.
type update struct {
	Package
	before, now Half
	was, is     index
	follows     map[string]string
	files       []*File
	splices     map[string]*splices
	importers   map[string]*importer
	// placed are the methods that are there, by receiver and name as they will be; there are the types and the methods of
	// Resolver.
	placed  map[string]*Method
	there   map[string]bool
	changes Changes
}

// Update returns the changes by which the package has what the generated half requires now; before is what it required
// when the package was last generated. The error lists every file that is not Go.
func Update(p Package, before, now Half) (Changes, error) {
	if p.NameOf == nil {
		p.NameOf = UsualName
	}
	u := update{
		Package: p, before: before, now: now, was: indexOf(before), is: indexOf(now), follows: successors(before, now), splices: map[string]*splices{}, importers: map[string]*importer{},
		placed: map[string]*Method{}, there: map[string]bool{}, changes: Changes{Files: map[string][]byte{}, Gone: map[string]bool{}},
	}
	if err := u.parse(); err != nil {
		return Changes{}, err
	}
	for _, f := range u.files {
		for _, m := range f.Methods {
			u.method(m)
		}
	}
	u.objects()
	u.add()
	if err := u.finish(); err != nil {
		return Changes{}, err
	}
	slices.SortFunc(u.changes.Orphans, func(a, b Orphan) int { return strings.Compare(a.What, b.What) })
	return u.changes, nil
}

func (u *update) parse() error {
	var all []error
	for _, name := range slices.Sorted(maps.Keys(u.Files)) {
		if Generated(u.Files[name]) {
			continue
		}
		f, err := Parse(name, u.Files[name])
		if err != nil {
			all = append(all, fmt.Errorf("%s/%w; your code there cannot be kept until that is fixed", u.Name, err))
			continue
		}
		u.files = append(u.files, f)
	}
	declared := declaredIn(u.files)
	for _, f := range u.files {
		u.splices[f.Name], u.importers[f.Name] = &splices{}, f.importer(u.NameOf, declared)
	}
	return errors.Join(all...)
}

// method follows one method to its place, or moves it aside.
func (u *update) method(m *Method) {
	key := m.Receiver + "." + m.Name
	was, want := u.was.methods[key], u.is.methods[key]
	if was != nil {
		want = u.is.methods[u.follows[key]]
	}
	switch {
	case want != nil:
		u.placed[want.Key()] = m
		r := rewriting{m, was, want, u.importers[m.file.Name]}
		changed := r.splices()
		*u.splices[m.file.Name] = append(*u.splices[m.file.Name], changed...)
		if was != nil {
			u.lose(was.names(), want)
			u.other(was, want)
		} else if len(changed) > 0 { // a method of the person's, by a name that is required now
			u.lose(m.parameters(), want)
			u.changes.Gone[key] = true
		}
	case was != nil && m.untouched(was):
		u.cut(m.file, m.decl.Doc, m.decl)
	case was != nil:
		u.orphan(m.file, m.decl.Doc, m.decl, was.Field, was.Stands)
	default:
		u.helper(m)
	}
}

// lose records what a method does not have any more.
func (u *update) lose(names []string, want *Want) {
	for _, name := range names {
		if name != "" && !slices.Contains(want.names(), name) {
			u.changes.Gone[name] = true
		}
	}
}

// other records the types that a method had and has no more: where tables have changed names, they still exist.
func (u *update) other(was, want *Want) {
	is := want.types()
	for name := range was.types() {
		if !is[name] {
			u.changes.Gone[name] = true
		}
	}
}

// helper lets a person's own method follow its type.
func (u *update) helper(m *Method) {
	if o := u.is.objects[u.follows[m.Receiver]]; o != nil && o.Receiver != m.Receiver {
		id := receiverOf(m.decl)
		u.splices[m.file.Name].replace(m.file.offset(id.Pos()), m.file.offset(id.End()), o.Receiver)
	}
}

// cut removes a declaration that nobody edited, with the blank line before it.
func (u *update) cut(f *File, doc *ast.CommentGroup, node ast.Node) {
	from, to := f.whole(doc, node)
	u.splices[f.Name].replace(f.gap(from, to), to, "")
}

// gap returns the offset from which a removed declaration leaves no blank lines behind.
func (f *File) gap(from, to int) int {
	text := string(f.Text[:from])
	blank := len(text) - len(strings.TrimRight(text, " \t\r\n"))
	rest := strings.TrimLeft(string(f.Text[to:]), " \t")
	if strings.Count(text[len(text)-blank:], "\n") > 0 && (rest == "" || rest[0] == '\n' || rest[0] == '\r') {
		return from - blank
	}
	return from
}

// objects sees to the types of the methods, and to the methods of Resolver that return them.
func (u *update) objects() {
	for _, f := range u.files {
		for _, m := range f.Methods {
			if m.Receiver == "Resolver" {
				u.accessor(m)
			}
		}
		for _, d := range f.syntax.Decls {
			if decl, ok := d.(*ast.GenDecl); ok {
				u.types(f, decl)
			}
		}
	}
}

// accessor removes, renames or keeps the method of Resolver that returns an object.
func (u *update) accessor(m *Method) {
	was, o := u.was.accessors[m.Name], u.is.accessors[m.Name]
	if was != nil {
		o = u.is.objects[u.follows[was.Receiver]]
	}
	if was == nil && o == nil {
		return
	}
	plain := was != nil && m.undocumented() && m.file.between(m.decl.Type.Func, m.decl.Body.End()) == was.accessor(m.receiver())
	switch {
	case o == nil && plain:
		u.cut(m.file, m.decl.Doc, m.decl)
		u.changes.Gone["Resolver."+m.Name] = true
	case o == nil:
		u.orphan(m.file, m.decl.Doc, m.decl, "Resolver."+m.Name, was.Stands)
		u.changes.Gone["Resolver."+m.Name] = true
	default:
		u.there[o.Accessor+"()"] = true
		if was != nil && was.Accessor != o.Accessor {
			u.rename(m.file, m.decl, map[string]string{m.Name: o.Accessor, was.Interface: o.Interface, was.Receiver: o.Receiver})
			u.changes.Gone["Resolver."+m.Name] = true
		}
	}
}

// receiver returns the name of the receiver's variable.
func (m *Method) receiver() string {
	if names := m.decl.Recv.List[0].Names; len(names) == 1 {
		return names[0].Name
	}
	return ""
}

// accessor returns the generated form of the method of Resolver.
func (o Object) accessor(r string) string {
	return fmt.Sprintf("func (%s *Resolver) %s() %s { return &%s{%s} }", r, o.Accessor, o.Interface, o.Receiver, r)
}

// rename replaces identifiers in a declaration.
func (u *update) rename(f *File, node ast.Node, names map[string]string) {
	ast.Inspect(node, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && names[id.Name] != "" && names[id.Name] != id.Name {
			u.splices[f.Name].replace(f.offset(id.Pos()), f.offset(id.End()), names[id.Name])
		}
		return true
	})
}

// types renames the types of the methods with what they stand for.
func (u *update) types(f *File, decl *ast.GenDecl) {
	for _, s := range decl.Specs {
		spec, ok := s.(*ast.TypeSpec)
		if !ok {
			continue
		}
		name := spec.Name.Name
		o := u.is.objects[name]
		if u.was.objects[name] != nil {
			o = u.is.objects[u.follows[name]]
		}
		if o == nil {
			// It is removed at the end, if nothing refers to it; at once, if another takes its name.
			if u.is.objects[name] != nil {
				u.giveWay(f, decl, spec)
			}
			continue
		}
		if u.there["type "+o.Receiver] {
			// One of that name was left behind, because a person's methods refer to it. It serves both.
			u.giveWay(f, decl, spec)
			continue
		}
		u.there["type "+o.Receiver] = true
		if o.Receiver != name {
			u.splices[f.Name].replace(f.offset(spec.Name.Pos()), f.offset(spec.Name.End()), o.Receiver)
			u.changes.Gone[name] = true
		}
	}
}

// giveWay removes a type whose name another has now; if a person edited it, it is moved aside.
func (u *update) giveWay(f *File, group *ast.GenDecl, spec *ast.TypeSpec) {
	var node ast.Node = spec
	doc := spec.Doc
	if len(group.Specs) == 1 {
		node, doc = group, group.Doc
	}
	if f.plain(group, spec) {
		u.cut(f, doc, node)
		return
	}
	u.orphan(f, doc, node, "type "+spec.Name.Name, "")
}
