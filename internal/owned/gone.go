package owned

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"strings"
)

// Names are names that code may refer to: Name at the top of a package, Type.Name for fields and methods.
type Names map[string]bool

// Declare adds the names that a generated file declares; a file that is not Go declares none.
func (n Names) Declare(text []byte) {
	syntax, err := parser.ParseFile(token.NewFileSet(), "", text, parser.SkipObjectResolution)
	if err != nil {
		return
	}
	for _, d := range syntax.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				n[d.Name.Name] = true
			} else if receiver := receiverOf(d); receiver != nil {
				n[receiver.Name+"."+d.Name.Name] = true
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				n.declare(spec)
			}
		}
	}
}

func (n Names) declare(spec ast.Spec) {
	switch spec := spec.(type) {
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			n[name.Name] = true
		}
	case *ast.TypeSpec:
		n[spec.Name.Name] = true
		var fields *ast.FieldList
		switch t := spec.Type.(type) {
		case *ast.StructType:
			fields = t.Fields
		case *ast.InterfaceType:
			fields = t.Methods
		default:
			return
		}
		for _, f := range fields.List {
			for _, name := range f.Names {
				n[spec.Name.Name+"."+name.Name] = true
			}
		}
	}
}

// Without returns the names that are not among others.
func (n Names) Without(others Names) Names {
	all := maps.Clone(n)
	maps.DeleteFunc(all, func(name string, _ bool) bool { return others[name] })
	return all
}

// At returns the name at an offset of a file, if it is one of the names: that of a field or method counts whatever the
// type. It is empty otherwise.
func (n Names) At(f *File, offset int) string {
	found := ""
	ast.Inspect(f.syntax, func(node ast.Node) bool {
		if node == nil || found != "" || f.offset(node.Pos()) > offset || f.offset(node.End()) < offset {
			return false
		}
		switch node := node.(type) {
		case *ast.SelectorExpr:
			x, ok := node.X.(*ast.Ident)
			if ok && n.has(node.Sel.Name) && f.offset(node.Pos()) <= offset {
				found = x.Name + "." + node.Sel.Name
			}
		case *ast.Ident:
			if n.has(node.Name) {
				found = node.Name
			}
		}
		return true
	})
	return found
}

func (n Names) has(name string) bool {
	if n[name] {
		return true
	}
	for full := range n {
		if _, last, ok := strings.Cut(full, "."); ok && last == name {
			return true
		}
	}
	return false
}
