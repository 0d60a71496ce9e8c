package sqlgen

import (
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/jsontext"
	"tiddly/internal/plan"
)

// Sure bounds the bytes that a field takes in an answer, where whatever row its statement returns can be shown. The row
// is then known to be right before it is written.
type Sure struct {
	// Bytes is the maximum without the row's texts, 0 where there may be a row that cannot be shown.
	Bytes int
	// Texts is how often the texts of the statement's values may be in the answer.
	Texts int
}

// mostNumber is the length of the longest value that is no text, a UUID in quotes, and more.
const mostNumber = 48

// sure sets the bounds of each statement of a field. Back are the columns that they return.
func (g *generator) sure(w *Write, p *plan.Write, back []*catalog.Column) {
	if !w.Returned || w.Kind.Many() || w.Unenforced != nil || w.MaxAffected != none || w.Table.NamedKey() != nil {
		return
	}
	sets := p.Inserts
	if p.Rows == none {
		sets = [][]*catalog.Column{nil}
		for _, a := range p.Set {
			sets[0] = append(sets[0], a.Column)
		}
	}
	for _, given := range sets {
		w.Sure = append(w.Sure, g.sureOf(w, given, back))
	}
}

// sureOf returns the bounds of a field whose statement gives values to some columns. Back are the columns that it returns.
func (g *generator) sureOf(w *Write, given, back []*catalog.Column) Sure {
	b := bounder{storages: g.dialect.Storages, given: given, back: back, sure: Sure{Bytes: mostNumber}}
	for i := range w.Payload {
		p := &w.Payload[i]
		b.sure.Bytes += len(p.Prefix) + len(p.Constant) + mostNumber
		if p.Query != nil && (len(p.Query.Children) > 0 || !b.object(&p.Query.Row)) {
			return Sure{}
		}
	}
	return b.sure
}

// bounder adds up what the members of objects take.
type bounder struct {
	storages    map[string]dialect.Storage
	given, back []*catalog.Column
	sure        Sure
}

// object reports whether an object can be shown, whatever its cells are.
func (b *bounder) object(o *Object) bool {
	for i := range o.Members {
		m := &o.Members[i]
		b.sure.Bytes += len(m.Prefix) + len(m.Constant) + mostNumber
		ok := false
		switch m.Kind {
		case Text:
			ok = true
		case Cell:
			ok = !m.Stored && b.cell(m.Column, 1)
		case Same:
			ok = b.object(m.Object)
		case NodeID: // its base64 takes a third more
			b.sure.Bytes += 2 * (len(o.Table.TypeName)*jsontext.MostEscaped + mostNumber)
			ok = !slices.ContainsFunc(m.Cells, func(i int) bool { return !b.cell(b.back[i], 2) })
		}
		if !ok {
			return false
		}
	}
	return true
}

// cell reports whether a cell can be shown, whatever it is. A text is known only where it is given.
func (b *bounder) cell(c *catalog.Column, times int) bool {
	given := slices.Contains(b.given, c)
	if !slices.Contains(b.storages[c.Type.Storage].Shown, c.Type.Kind) || c.NonNull && !given && !isKey(c) {
		return false
	}
	b.sure.Bytes += times * (mostNumber + c.Type.Length) // a char is filled up with blanks
	if c.Type.Kind == catalog.String {
		b.sure.Texts += times
		return given
	}
	return true
}

// isKey reports whether a column is one of the primary key, of which no cell is NULL.
func isKey(c *catalog.Column) bool {
	k := c.Table.PrimaryKey()
	return k != nil && !k.HoldsNull && slices.Contains(k.Columns, c)
}
