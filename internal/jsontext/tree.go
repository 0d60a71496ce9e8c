package jsontext

import "unsafe"

// Tree is a JSON text that was read once, into memory that another text can use after it: a node for each value, in the
// order of the text. Its strings share the memory of the text, except those with escapes. The zero value is empty.
type Tree struct {
	nodes []node
	// named are the members of the objects that have more than few, starts the items of the lists that have as many: an
	// item that is no object and no list has one node, so that the others of its list are found without.
	named  []map[string]int32
	starts []int32
}

// node is a value of a tree.
type node struct {
	// name is that of a member of an object.
	name string
	// text is that of a string or a number.
	text string
	kind kind
	// next is the node after the value and all values in it, count the number of its members or items.
	next, count int32
	// index is the place of the members among named, or of the first item among starts, from 1.
	index int32
}

// kind is the kind of a value: the byte that it begins with, and kindNumber for all numbers.
type kind byte

const (
	kindNumber kind = '0'
	kindString kind = '"'
	kindObject kind = '{'
	kindList   kind = '['
	kindTrue   kind = 't'
	kindFalse  kind = 'f'
	kindNull   kind = 'n'
)

// Read reads a text, which must not change as long as its values are used, and returns its value. It is as strict as
// Decode, and so are its errors.
func (t *Tree) Read(text []byte, depth int) (Value, error) {
	t.nodes, t.named, t.starts = t.nodes[:0], t.named[:0], t.starts[:0]
	src := unsafe.String(unsafe.SliceData(text), len(text)) //nolint:gosec // it does not change
	r := planter{decoder: decoder{scanner: scanner{src: src, most: depth}}, tree: t}
	err := r.value("")
	if err == nil {
		err = r.ends()
	}
	return Value{tree: t}, r.failure(err)
}

// maxSpareNodes is the number of nodes up to which their memory is kept.
const maxSpareNodes = 1024

// Forget drops what the tree was read from, and memory that is larger than most texts need.
func (t *Tree) Forget() {
	if cap(t.nodes) > maxSpareNodes {
		*t = Tree{}
		return
	}
	clear(t.nodes)
	clear(t.named)
	t.nodes, t.named, t.starts = t.nodes[:0], t.named[:0], t.starts[:0]
}

// planter reads a text into a tree.
type planter struct {
	decoder
	tree *Tree
}

// value reads the value of a member with a name, or one without.
func (r *planter) value(name string) (err error) {
	at := len(r.tree.nodes)
	r.tree.nodes = append(r.tree.nodes, node{name: name})
	text, is := "", kindNull
	switch c := r.peek(); {
	case c == '{':
		is, err = kindObject, r.object(at)
	case c == '[':
		is, err = kindList, r.list(at)
	case c == '"':
		is = kindString
		text, err = r.text()
	case c == '-' || (c >= '0' && c <= '9'):
		is = kindNumber
		text, err = r.token((*scanner).number)
	default:
		if text, err = r.token((*scanner).literal); err == nil {
			is, text = kind(text[0]), ""
		}
	}
	n := &r.tree.nodes[at]
	n.kind, n.text, n.next = is, text, int32(len(r.tree.nodes)) //nolint:gosec // a body is much smaller
	return err
}

func (r *planter) list(at int) error {
	count := int32(0)
	err := r.members('[', ']', func() error {
		count++
		return r.value("")
	})
	t := r.tree
	n := &t.nodes[at]
	if n.count = count; err != nil || count <= few || len(t.nodes)-at-1 == int(count) {
		return err
	}
	n.index = int32(len(t.starts)) + 1                                   //nolint:gosec // a body is much smaller
	for i := int32(at) + 1; int(i) < len(t.nodes); i = t.nodes[i].next { //nolint:gosec // as above
		t.starts = append(t.starts, i)
	}
	return nil
}

func (r *planter) object(at int) error {
	return r.members('{', '}', func() error {
		r.blanks()
		begins := r.pos
		name, err := r.text()
		if err != nil {
			return err
		}
		if err := r.punctuation(':'); err != nil {
			return err
		}
		if !r.tree.add(at, name) {
			r.pos = begins
			return ErrDuplicate
		}
		return r.value(name)
	})
}

// add counts a member of an object, which is the next node, and reports false if it has another of the name.
func (t *Tree) add(at int, name string) bool {
	n := &t.nodes[at]
	if n.count == few {
		members := make(map[string]int32, 2*few)
		for i := int32(at) + 1; int(i) < len(t.nodes); i = t.nodes[i].next { //nolint:gosec // a body is much smaller
			members[t.nodes[i].name] = i
		}
		t.named = append(t.named, members)
		n.index = int32(len(t.named)) //nolint:gosec // as above
	}
	if t.member(at, name) != 0 {
		return false
	}
	n.count++
	if n.index != 0 {
		t.named[n.index-1][name] = int32(len(t.nodes)) //nolint:gosec // as above
	}
	return true
}

// member returns the node of a member of an object, or 0.
func (t *Tree) member(at int, name string) int32 {
	n := &t.nodes[at]
	if n.index != 0 {
		return t.named[n.index-1][name]
	}
	i := int32(at) + 1 //nolint:gosec // a body is much smaller
	for range n.count {
		if t.nodes[i].name == name {
			return i
		}
		i = t.nodes[i].next
	}
	return 0
}

// item returns the node of an item of a list, which must be there.
func (t *Tree) item(at, i int32) int32 {
	n := &t.nodes[at]
	switch {
	case n.index != 0:
		return t.starts[n.index-1+i]
	case n.next-at-1 == n.count:
		return at + 1 + i
	}
	at++
	for range i {
		at = t.nodes[at].next
	}
	return at
}
