// Package sqlgen turns a plan into SQL text, argument slots and the shape of the rows. It is
// pure, and the only user of goqu, whose traps it closes: it hands goqu identifiers with their quotes doubled,
// builds always prepared, and never lets it see a value.
package sqlgen

import (
	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/request"
)

// Query is one statement of one level and how its rows become objects.
type Query struct {
	// SQL has one placeholder for each of Args.
	SQL  string
	Args []Arg
	// Columns is the number of cells in a row.
	Columns int
	Row     Object
	// Link are the positions of the cells that tell a row's parent (empty at the root), in the
	// order of the parent's ParentKey.
	Link []int
	// ParentKey are, for a child, the positions in the PARENT's row of the cells that are its key.
	ParentKey []int
	// Rank are the positions of the cells that say which row of the write each is: those of an insert are answered in the
	// order of the input, those of a delete that is followed where they are gone. Empty elsewhere.
	Rank []int
	// Single tells that at most one row is wanted.
	Single bool
	// Limit is the slot of the limit, None for the default, whose value is Max. CutInGo tells that
	// the statement gives all rows of each parent and the reader must stop at the limit (then
	// there is no offset).
	Limit   request.Slot
	Max     int
	CutInGo bool
	// Scroll is set for a list that is read page by page; SQL and Args are then those of its first page, and there is
	// no Limit.
	Scroll *Scroll
	// Key is the response key.
	Key      string
	Children []*Query
}

// Scroll says how a list is read page by page.
type Scroll struct {
	// Next gives the pages after the first, each after the last row of the one before; nil where rows cannot be told
	// apart: then the first page's statement is run again with more rows skipped.
	Next *Statement
	// Sort are the positions of the cells by which rows are sorted, for Next.
	Sort []int
}

// ArgKind tells where a bound value comes from.
type ArgKind uint8

// The sources of bound values.
const (
	// FromSlot is an argument of the request.
	FromSlot ArgKind = iota
	// FromItem is item Item of a list argument; a list that is shorter repeats its last.
	FromItem
	// FromKeys are the parents' keys, FromKeyColumn those of the column at place Item of the key.
	FromKeys
	FromKeyColumn
	// FromLimit is the limit plus Extra: the argument, else the default. It is never less than 0.
	FromLimit
	// FromOffset is the offset, 0 where absent.
	FromOffset
	// FromWindowEnd is offset + limit + Extra.
	FromWindowEnd
	// FromRow is value Item of the row that is inserted.
	FromRow
	// FromPage is the most rows of a page, FromSkip the offset plus the rows of the pages before, FromSort value Item of
	// Scroll.Sort in the last row of the page before.
	FromPage
	FromSkip
	FromSort
)

// Arg says how one placeholder is filled.
type Arg struct {
	Kind ArgKind
	// Slot is the argument (for FromWindowEnd the limit); None means the default.
	Slot request.Slot
	// Offset is the offset's slot, for FromWindowEnd.
	Offset request.Slot
	Item   int
	// Default is what FromLimit and FromWindowEnd take where Slot is None.
	Default int
	// Extra is added so that the reader can tell that more rows follow.
	Extra int
	// Encode says how the value is bound; nil is as it is.
	Encode dialect.Encoding
}

// Object is how a row, or the joined part of one, becomes a JSON object.
type Object struct {
	Table *catalog.Table
	// Present is the position of a cell that is null exactly when the joined row does not
	// exist; -1 for the row itself.
	Present int
	Members []Member
	// Bare tells that the object is its one member's value, without a name.
	Bare bool
}

// MemberKind tells what a member of an object is.
type MemberKind uint8

// The kinds of member.
const (
	// Cell is one cell.
	Cell MemberKind = iota
	// NodeID is made from the cells Key and the table's name.
	NodeID
	// Text is a constant (a type name, or null).
	Text
	// Nested is the object of a joined row, or null.
	Nested
	// List are the rows of child Child.
	List
)

// Member is one member of an object.
type Member struct {
	Kind MemberKind
	// Name is the response key, Prefix the same as JSON with its colon ("name":).
	Name   string
	Prefix []byte
	// Index is the position of the cell.
	Index  int
	Column *catalog.Column
	// Stored tells that the cell is given in the form of its storage.
	Stored bool
	// Cells are the positions of the key's cells, for NodeID; Columns their columns.
	Cells   []int
	Columns []*catalog.Column
	// Constant is JSON text, for Text.
	Constant []byte
	Object   *Object
	Child    int
}

// Program is everything a plan runs, in the order of its root fields.
type Program struct {
	Fields []Field
	// Statements is the most statements that a run can need, where an insert counts as one.
	Statements int
	// Writes tells that the fields change rows; it is then a program for a writer.
	Writes bool
	// Trusts tells that a write takes the database's count for its rows, as the tables were when they were read.
	Trusts bool
}

// Size is about how many bytes the statements of the program's lists take, for caches of programs: a long list of
// values makes a long statement. What else there is of a program is bounded by what clients may write.
func (p *Program) Size() int {
	n := 0
	for i := range p.Fields {
		if q := p.Fields[i].Query; q != nil {
			n += q.size()
		}
		if w := p.Fields[i].Write; w != nil {
			n += w.size()
		}
	}
	return n
}

func (w *Write) size() int {
	n := statementSize(w.Change.SQL, w.Change.Args) + statementSize(w.Matched.SQL, w.Matched.Args) +
		statementSize(w.Left.SQL, w.Left.Args)
	for i := range w.Inserts {
		n += statementSize(w.Inserts[i].SQL, w.Inserts[i].Args)
	}
	for i := range w.Payload {
		if q := w.Payload[i].Query; q != nil {
			n += q.size()
		}
		if after := w.Payload[i].After; after != nil {
			n += after.Size()
		}
	}
	return n
}

func (q *Query) size() int {
	n := statementSize(q.SQL, q.Args)
	if q.Scroll != nil && q.Scroll.Next != nil {
		n += statementSize(q.Scroll.Next.SQL, q.Scroll.Next.Args)
	}
	for _, c := range q.Children {
		n += c.size()
	}
	return n
}

// argSize is about how many bytes an Arg takes.
const argSize = 64

func statementSize(sql string, args []Arg) int { return len(sql) + len(args)*argSize }

// Field is one root field.
type Field struct {
	// Prefix is the response key as JSON with its colon.
	Prefix []byte
	Key    string
	Kind   request.FieldKind
	// Constant is JSON text, for a Constant.
	Constant []byte
	// Query is set for the kinds that read, Write for those that write.
	Query *Query
	Write *Write
}
