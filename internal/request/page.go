package request

// Page is the part of a list that is read as a connection: at most First rows after a cursor, or the Last rows before
// one.
type Page struct {
	// First and Last are counts of rows, of which at most one is given. After and Before are the cursors between which
	// the page lies. All are None where absent or null.
	First, Last, After, Before Slot
	Select                     []PageField
}

// PageFieldKind is the kind of a field of a connection, of its edges or of its pageInfo.
type PageFieldKind uint8

// The kinds of field.
const (
	// PageEdges returns the rows in objects, with their cursors; PageNodes returns the rows.
	PageEdges PageFieldKind = iota
	PageNodes
	// PageInfo describes the page, PageTotal is the number of rows of the whole list.
	PageInfo
	PageTotal
	// EdgeCursor and EdgeNode are fields of an edge.
	EdgeCursor
	EdgeNode
	// PageHasNext, PageHasPrevious, PageStart and PageEnd are fields of PageInfo: whether rows follow or precede, and the
	// cursors of the first and the last row.
	PageHasNext
	PageHasPrevious
	PageStart
	PageEnd
	// PageTypename is the name of the type around it.
	PageTypename
)

// PageField is a selected field; fragments are already merged.
type PageField struct {
	// Key is the response key, unique among its neighbours.
	Key  string
	Kind PageFieldKind
	// Fields are set for PageEdges and PageInfo.
	Fields []PageField
	// Rows is what PageNodes and EdgeNode select of a row.
	Rows []Selection
	// Typename is set for PageTypename.
	Typename string
}
