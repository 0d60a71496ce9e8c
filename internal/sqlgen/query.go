// Package sqlgen turns a plan into SQL text, argument slots and the shape of the rows. It is pure. It is the only user
// of goqu and avoids its traps: it passes identifiers with their quotes doubled, always builds prepared statements,
// and never passes a value.
package sqlgen

import (
	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/request"
)

// Query is the statement of one level and how its rows become objects.
type Query struct {
	// SQL has one placeholder for each of Args.
	SQL  string
	Args []Arg
	// Places are the columns whose cells the statement compares and may be unable to read, by the numbers that it has for
	// them.
	Places []*catalog.Column
	// Pure is as in Statement.
	Pure *Pure
	// Columns is the number of cells in a row.
	Columns int
	Row     Object
	// Link holds the positions of the cells that identify a row's parent, in the order of the parent's ParentKey; it is
	// empty at the root.
	Link []int
	// ParentKey holds, for a child, the positions of the key's cells in the PARENT's row.
	ParentKey []int
	// Rank holds the positions of the cells that identify the row of the write: inserted rows are returned in the order
	// of the input, and a followed delete returns only the rows that are gone. It is empty elsewhere.
	Rank []int
	// Keys is set where rows are found by keys that clients write: it is what is bound for each of them, and Link is the
	// position of their number.
	Keys KeyValues
	// Single reports whether at most one row is wanted, or one of each of the keys of global ids, which Link identifies.
	Single bool
	// Limit is the slot of the limit, or None for the default limit, Max. CutInGo reports whether the statement returns
	// all rows of each parent and the reader must stop at the limit; there is no offset then.
	Limit   request.Slot
	Max     int
	CutInGo bool
	// Scroll is set for a list that is read page by page; SQL and Args are then those of its first page, and there is no
	// Limit.
	Scroll *Scroll
	// Once describes the rows that must not come twice; nil where that need not be looked at.
	Once *Once
	// Known is the slot of the keys of rows that the request has, the one cell of each: nothing is read, and there is no
	// SQL. It is None elsewhere. Given reports that the rows count for no limit.
	Known request.Slot
	Given bool
	// Page is set for rows that are read as a connection; Row is then empty. SQL is empty where no rows are wanted.
	Page *Page
	// Key is the response key.
	Key      string
	Children []*Query
}

// Statement returns the statement of the query.
func (q *Query) Statement() Statement {
	return Statement{SQL: q.SQL, Args: q.Args, Places: q.Places, Pure: q.Pure}
}

// Scroll describes how a list is read page by page.
type Scroll struct {
	// Next returns the pages after the first, each starting after the last row of the previous one. It is nil where rows
	// cannot be distinguished: then the statement of the first page runs again with a greater offset.
	Next *Statement
	// Sort holds the positions of the cells by which rows are sorted, for Next.
	Sort []int
}

// ArgKind is the source of a bound value.
type ArgKind uint8

// The sources of bound values.
const (
	// FromSlot is an argument of the request.
	FromSlot ArgKind = iota
	// FromItem is item Item of a list argument; a shorter list repeats its last item.
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
	// FromRow is value Item of the inserted row.
	FromRow
	// FromPage is the maximum number of rows of a page, FromSkip the offset plus the rows of the previous pages, FromSort
	// value Item of Scroll.Sort in the last row of the previous page.
	FromPage
	FromSkip
	FromSort
	// FromCursor is value Item of the cursor in Slot.
	FromCursor
)

// Arg describes the value of one placeholder.
type Arg struct {
	Kind ArgKind
	// Slot is the argument (for FromWindowEnd the limit); None means the default.
	Slot request.Slot
	// Offset is the offset's slot, for FromWindowEnd.
	Offset request.Slot
	Item   int
	// Default is the limit for FromLimit and FromWindowEnd where Slot is None.
	Default int
	// Extra is added to the limit so that the reader can detect further rows.
	Extra int
	// Encode is the encoding of the bound value; nil binds it as it is.
	Encode dialect.Encoding
}

// Object describes how a row, or the joined part of one, becomes a JSON object.
type Object struct {
	Table *catalog.Table
	// Present is the position of a cell that is null exactly when the joined row does not exist; -1 for the row itself.
	Present int
	Members []Member
	// Bare reports whether the object is written as the value of its one member, without a name.
	Bare bool
}

// MemberKind is the kind of a member of an object.
type MemberKind uint8

// The kinds of member.
const (
	// Cell is one cell.
	Cell MemberKind = iota
	// NodeID is the global id, from the cells in Cells and the table's name.
	NodeID
	// Text is a constant (a type name, or null).
	Text
	// Nested is the object of a joined row, or null.
	Nested
	// List holds the rows of child Child, or their connection.
	List
	// Cursor is the cursor of the row.
	Cursor
	// Same is another object of the same row.
	Same
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
	// Stored reports whether the cell is returned in the form of its storage.
	Stored bool
	// Run holds this member and those behind it, up to the first that is no cell, or is Stored; it is empty for such one.
	Run []dialect.Cell
	// Cells holds the positions of the key's cells, for NodeID.
	Cells []int
	// Constant is JSON text, for Text.
	Constant []byte
	Object   *Object
	Child    int
}

// Program is everything a plan runs, in the order of its root fields.
type Program struct {
	Fields []Field
	// Statements is the maximum number of statements in a run, where an insert counts as one.
	Statements int
	// Writes reports whether the fields change rows; the program then needs a writer.
	Writes bool
	// Trusts reports whether a write relies on the database's row count, given the tables as they were when inspected.
	Trusts bool
}

// Size returns the approximate number of bytes of the statements of the program's lists, for caches of programs: a
// long list of values makes a long statement. The rest of a program is limited by what clients may write.
func (p *Program) Size() int {
	n := 0
	for i := range p.Fields {
		if q := p.Fields[i].Query; q != nil {
			n += q.size()
		}
		for _, q := range p.Fields[i].Found {
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
		statementSize(w.Left.SQL, w.Left.Args) + statementSize(w.Unshared.SQL, w.Unshared.Args)
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
	n := statementSize(q.SQL, q.Args) + q.Pure.size()
	if q.Scroll != nil && q.Scroll.Next != nil {
		n += statementSize(q.Scroll.Next.SQL, q.Scroll.Next.Args)
	}
	if q.Page != nil && q.Page.Around != nil {
		n += statementSize(q.Page.Around.SQL, q.Page.Around.Args) + q.Page.Around.Pure.size()
	}
	for _, c := range q.Children {
		n += c.size()
	}
	return n
}

// argSize is the approximate size of an Arg in bytes.
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
	// IDs is the slot of the global ids by which rows are found, and Found reads those of each table; None elsewhere.
	IDs   request.Slot
	Found []*Query
	// Query is set for the other kinds that read, Write for those that write.
	Query *Query
	Write *Write
}
