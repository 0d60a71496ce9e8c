package owned

import (
	"fmt"
	"go/ast"
	"strings"
)

// Orphan is code of a person that has lost its place.
type Orphan struct {
	// What is the field that it belonged to, as Query.users; File where it stood. Stands is what it stood for, see Want;
	// empty if that is not known.
	What, File, Stands string
	// Text is the code as it stood, in a file of its own, with the imports that it uses.
	Text []byte
}

// orphan moves a declaration aside.
func (u *update) orphan(f *File, doc *ast.CommentGroup, node ast.Node, what, stands string) {
	from, to := f.whole(doc, node)
	var text strings.Builder
	fmt.Fprintf(&text, "// %s is no longer in the schema: this is your code for it in %s.\n", what, f.Name)
	text.WriteString("// Move what you still need to a file of the package, and remove this one.\n\n")
	fmt.Fprintf(&text, "package %s\n\n", u.Name)
	if imports := f.importsOf(node, u.NameOf); imports != "" {
		text.WriteString("import (\n" + imports + ")\n\n")
	}
	if _, ok := node.(*ast.TypeSpec); ok {
		text.WriteString("type (\n" + string(f.Text[f.lineStart(from):to]) + "\n)")
	} else {
		text.Write(f.Text[f.lineStart(from):to])
	}
	text.WriteString("\n")
	u.changes.Orphans = append(u.changes.Orphans, Orphan{What: what, File: f.Name, Stands: stands, Text: []byte(text.String())})
	u.splices[f.Name].replace(f.gap(from, to), to, "")
}

// OrphanName returns the name of a file for an orphan: none that is taken, whatever the case of its letters.
func OrphanName(what string, taken func(name string) bool) string {
	what = strings.ReplaceAll(what, " ", ".")
	name := what + ".go.txt"
	for n := 2; taken(name); n++ {
		name = fmt.Sprintf("%s-%d.go.txt", what, n)
	}
	return name
}
