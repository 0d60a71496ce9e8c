package owned

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"
)

// Declarations are the names that generated files declare, with the text of their types: Name at the top of a package,
// Type.Name for fields and methods.
type Declarations map[string]string

// Names are names that code may refer to, as Declarations has them.
type Names map[string]bool

// Add adds what a generated file declares; a file that is not Go declares nothing.
func (d Declarations) Add(text []byte) {
	set := token.NewFileSet()
	syntax, err := parser.ParseFile(set, "", text, parser.SkipObjectResolution)
	if err != nil {
		return
	}
	file := set.File(syntax.FileStart)
	of := func(node ast.Node) string { return string(text[file.Offset(node.Pos()):file.Offset(node.End())]) }
	for _, declared := range syntax.Decls {
		switch declared := declared.(type) {
		case *ast.FuncDecl:
			if declared.Recv == nil {
				d[declared.Name.Name] = of(declared.Type)
			} else if receiver := receiverOf(declared); receiver != nil {
				d[receiver.Name+"."+declared.Name.Name] = of(declared.Type)
			}
		case *ast.GenDecl:
			for _, spec := range declared.Specs {
				d.add(spec, of)
			}
		}
	}
}

func (d Declarations) add(spec ast.Spec, of func(ast.Node) string) {
	switch spec := spec.(type) {
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			d[name.Name] = ""
			if spec.Type != nil {
				d[name.Name] = of(spec.Type)
			}
		}
	case *ast.TypeSpec:
		d[spec.Name.Name] = ""
		var fields *ast.FieldList
		switch t := spec.Type.(type) {
		case *ast.StructType:
			fields = t.Fields
		case *ast.InterfaceType:
			fields = t.Methods
		default:
			d[spec.Name.Name] = of(t)
			return
		}
		for _, f := range fields.List {
			for _, name := range f.Names {
				d[spec.Name.Name+"."+name.Name] = of(f.Type)
			}
		}
	}
}

// Changed returns the names that are not declared now, or as something of another type.
func (d Declarations) Changed(now Declarations) Names {
	all := Names{}
	for name, was := range d {
		if is, ok := now[name]; !ok || is != was {
			all[name] = true
		}
	}
	return all
}

// At returns the name at an offset of a file, if it is one of the names: that of a field or method counts whatever the
// type. If there is none at the offset it returns the nearest one around it in the declaration, because a value whose
// type has changed may be used under another name. It is empty where the declaration has none.
func (n Names) At(f *File, offset int) string {
	var around []ast.Node
	ast.Inspect(f.syntax, func(node ast.Node) bool {
		if node == nil || f.offset(node.Pos()) > offset || f.offset(node.End()) < offset {
			return false
		}
		if _, whole := node.(*ast.File); !whole {
			around = append(around, node)
		}
		return true
	})
	for i, node := range slices.Backward(around) {
		if i > 0 && selects(around[i-1], node) {
			continue // it is shown with what is before the point
		}
		if name := n.in(node); name != "" {
			return name
		}
	}
	return ""
}

// The errors of the compiler that say which name is not there.
var (
	noMember  = regexp.MustCompile(` undefined \(type \*?(?:[\w./-]+\.)?(\w+) has no field or method (\w+)`)
	noField   = regexp.MustCompile(`^unknown field (\w+) in struct literal of type (?:[\w./-]+\.)?(\w+)$`)
	undefined = regexp.MustCompile(`^undefined: (?:\w+\.)?(\w+)$`)
)

// DueTo returns the name that an error of the compiler is due to, if it is one of the names; was are the names that were
// declared before. An error about a name that was not declared then either was there before.
func (n Names) DueTo(f *File, e types.Error, was Declarations) string {
	lacking := ""
	if m := noMember.FindStringSubmatch(e.Msg); len(m) > 0 && was.declares(m[1]) {
		lacking = m[1] + "." + m[2]
	} else if m := noField.FindStringSubmatch(e.Msg); len(m) > 0 && was.declares(m[2]) {
		lacking = m[2] + "." + m[1]
	} else if m := undefined.FindStringSubmatch(e.Msg); len(m) > 0 {
		lacking = m[1]
	}
	if lacking != "" && !n[lacking] {
		return ""
	}
	return n.At(f, e.Fset.Position(e.Pos).Offset)
}

// declares reports whether a type is among the names.
func (d Declarations) declares(typeName string) bool {
	_, ok := d[typeName]
	return ok
}

// selects reports whether a name is that behind the point of an expression.
func selects(around, name ast.Node) bool {
	selector, ok := around.(*ast.SelectorExpr)
	return ok && name == selector.Sel
}

// in returns the first of the names in a part of a file.
func (n Names) in(part ast.Node) string {
	found := ""
	ast.Inspect(part, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.SelectorExpr:
			if found == "" && n.has(node.Sel.Name) {
				found = before(node.X) + node.Sel.Name
			}
		case *ast.Ident:
			if found == "" && n.has(node.Name) {
				found = node.Name
			}
		}
		return found == ""
	})
	return found
}

// before returns the last name of an expression, with a point; empty if it does not end with a name.
func before(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.Ident:
		return x.Name + "."
	case *ast.SelectorExpr:
		return x.Sel.Name + "."
	default:
		return ""
	}
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
