package owned

import (
	"go/ast"
	"path"
	"slices"
	"unicode"
	"unicode/utf8"
)

// rootInterface is the interface of the generated half that has a method for each object.
const rootInterface = "ResolverRoot"

// HalfOf returns what a generated file requires: the methods of its ResolverRoot, and those of the interfaces that
// they return. It does not know fields, bodies, files and what a method stands for. A file that is not Go requires
// nothing.
func HalfOf(text []byte) Half {
	f, err := Parse("generated.go", text)
	if err != nil {
		return Half{}
	}
	var h Half
	for _, method := range f.interfaceNamed(rootInterface) {
		m, ok := method.Type.(*ast.FuncType)
		if !ok || len(method.Names) != 1 || m.Results.NumFields() != 1 {
			continue
		}
		result, ok := m.Results.List[0].Type.(*ast.Ident)
		if !ok {
			continue
		}
		accessor := method.Names[0].Name
		o := Object{Accessor: accessor, Interface: result.Name, Receiver: lowerFirst(accessor) + "Resolver"}
		h.Objects = append(h.Objects, o)
		for _, method := range f.interfaceNamed(o.Interface) {
			if w, ok := f.want(o, method); ok {
				h.Methods = append(h.Methods, w)
			}
		}
	}
	return h
}

// lowerFirst returns a name with a small first letter, as gqlgen writes the types of resolvers.
func lowerFirst(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToLower(first)) + name[size:]
}

func (f *File) interfaceNamed(name string) []*ast.Field {
	_, spec := f.typeNamed(name)
	if spec == nil {
		return nil
	}
	t, ok := spec.Type.(*ast.InterfaceType)
	if !ok {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(t.Methods.List), func(m *ast.Field) bool { return len(m.Names) != 1 })
}

// want returns the method of an interface.
func (f *File) want(o Object, method *ast.Field) (Want, bool) {
	t, ok := method.Type.(*ast.FuncType)
	if !ok {
		return Want{}, false
	}
	w := Want{Receiver: o.Receiver, Name: method.Names[0].Name, Field: o.Accessor + "." + lowerFirst(method.Names[0].Name)}
	for _, p := range t.Params.List {
		for _, name := range p.Names {
			w.Parameters = append(w.Parameters, Parameter{name.Name, f.typeOf(p.Type, path.Base)})
		}
	}
	if t.Results != nil {
		for _, r := range t.Results.List {
			w.Results = append(w.Results, f.typeOf(r.Type, path.Base))
		}
	}
	return w, true
}

// Describe adds to each method and object what the generated file does not say.
func (h Half) Describe(method func(*Want), object func(*Object)) {
	for i := range h.Methods {
		method(&h.Methods[i])
	}
	for i := range h.Objects {
		object(&h.Objects[i])
	}
}
