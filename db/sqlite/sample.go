package sqlite

import (
	"database/sql/driver"
	"errors"
	"slices"
	"strconv"
	"strings"

	sqlite3 "github.com/mattn/go-sqlite3"

	"tiddly/db/sqlite/evidence"
	"tiddly/db/sqlite/script"
	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// sample is the reading of the cells of one table.
type sample struct {
	in       *inspector
	table    *table
	columns  []observed
	evidence *catalog.Evidence
	bytes    int64
	// last is the row id of the last of the first rows.
	last driver.Value
}

// read reads the sample. A generated column may fail, by its function or by its cells: then the others are looked at.
func (s *sample) read() error {
	err := s.readRows()
	if err == nil || !aboutRows(err) {
		return err
	}
	if s.table.View && tooLarge(err) { // fewer columns or rows of it may fit
		s.evidence.Unseen = "its rows are larger than the limit of the database"
		return nil
	}
	if s.table.View {
		s.table.broken = err
		s.in.leaveOutView(s.table, err)
		return nil
	}
	plain := slices.DeleteFunc(slices.Clone(s.columns), func(c observed) bool { return c.column.Generated })
	if len(plain) == len(s.columns) || len(plain) == 0 {
		s.evidence.Unseen = "the database cannot read its rows"
		return nil
	}
	s.evidence.Unseen = "the database cannot compute its generated columns"
	for i := range plain {
		plain[i].tally = evidence.For(s.in.claim(s.table, plain[i].column, declarationOf(plain[i].column.Declared)))
	}
	s.columns, s.evidence.Rows, s.bytes = plain, 0, 0
	if err := s.readRows(); err != nil && !aboutRows(err) {
		return err
	}
	return nil
}

// aboutRows reports whether an error is due to the rows, or to what computes them, not to the database.
func aboutRows(err error) bool {
	var f *fault.Fault
	return aboutView(err) || errors.As(err, &f) && f.Code == fault.LimitRows // a value that is longer than any answer
}

// tooLarge reports whether an error is due to the size of cells.
func tooLarge(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	return ok && (e.Code == sqlite3.ErrNomem || e.Code == sqlite3.ErrTooBig)
}

func (s *sample) readRows() error {
	if s.in.overrides.Look.Every {
		return s.readEvery()
	}
	if s.table.View {
		return s.readView()
	}
	rowID := s.table.rowIDName()
	if len(s.columns) == maxColumns {
		rowID = ""
	}
	cells := s.cells()
	if rowID != "" {
		cells += ", " + rowID
	}
	n, err := s.take("SELECT "+cells+" FROM "+s.from()+s.orderBy("")+firstRows(), tableSteps, rowID != "")
	if err != nil || n < sampleRows {
		s.evidence.Every = err == nil && s.evidence.Unseen == ""
		return err
	}
	last, args := "SELECT "+cells+" FROM "+s.from(), []any(nil)
	if rowID != "" {
		last, args = last+" WHERE "+rowID+" > ?", []any{s.last}
	}
	if order := s.orderBy(" DESC"); order != "" {
		if _, err := s.take(last+order+firstRows(), tableSteps, rowID != "", args...); err != nil {
			return err
		}
	}
	return s.readEnds()
}

func firstRows() string { return " LIMIT " + strconv.Itoa(sampleRows) }

// rowIDName returns the name by which the row id of the table can be read; empty if there is none.
func (t *table) rowIDName() string {
	if c := t.rowIDColumn(); c != "" {
		return script.QuoteName(c)
	}
	if t.text.WithoutRowID {
		return ""
	}
	return t.freeRowID()
}

func (s *sample) from() string { return "main." + script.QuoteName(s.table.Name) }

// orderBy returns the order in which the rows are stored; empty where they cannot be read in another.
func (s *sample) orderBy(direction string) string {
	if id := s.table.rowIDName(); id != "" {
		return " ORDER BY " + id + direction
	}
	if !s.table.text.WithoutRowID || direction == "" {
		return ""
	}
	var terms []string
	for _, name := range s.table.primaryColumns() {
		terms = append(terms, script.QuoteName(name)+direction)
	}
	return " ORDER BY " + strings.Join(terms, ", ")
}

// cells returns the expressions of the columns. Long cells are not read: in their place comes what they are.
func (s *sample) cells() string {
	list := make([]string, len(s.columns))
	for i, c := range s.columns {
		list[i] = cellOrMark(script.QuoteName(c.column.Name))
	}
	return strings.Join(list, ", ")
}

const longMark = "\x00long "

func cellOrMark(column string) string {
	return "CASE WHEN octet_length(" + column + ") > " + strconv.Itoa(longCell) +
		" THEN char(0) || 'long ' || typeof(" + column + ") || ' ' || octet_length(" + column + ") ELSE " + column + " END"
}

// take tallies the rows of a statement, and returns their number. keyed reports that the row id follows the cells.
func (s *sample) take(sql string, steps int64, keyed bool, args ...any) (int, error) {
	rows := 0
	out, err := s.in.look(sql, args, steps, func(cells []driver.Value) bool {
		rows++
		s.addRow(cells)
		if keyed {
			s.last = cells[len(s.columns)]
		}
		return s.bytes < sampleBytes || s.in.overrides.Look.Every
	})
	s.in.viewStepsLeft -= out.steps
	s.evidence.Rows += rows
	if out.exhausted {
		s.evidence.Unseen = "its rows take too long to compute"
	}
	return rows, err
}

func (s *sample) addRow(cells []driver.Value) {
	for i := range s.columns {
		s.bytes += s.columns[i].add(cells[i])
	}
	if every := s.in.overrides.Look; every.Every && every.Progress != nil {
		every.Progress(s.table.Name, 1)
	}
}

// add tallies a cell and returns its length.
func (c *observed) add(cell driver.Value) int64 {
	switch v := cell.(type) {
	case string:
		mark, ok := strings.CutPrefix(v, longMark)
		if !ok {
			c.tally.Add(v)
			return int64(len(v))
		}
		class, size, _ := strings.Cut(mark, " ")
		if class == "blob" {
			c.tally.Add(evidence.LongBlob{})
		} else {
			c.tally.Add(evidence.LongText{})
		}
		length, _ := strconv.ParseInt(size, 10, 64)
		return length
	case []byte:
		c.tally.Add(v)
		return int64(len(v))
	default:
		c.tally.Add(v)
		return 8
	}
}

// readView reads the first rows of a view.
func (s *sample) readView() error {
	steps := min(viewSteps, s.in.viewStepsLeft)
	if steps <= 0 {
		s.evidence.Unseen = "the views before it have used the steps for all views"
		return nil
	}
	_, err := s.take("SELECT "+s.cells()+" FROM "+s.from()+firstRows(), steps, false)
	return err
}

func (s *sample) readEvery() error {
	_, err := s.take("SELECT "+s.cells()+" FROM "+s.from(), 0, false)
	s.evidence.Every = err == nil && s.evidence.Unseen == ""
	return err
}

// readEnds reads the least and the greatest cell of columns that an index sorts: the least is a number, the greatest a
// blob or a text, if there is one.
func (s *sample) readEnds() error {
	var ends []string
	for i, c := range s.columns {
		folded := script.Fold(c.column.Name)
		at := slices.IndexFunc(s.table.first, func(x indexedColumn) bool {
			return x.name == folded && slices.Contains(collations, script.Fold(x.collation))
		})
		if at < 0 || len(ends) >= maxEnds {
			continue
		}
		name, index := script.QuoteName(c.column.Name), s.table.first[at]
		for _, direction := range []string{"", " DESC"} {
			ends = append(ends, "SELECT * FROM (SELECT "+strconv.Itoa(i)+", "+cellOrMark(name)+" FROM "+s.from()+
				" INDEXED BY "+script.QuoteName(index.index)+" WHERE "+name+" IS NOT NULL ORDER BY "+name+collate(index.collation)+direction+" LIMIT 1)")
		}
	}
	if len(ends) == 0 {
		return nil
	}
	_, err := s.in.look(strings.Join(ends, " UNION ALL "), nil, tableSteps, func(cells []driver.Value) bool {
		s.columns[number(cells[0])].add(cells[1])
		return true
	})
	if err != nil && aboutRows(err) {
		return nil // an index that SQLite would not use for this order
	}
	return err
}

// maxEnds is the number of ends that are read: SQLite has a limit of 500 terms.
const maxEnds = 200
