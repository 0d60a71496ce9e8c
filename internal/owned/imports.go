package owned

import (
	"bytes"
	"fmt"
	"go/ast"
	"slices"
	"strconv"
	"strings"
)

// importer names the packages in what is written into one file, and collects those that the file does not import yet.
type importer struct {
	nameOf func(string) string
	taken  map[string]string // path by name
	added  []string          // specs
}

func (f *File) importer(nameOf func(string) string, declared map[string]bool) *importer {
	i := &importer{nameOf: nameOf, taken: f.imports(nameOf)}
	for name := range declared {
		if _, ok := i.taken[name]; !ok {
			i.taken[name] = "" // declared in the package, so no file can import by that name
		}
	}
	return i
}

// name returns the name of a package in the file.
func (i *importer) name(importPath string) string {
	var names []string
	for name, p := range i.taken {
		if p == importPath {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		return slices.Min(names)
	}
	usual := i.nameOf(importPath)
	name := usual
	for n := 2; ; n++ {
		if _, ok := i.taken[name]; !ok {
			break
		}
		name = usual + strconv.Itoa(n)
	}
	i.taken[name] = importPath
	spec := strconv.Quote(importPath)
	if name != UsualName(importPath) {
		spec = name + " " + spec
	}
	i.added = append(i.added, spec)
	return name
}

// spell returns a type as the file writes it.
func (i *importer) spell(t Type) string {
	text := string(t)
	for _, p := range t.packages() {
		text = strings.Replace(text, "«"+p+"»", i.name(p), 1)
	}
	return text
}

// splice returns the insertion of the added imports.
func (i *importer) splice(f *File) splices {
	if len(i.added) == 0 {
		return nil
	}
	var s splices
	slices.SortFunc(i.added, func(a, b string) int {
		return strings.Compare(a[strings.IndexByte(a, '"'):], b[strings.IndexByte(b, '"'):])
	})
	var standard, others strings.Builder
	for _, spec := range i.added {
		if first, _, _ := strings.Cut(spec[strings.IndexByte(spec, '"')+1:], "/"); strings.Contains(first, ".") || first == "tiddly" {
			others.WriteString("\t" + spec + "\n")
		} else {
			standard.WriteString("\n\t" + spec)
		}
	}
	for _, d := range f.syntax.Decls {
		if decl, ok := d.(*ast.GenDecl); ok && decl.Tok.String() == "import" && decl.Lparen.IsValid() && !isC(decl) {
			s.replace(f.offset(decl.Lparen)+1, f.offset(decl.Lparen)+1, standard.String())
			s.replace(f.lineStart(f.offset(decl.Rparen)), f.lineStart(f.offset(decl.Rparen)), others.String())
			return s
		}
	}
	at := f.lineEnd(f.offset(f.syntax.Name.End()))
	switch n := len(f.syntax.Imports); {
	case n > 0:
		at = f.lineEnd(f.offset(f.syntax.Imports[n-1].End()))
	case len(f.syntax.Decls) == 0:
		at = len(strings.TrimRight(string(f.Text), " \t\r\n")) // behind the notice of a new file
	}
	block := strings.TrimPrefix(standard.String(), "\n")
	if standard.Len() > 0 && others.Len() > 0 {
		block += "\n\n"
	}
	s.replace(at, at, "\n\nimport (\n"+block+strings.TrimSuffix(others.String(), "\n")+"\n)")
	return s
}

func isC(decl *ast.GenDecl) bool {
	return slices.ContainsFunc(decl.Specs, func(s ast.Spec) bool {
		spec, ok := s.(*ast.ImportSpec)
		return ok && pathOf(spec) == "C"
	})
}

// lineStart returns the offset of the line that an offset is in, if only blanks stand before it there.
func (f *File) lineStart(at int) int {
	start := bytes.LastIndexByte(f.Text[:at], '\n') + 1
	if strings.TrimSpace(string(f.Text[start:at])) != "" {
		return at
	}
	return start
}

func (f *File) lineEnd(at int) int {
	if n := bytes.IndexByte(f.Text[at:], '\n'); n >= 0 {
		return at + n
	}
	return len(f.Text)
}

// restOfLine returns the offset up to which a removed line goes, or a removed part of it if something stands behind.
func (f *File) restOfLine(at int) int {
	end := f.lineEnd(at)
	rest := string(f.Text[at:end])
	if strings.Trim(rest, " \t\r;") == "" {
		return min(end+1, len(f.Text))
	}
	return at + len(rest) - len(strings.TrimLeft(rest, " \t;"))
}

// used returns the names that could be those of imported packages, of which something is selected.
func (f *File) used(node ast.Node) map[string]bool {
	all := map[string]bool{}
	ast.Inspect(node, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && x.Obj == nil {
				all[x.Name] = true
			}
		}
		return true
	})
	return all
}

// pruned returns the text of a file without the imports that were used before it was changed, and are not any more.
// What a person wrote beside them stays.
func pruned(before, now *File, nameOf func(string) string) []byte {
	used, uses := before.used(before.syntax), now.used(now.syntax)
	was := before.imports(nameOf)
	var s splices
	for _, d := range now.syntax.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok || decl.Tok.String() != "import" {
			continue
		}
		var gone splices
		for _, item := range decl.Specs {
			spec, _ := item.(*ast.ImportSpec)
			name := importName(spec, nameOf)
			if used[name] && !uses[name] && was[name] == pathOf(spec) {
				gone = append(gone, now.line(decl, spec))
			}
		}
		if len(gone) == len(decl.Specs) && len(gone) > 0 && !now.remarked(decl) {
			from, to := now.offset(decl.Pos()), now.offset(decl.End())
			gone = splices{{now.gap(from, to), to, ""}}
		}
		s = append(s, gone...)
	}
	return s.apply(now.Text)
}

// remarked reports whether a comment stands in a declaration of imports, or behind it.
func (f *File) remarked(decl *ast.GenDecl) bool {
	_, to := f.whole(nil, decl)
	return len(f.comments(decl.Pos(), decl.End())) > 0 || to > f.offset(decl.End())
}

// line returns the removal of the line of an import, with a blank line that would be left at an end of the list. A
// comment behind the import takes its place, and one above it stays.
func (f *File) line(decl *ast.GenDecl, spec *ast.ImportSpec) splice {
	from, to := f.offset(spec.Pos()), f.offset(spec.End())
	if !decl.Lparen.IsValid() {
		from = f.offset(decl.Pos())
	}
	if spec.Comment != nil {
		return splice{from, f.offset(spec.Comment.Pos()), ""}
	}
	from, to = f.lineStart(from), f.restOfLine(to)
	before, after := f.Text[:from], bytes.TrimLeft(f.Text[to:], " \t")
	switch {
	case bytes.HasSuffix(before, []byte("\n\n")) && (bytes.HasPrefix(after, []byte("\n")) || bytes.HasPrefix(after, []byte(")"))):
		from--
	case bytes.HasSuffix(before, []byte("(\n")) && bytes.HasPrefix(after, []byte("\n")):
		to = len(f.Text) - len(after) + 1
	}
	return splice{from, to, ""}
}

// importsOf returns the lines of the imports that a part of a file uses, as they stand.
func (f *File) importsOf(node ast.Node, nameOf func(string) string) string {
	used := f.used(node)
	var lines strings.Builder
	for _, spec := range f.syntax.Imports {
		if !used[importName(spec, nameOf)] {
			continue
		}
		from, to := f.whole(spec.Doc, spec)
		text := strings.TrimPrefix(string(f.Text[f.lineStart(from):to]), "import ")
		fmt.Fprintf(&lines, "\t%s\n", strings.TrimPrefix(text, "\t"))
	}
	return lines.String()
}
