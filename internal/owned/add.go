package owned

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// add writes what is missing: methods after the one that precedes them in the generated half, the rest at the ends of
// the files.
func (u *update) add() {
	last := map[string]*Method{} // the method after which the next one of a file comes
	for i := range u.now.Methods {
		w := &u.now.Methods[i]
		if m := u.placed[w.Key()]; m != nil {
			last[m.file.Name] = m
			continue
		}
		f := u.file(w.File)
		in := u.importers[f.Name]
		at := f.after(last[f.Name])
		u.splices[f.Name].replace(at, at, "\n\n"+w.declaration(in))
	}
	for _, file := range u.now.filesOfObjects() {
		u.addObjects(file)
	}
	if u.Root != "" && !declaredIn(u.files)["Resolver"] {
		f := u.file("resolver.go")
		at := len(strings.TrimRight(string(f.Text), " \t\r\n"))
		u.splices[f.Name].replace(at, at, "\n\n"+u.Root)
	}
}

// after returns the offset at which a method is written: behind another, or before the methods of Resolver and the
// types at the end of the file.
func (f *File) after(method *Method) int {
	if method != nil {
		_, to := f.whole(nil, method.decl)
		return to
	}
	for _, m := range f.Methods {
		if m.Receiver == "Resolver" {
			from, _ := f.whole(m.decl.Doc, m.decl)
			return len(strings.TrimRight(string(f.Text[:from]), " \t\r\n"))
		}
	}
	return len(strings.TrimRight(string(f.Text), " \t\r\n"))
}

// file returns the file of a name, or another that can be written if that is left out of the build.
func (u *update) file(name string) *File {
	base := strings.TrimSuffix(name, ".go")
	for n := 2; u.Others[name] || u.Files[name] != nil && Generated(u.Files[name]); n++ {
		stem, kind, _ := strings.Cut(base, ".")
		name = fmt.Sprintf("%s%d%s.go", stem, n, cmp.Or("."+kind, ""))
	}
	for _, f := range u.files {
		if f.Name == name {
			return f
		}
	}
	text := "package " + u.Name + "\n"
	if u.Notice != "" {
		text += "\n" + u.Notice + "\n"
	}
	f, err := Parse(name, []byte(text))
	if err != nil {
		panic("invariant broken: a new file is not Go: " + err.Error())
	}
	u.files = append(u.files, f)
	u.splices[name], u.importers[name] = &splices{}, f.importer(u.NameOf, declaredIn(u.files))
	return f
}

// declaration returns a method as it is generated.
func (w *Want) declaration(in *importer) string {
	parameters := make([]string, len(w.Parameters))
	for i, p := range w.Parameters {
		parameters[i] = p.Name + " " + in.spell(p.Type)
	}
	results := make([]string, len(w.Results))
	for i, t := range w.Results {
		results[i] = in.spell(t)
	}
	list := strings.Join(results, ", ")
	if len(results) != 1 {
		list = "(" + list + ")"
	}
	return fmt.Sprintf("func (r *%s) %s(%s) %s {\n\t%s\n}", w.Receiver, w.Name, strings.Join(parameters, ", "), list, spellModel(w.Body, in, w))
}

func (h Half) filesOfObjects() []string {
	var all []string
	for _, o := range h.Objects {
		if !slices.Contains(all, o.File) {
			all = append(all, o.File)
		}
	}
	return all
}

// addObjects writes the missing types of a file, and the methods of Resolver that return them.
func (u *update) addObjects(file string) {
	var text strings.Builder
	var types []string
	for _, o := range u.now.Objects {
		if o.File != file {
			continue
		}
		if !u.there[o.Accessor+"()"] {
			text.WriteString("\n\n" + o.accessor("r"))
		}
		if !u.there["type "+o.Receiver] {
			types = append(types, o.Receiver)
		}
	}
	switch len(types) {
	case 0:
	case 1:
		text.WriteString("\n\ntype " + types[0] + " struct{ *Resolver }")
	default:
		width := 0
		for _, t := range types {
			width = max(width, len(t))
		}
		text.WriteString("\n\ntype (")
		for _, t := range types {
			fmt.Fprintf(&text, "\n\t%-*s struct{ *Resolver }", width, t)
		}
		text.WriteString("\n)")
	}
	if text.Len() > 0 {
		f := u.file(file)
		at := len(strings.TrimRight(string(f.Text), " \t\r\n"))
		u.splices[f.Name].replace(at, at, text.String())
	}
}
