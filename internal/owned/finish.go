package owned

import (
	"bytes"
	"fmt"
	"go/ast"
	"strings"
)

// finish applies the changes, removes the types that nothing refers to any more and the imports that nothing uses, and
// records the files that are other than they were.
func (u *update) finish() error {
	files := map[string][]byte{}
	for _, f := range u.files {
		// Imports come before what is written at the same place.
		files[f.Name] = append(u.importers[f.Name].splice(f), *u.splices[f.Name]...).apply(f.Text)
	}
	if err := u.dropTypes(files); err != nil {
		return err
	}
	for _, f := range u.files {
		text, err := u.finished(f, files[f.Name])
		if err != nil {
			return err
		}
		switch was, there := u.Files[f.Name]; {
		case text == nil && there:
			u.changes.Removed = append(u.changes.Removed, f.Name)
		case text != nil && !bytes.Equal(text, was):
			u.changes.Files[f.Name] = text
		}
	}
	return nil
}

// dropTypes removes the unedited types of methods that are not required any more, unless something refers to them.
func (u *update) dropTypes(files map[string][]byte) error {
	for _, o := range u.before.Objects {
		if u.follows[o.Receiver] != "" {
			continue
		}
		var home *File
		var spec *ast.TypeSpec
		var group *ast.GenDecl
		references := 0
		for name, text := range files {
			f, err := Parse(name, text)
			if err != nil {
				return fmt.Errorf("what was written into %s is not Go: %w", name, err)
			}
			ast.Inspect(f.syntax, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && id.Name == o.Receiver {
					references++
				}
				return true
			})
			if g, s := f.typeNamed(o.Receiver); s != nil {
				home, group, spec = f, g, s
			}
		}
		if spec == nil || references > 1 || !home.plain(group, spec) {
			continue
		}
		files[home.Name] = home.withoutType(group, spec)
		u.changes.Gone[o.Receiver] = true
	}
	return nil
}

func (f *File) typeNamed(name string) (*ast.GenDecl, *ast.TypeSpec) {
	for _, d := range f.syntax.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, s := range decl.Specs {
			if spec, ok := s.(*ast.TypeSpec); ok && spec.Name.Name == name {
				return decl, spec
			}
		}
	}
	return nil, nil
}

// plain reports whether a type is as it was generated, without a comment.
func (f *File) plain(group *ast.GenDecl, spec *ast.TypeSpec) bool {
	text := strings.ReplaceAll(f.between(spec.Type.Pos(), spec.Type.End()), " ", "")
	_, to := f.whole(nil, spec)
	return text == "struct{*Resolver}" && spec.TypeParams == nil && spec.Doc == nil && spec.Comment == nil && to == f.offset(spec.End()) &&
		(group.Doc == nil || len(group.Specs) > 1)
}

// withoutType returns the text of a file without a type.
func (f *File) withoutType(group *ast.GenDecl, spec *ast.TypeSpec) []byte {
	var s splices
	if len(group.Specs) == 1 && len(f.comments(group.Pos(), group.End())) == 0 {
		from, to := f.offset(group.Pos()), f.offset(group.End())
		s.replace(f.gap(from, to), to, "")
	} else {
		s.replace(f.lineStart(f.offset(spec.Pos())), f.restOfLine(f.offset(spec.End())), "")
	}
	return s.apply(f.Text)
}

// finished returns the final text of a file; nil if nothing is left in it but what was generated.
func (u *update) finished(f *File, text []byte) ([]byte, error) {
	now, err := Parse(f.Name, text)
	if err != nil {
		return nil, fmt.Errorf("what was written into %s is not Go: %w", f.Name, err)
	}
	if !bytes.Equal(text, f.Text) {
		text = pruned(f, now, u.NameOf)
	}
	for _, notice := range u.Notices {
		text = bytes.Replace(text, []byte(notice), []byte(u.Notice), 1)
	}
	if !bytes.Equal(text, u.Files[f.Name]) && u.bare(text) {
		return nil, nil
	}
	return text, nil
}

// bare reports whether a file has nothing but its package and the notice.
func (u *update) bare(text []byte) bool {
	rest := strings.TrimSpace(string(text))
	rest = strings.TrimSpace(strings.TrimPrefix(rest, "package "+u.Name))
	if u.Notice != "" {
		rest = strings.TrimSpace(strings.Replace(rest, u.Notice, "", 1))
	}
	return rest == ""
}
