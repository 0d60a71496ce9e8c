package schema

import (
	"strings"

	"tiddly/internal/catalog"
)

// writer appends SDL. What it needs to know before it writes a type (which inputs would be empty, which shared types
// are used) is found first, in one pass.
type writer struct {
	out     strings.Builder
	catalog *catalog.Catalog
	// orderable holds the tables whose OrderBy input has a field.
	orderable map[*catalog.Table]bool
	// many holds the tables that a to-many relation leads to.
	many map[*catalog.Table]bool
	// writable holds the tables that can be written.
	writable map[*catalog.Table]bool
	// kinds holds the kinds of all columns.
	kinds map[catalog.Kind]bool
	// lists holds the kinds of the items of lists, enumLists the enums of such items.
	lists     map[catalog.Kind]bool
	enumLists map[*catalog.EnumType]bool
	// taken holds the names of all types but those of composite keys.
	taken map[string]bool
	nodes bool
	// federation is set if the schema has the fields for a gateway, subgraph if it is written for one: with its directives
	// and without these fields.
	federation, subgraph bool
	// link imports what a subgraph uses of Federation.
	link string
	// semantic is set if @semanticNonNull is printed, semantics if it was.
	semantic, semantics bool
	// users is the table of the accounts; nil where there are none.
	users *catalog.Table
}

// sizeOfTable is an estimate of the SDL of a table, in bytes; it only saves copying.
const sizeOfTable = 8 << 10

func newWriter(c *catalog.Catalog, o Options) *writer {
	w := &writer{
		catalog:   c,
		orderable: orderable(c),
		many:      map[*catalog.Table]bool{},
		writable:  map[*catalog.Table]bool{},
		kinds:     map[catalog.Kind]bool{},
		lists:     map[catalog.Kind]bool{},
		enumLists: map[*catalog.EnumType]bool{},
		taken:     map[string]bool{},
		users:     o.Users,
		semantic:  o.SemanticNonNull,

		federation: o.Federation,
	}
	w.out.Grow(sizeOfTable * (1 + len(c.Tables)))
	for _, t := range c.Tables {
		w.nodes = w.nodes || t.NodeKey() != nil
		w.writable[t] = !o.ReadOnly && len(mutations(t)) > 0
		for _, column := range t.Readable() {
			switch {
			case column.Type.Kind != catalog.List:
				w.kinds[column.Type.Kind] = true
			case column.Enum != nil:
				w.enumLists[column.Enum] = true
			default:
				w.lists[column.Type.Element] = true
			}
		}
		for _, r := range t.Relations {
			if r.Kind != catalog.ToOne {
				w.many[r.Target] = true
				w.kinds[catalog.Int] = true // of their number
			}
		}
		for _, suffix := range []string{"", "Connection", "Edge", "Where", "OrderBy", "Column", "Key", "RelationFilter", "RelationAggregateFilter", "RelationAggregateOrderBy", "Insert", "Set", "Inc", "Payload"} {
			w.taken[t.TypeName+suffix] = true
		}
		w.taken[payloadOf(t, true)] = true
	}
	for _, e := range c.Enums {
		w.taken[e.TypeName] = true
		w.taken[e.TypeName+"Filter"] = true
	}
	return w
}

// orderable returns the tables that have something to order by: a column, or a to-one relation to such a table.
// Relations may be circular, so it repeats until nothing is new.
func orderable(c *catalog.Catalog) map[*catalog.Table]bool {
	found := map[*catalog.Table]bool{}
	for grown := true; grown; {
		grown = false
		for _, t := range c.Tables {
			if !found[t] && hasOrder(t, found) {
				found[t] = true
				grown = true
			}
		}
	}
	return found
}

func hasOrder(t *catalog.Table, found map[*catalog.Table]bool) bool {
	for _, column := range t.Readable() {
		if column.Type.Kind.Sortable() {
			return true
		}
	}
	for _, r := range t.Relations {
		if r.Kind == catalog.ToOne && found[r.Target] {
			return true
		}
	}
	return false
}

func (w *writer) raw(parts ...string) {
	for _, part := range parts {
		w.out.WriteString(part)
	}
}

// open starts a definition: keyword and name, then directives or interfaces.
func (w *writer) open(description, head string) {
	w.raw("\n")
	w.describe("", description)
	w.raw(head, " {\n")
}

func (w *writer) end() { w.raw("}\n") }

// field writes a field without arguments, or an input field.
func (w *writer) field(name, typ, description string) {
	w.describe("  ", description)
	w.raw("  ", name, ": ", typ, "\n")
}

// value writes an enum value.
func (w *writer) value(name, description string) {
	w.describe("  ", description)
	w.raw("  ", name, "\n")
}

// argument writes an argument of a field.
func (w *writer) argument(name, typ, description string) {
	w.describe("    ", description)
	w.raw("    ", name, ": ", typ, "\n")
}

// describe writes a description line. Text that fits a plain string becomes one; the rest becomes a block string on
// lines of its own, where quotes and backslashes stand for themselves.
func (w *writer) describe(indent, text string) {
	text = clean(text)
	if text == "" {
		return
	}
	if !strings.ContainsAny(text, "\"\\\n") {
		w.raw(indent, `"`, text, "\"\n")
		return
	}
	w.raw(indent, "\"\"\"\n")
	for line := range strings.SplitSeq(strings.ReplaceAll(text, `"""`, `\"""`), "\n") {
		if line != "" {
			w.raw(indent, line)
		}
		w.raw("\n")
	}
	w.raw(indent, "\"\"\"\n")
}

// clean makes a comment of a database fit for a description: valid UTF-8, lines ended by "\n" without blanks at their
// end, no control characters, no blank first or last line.
func clean(text string) string {
	if isPlain(text) {
		return text
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(text, "\uFFFD"))
	text = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7F || r == '\uFEFF' {
			return ' '
		}
		return r
	}, text)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// isPlain reports whether clean would change nothing, which is the common case.
func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return text == "" || text[0] != ' ' && text[len(text)-1] != ' '
}
