package owned

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// File is a parsed file of the package.
type File struct {
	// Name is its name in the folder.
	Name    string
	Text    []byte
	Methods []*Method

	syntax *ast.File
	tokens *token.File
}

// Method is a method of a type of the package, with a body.
type Method struct {
	// Receiver is the name of its type, Name its own.
	Receiver, Name string

	file *File
	decl *ast.FuncDecl
}

// Parse reads a file.
func Parse(name string, text []byte) (*File, error) {
	set := token.NewFileSet()
	syntax, err := parser.ParseFile(set, name, text, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	f := &File{Name: name, Text: text, syntax: syntax, tokens: set.File(syntax.FileStart)}
	for _, d := range syntax.Decls {
		decl, ok := d.(*ast.FuncDecl)
		if !ok || decl.Recv == nil || decl.Body == nil {
			continue
		}
		if receiver := receiverOf(decl); receiver != nil {
			f.Methods = append(f.Methods, &Method{Receiver: receiver.Name, Name: decl.Name.Name, file: f, decl: decl})
		}
	}
	return f, nil
}

// generatedLine matches the line that marks generated files: the package go/ast has the same rule.
var generatedLine = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

// Generated reports whether a file says that it is generated whole.
func Generated(text []byte) bool {
	head, _, _ := bytes.Cut(text, []byte("\npackage "))
	return generatedLine.Match(head)
}

// receiverOf returns the name of a method's type, without the star; nil if it has no name.
func receiverOf(decl *ast.FuncDecl) *ast.Ident {
	if len(decl.Recv.List) != 1 {
		return nil
	}
	t := decl.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	name, _ := t.(*ast.Ident)
	return name
}

func (f *File) offset(p token.Pos) int { return f.tokens.Offset(p) }

func (f *File) between(from, to token.Pos) string { return string(f.Text[f.offset(from):f.offset(to)]) }

// whole returns the range of a declaration with its documentation, and with a comment at the end of its last line.
func (f *File) whole(doc *ast.CommentGroup, node ast.Node) (from, to int) {
	from, to = f.offset(node.Pos()), f.offset(node.End())
	if doc != nil {
		from = f.offset(doc.Pos())
	}
	line, _, _ := bytes.Cut(f.Text[to:], []byte("\n"))
	if rest := strings.TrimSpace(string(line)); strings.HasPrefix(rest, "//") || strings.HasPrefix(rest, "/*") && strings.HasSuffix(rest, "*/") {
		to += len(line)
	}
	return from, to
}

// comments reports whether a comment stands between two positions.
func (f *File) comments(from, to token.Pos) []*ast.Comment {
	var all []*ast.Comment
	for _, group := range f.syntax.Comments {
		for _, c := range group.List {
			if c.Pos() >= from && c.End() <= to {
				all = append(all, c)
			}
		}
	}
	return all
}

// pathOf returns the path of an import.
func pathOf(spec *ast.ImportSpec) string {
	text, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return "" // the parser accepts quoted texts only
	}
	return text
}

// imports returns the paths that are imported, by their names in the file.
func (f *File) imports(nameOf func(string) string) map[string]string {
	all := map[string]string{}
	for _, spec := range f.syntax.Imports {
		if name := importName(spec, nameOf); name != "_" && name != "." {
			all[name] = pathOf(spec)
		}
	}
	return all
}

func importName(spec *ast.ImportSpec, nameOf func(string) string) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	return nameOf(pathOf(spec))
}

var version = regexp.MustCompile(`^v\d+$`)

// UsualName returns the name that a package at a path has by convention.
func UsualName(importPath string) string {
	base := path.Base(importPath)
	if version.MatchString(base) && strings.Contains(importPath, "/") {
		base = path.Base(path.Dir(importPath))
	}
	base, _, _ = strings.Cut(base, ".v")
	return strings.TrimPrefix(strings.ReplaceAll(base, "-", "_"), "go_")
}
