package corpus_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tiddly/internal/catalog"
)

// document is a random query: it is printed for the server, evaluated naively, and shrunk if the results differ.
type document struct {
	fields []*asked
	// shared is set if equal values of one type use one variable.
	shared bool
}

// asked is a field of a selection.
type asked struct {
	alias, name string
	kind        askedKind
	// table is the table behind the field; nil without a selection.
	table     *catalog.Table
	column    *catalog.Column
	relation  *catalog.Relation
	arguments []*given
	fields    []*asked
	wrap      wrapping
	// typ is the type of the fields below, where that is not the table's.
	typ string
	// depth is the number of lists around the field.
	depth int
}

type askedKind int

const (
	askedList askedKind = iota
	askedSingle
	askedToOne
	askedToMany
	askedColumn
	askedNodeID
	askedTypename
	askedConnection
	// askedPart is a field of a connection, of an edge or of pageInfo.
	askedPart
)

// wrapping is the form of a field in the text.
type wrapping int

const (
	plainly wrapping = iota
	inFragment
	inTypedFragment
	inNamedFragment
	twice
	included
	includedByVariable
	// The following are not in the answer.
	excluded
	skippedByVariable
	wrappings
)

func (a *asked) key() string {
	if a.alias != "" {
		return a.alias
	}
	return a.name
}

func (a *asked) absent() bool { return a.wrap >= excluded }

// argument returns the value of an argument; nil if it is absent or null.
func (a *asked) argument(name string) any {
	for _, g := range a.arguments {
		if g.name == name {
			return g.value.plain()
		}
	}
	return nil
}

// given is an argument, or a member of an input object. A fixed one cannot be left out.
type given struct {
	name  string
	value *input
	fixed bool
}

// input is a value in an argument: null if it has neither a leaf, a list nor members.
type input struct {
	// typ is the type of its place in the schema.
	typ     string
	leaf    any
	list    []*input
	members []*given
	kind    inputKind
	// bare is set if a list of one is written as its item.
	bare bool
	as   inputAs
	// strict is set if its variable has a non-null type, even where null is allowed.
	strict bool
}

type inputKind int

const (
	isNull inputKind = iota
	isLeaf
	isList
	isObject
)

// inputAs is the form in which a value is written.
type inputAs int

const (
	asLiteral inputAs = iota
	asVariable
	// asDefault is a variable that is not given and has the value, if any, as its default.
	asDefault
)

// enumName is an enum value: a name in a literal, a string in a variable.
type enumName string

// plain returns the value as JSON, without null members.
func (in *input) plain() any {
	switch in.kind {
	case isLeaf:
		if name, ok := in.leaf.(enumName); ok {
			return string(name)
		}
		return in.leaf
	case isList:
		out := make([]any, len(in.list))
		for i, item := range in.list {
			out[i] = item.plain()
		}
		return out
	case isObject:
		out := map[string]any{}
		for _, m := range in.members {
			if v := m.value.plain(); v != nil {
				out[m.name] = v
			}
		}
		return out
	default:
		return nil
	}
}

// sent returns the value as sent in the variables: with nulls, and a list of one as it is written.
func (in *input) sent() any {
	switch in.kind {
	case isList:
		if in.bare {
			return in.list[0].sent()
		}
		out := make([]any, len(in.list))
		for i, item := range in.list {
			out[i] = item.sent()
		}
		return out
	case isObject:
		out := map[string]any{}
		for _, m := range in.members {
			out[m.name] = m.value.sent()
		}
		return out
	default:
		return in.plain()
	}
}

// printer writes a document.
type printer struct {
	shared    bool
	names     map[string]string
	declared  []string
	values    map[string]any
	fragments []string
	count     int
}

// print returns the text of a document and its variables.
func (d *document) print() (string, []byte) {
	p := &printer{shared: d.shared, names: map[string]string{}, values: map[string]any{}}
	return p.whole(p.selection(d.fields, "Query", 1))
}

// whole returns the text of a document with this selection, and its variables.
func (p *printer) whole(body string) (string, []byte) {
	head := "query"
	if len(p.declared) > 0 {
		head = "query (" + strings.Join(p.declared, ", ") + ")"
	}
	variables, err := marshal(p.values)
	if err != nil {
		panic(err)
	}
	return head + " " + body + strings.Join(p.fragments, ""), variables
}

func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

func (p *printer) selection(fields []*asked, typ string, depth int) string {
	var b strings.Builder
	b.WriteString("{\n")
	indent := strings.Repeat("  ", depth)
	for _, f := range fields {
		b.WriteString(indent + p.wrapped(f, typ, depth) + "\n")
	}
	b.WriteString(indent[2:] + "}")
	return b.String()
}

func (p *printer) wrapped(f *asked, typ string, depth int) string {
	head, rest := p.field(f, depth)
	switch f.wrap {
	case inFragment:
		return "... { " + head + rest + " }"
	case inTypedFragment:
		return "... on " + typ + " { " + head + rest + " }"
	case inNamedFragment:
		name := fmt.Sprint("F", len(p.fragments)+1)
		p.fragments = append(p.fragments, "\nfragment "+name+" on "+typ+" { "+head+rest+" }")
		return "..." + name
	case twice:
		return head + rest + " " + head + rest
	case included:
		return head + " @include(if: true) @skip(if: false)" + rest
	case includedByVariable:
		return head + " @include(if: $" + p.declare("Boolean!", true, "") + ")" + rest
	case excluded:
		return head + " @include(if: false)" + rest
	case skippedByVariable:
		return head + " @skip(if: $" + p.declare("Boolean!", true, "") + ")" + rest
	default:
		return head + rest
	}
}

// field returns the beginning of a field, including its directives, and the rest with its selection.
func (p *printer) field(f *asked, depth int) (head, rest string) {
	head = f.name
	if f.alias != "" {
		head = f.alias + ": " + head
	}
	arguments := make([]string, len(f.arguments))
	for i, g := range f.arguments {
		arguments[i] = g.name + ": " + p.value(g.value)
	}
	if len(arguments) > 0 {
		head += "(" + strings.Join(arguments, ", ") + ")"
	}
	switch {
	case f.typ != "":
		rest = " " + p.selection(f.fields, f.typ, depth+1)
	case f.table != nil:
		rest = " " + p.selection(f.fields, f.table.TypeName, depth+1)
	}
	return head, rest
}

// declare adds a variable and returns its name.
func (p *printer) declare(typ string, value any, standard string) string {
	text, err := marshal(value)
	if err != nil {
		panic(err)
	}
	identity := typ + " " + string(text)
	if name, ok := p.names[identity]; ok && p.shared && standard == "" {
		return name
	}
	p.count++
	name := fmt.Sprint("v", p.count)
	if standard != "" {
		typ += " = " + standard
	} else {
		p.values[name] = value
		p.names[identity] = name
	}
	p.declared = append(p.declared, "$"+name+": "+typ)
	return name
}

func (p *printer) value(in *input) string {
	typ := in.typ
	if in.strict && !strings.HasSuffix(typ, "!") {
		typ += "!"
	}
	switch {
	case in.as == asVariable:
		return "$" + p.declare(typ, in.sent(), "")
	case in.as == asDefault && in.kind == isNull:
		p.count++
		name := fmt.Sprint("v", p.count)
		p.declared = append(p.declared, "$"+name+": "+typ)
		return "$" + name
	case in.as == asDefault:
		return "$" + p.declare(typ, nil, in.literal(nil))
	default:
		return in.literal(p)
	}
}

// literal returns the value as a literal; with a printer, variables below it are written as such.
func (in *input) literal(p *printer) string {
	write := func(below *input) string {
		if p != nil {
			return p.value(below)
		}
		return below.literal(nil)
	}
	switch in.kind {
	case isLeaf:
		return leafLiteral(in.leaf)
	case isList:
		if in.bare {
			return write(in.list[0])
		}
		items := make([]string, len(in.list))
		for i, item := range in.list {
			items[i] = write(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case isObject:
		members := make([]string, len(in.members))
		for i, m := range in.members {
			members[i] = m.name + ": " + write(m.value)
		}
		return "{" + strings.Join(members, ", ") + "}"
	default:
		return "null"
	}
}

// leafLiteral returns a scalar as a literal; those of JSON can be anything.
func leafLiteral(v any) string {
	switch v := v.(type) {
	case enumName:
		return string(v)
	case []any:
		items := make([]string, len(v))
		for i, item := range v {
			items[i] = leafLiteral(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case map[string]any:
		members := make([]string, 0, len(v))
		for _, name := range slices.Sorted(maps.Keys(v)) {
			members = append(members, name+": "+leafLiteral(v[name]))
		}
		return "{" + strings.Join(members, ", ") + "}"
	default:
		text, err := marshal(v)
		if err != nil {
			panic(err)
		}
		return string(text)
	}
}
