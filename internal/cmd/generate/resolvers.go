package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strings"
)

// generatedBody matches the body of an unedited resolver; see schema.ResolverBody.
var generatedBody = regexp.MustCompile(`^\{\s*return (?:(?:many|one)\[model\.\w+\]\(ctx, "\w+", Arguments\{((?:"(\w+)": \w+(?:, )?)*)\}\)|"The database has no tables", nil)\s*\}$`)

// forgetGenerated removes unedited resolvers from a file, so that those of dropped tables disappear: gqlgen keeps
// whatever it finds. Edited ones stay.
func forgetGenerated(path string) error {
	text, err := os.ReadFile(path) //nolint:gosec // the project's own file
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, text, parser.ParseComments)
	if err != nil {
		return fmt.Errorf("%w; what you wrote there cannot be kept before that is mended", err)
	}
	var out bytes.Buffer
	at := 0
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || !untouched(files, f, text) {
			continue
		}
		start := files.Position(f.Pos()).Offset
		if f.Doc != nil {
			start = files.Position(f.Doc.Pos()).Offset
		}
		out.Write(text[at:start])
		at = files.Position(f.End()).Offset
	}
	out.Write(text[at:])
	return os.WriteFile(path, out.Bytes(), 0o644) //nolint:gosec // source code is for everybody to read
}

// untouched reports whether a method is a resolver as it was generated.
func untouched(files *token.FileSet, f *ast.FuncDecl, text []byte) bool {
	if f.Recv == nil || f.Body == nil || len(f.Recv.List) != 1 {
		return false
	}
	receiver, ok := f.Recv.List[0].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	name, ok := receiver.X.(*ast.Ident)
	if !ok || name.Name != "queryResolver" && name.Name != "mutationResolver" {
		return false
	}
	body := text[files.Position(f.Body.Lbrace).Offset : files.Position(f.Body.Rbrace).Offset+1]
	return generatedBody.Match(body) && allArguments(f, string(body))
}

// allArguments reports whether the body passes on every parameter under its own name: then it was generated for
// this signature.
func allArguments(f *ast.FuncDecl, body string) bool {
	n := 0
	for _, p := range f.Type.Params.List {
		for _, name := range p.Names {
			if name.Name == "ctx" {
				continue
			}
			n++
			if !strings.Contains(body, `"`+name.Name+`": `+name.Name) {
				return false
			}
		}
	}
	return strings.Count(body, `": `) == n
}
