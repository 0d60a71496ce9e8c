package sqlite

import (
	"strings"

	sqlite3 "github.com/mattn/go-sqlite3"

	"tiddly/db/sqlite/script"
	"tiddly/internal/fault"
)

// errDatatype is an extended code for which the driver has no name: a value that a STRICT table rejects.
var errDatatype = sqlite3.ErrConstraint.Extend(12)

// violationOf returns the fault of a violated constraint, or nil for any other error. What happened is decided by the
// extended code alone; the text of the error is read only for names, which count only if the database, queried by
// read, has them. If read is nil there are no names.
func violationOf(err error, read ask) *fault.Fault {
	said, e, ok := saidBy(err)
	if !ok || e.Code != sqlite3.ErrConstraint && e.Code != sqlite3.ErrMismatch {
		return nil
	}
	n := namer{read: read, said: said, v: &fault.Violation{Cause: err}}
	switch e.ExtendedCode {
	case sqlite3.ErrConstraintUnique, sqlite3.ErrConstraintPrimaryKey, sqlite3.ErrConstraintRowID:
		n.unique(e.ExtendedCode)
		return fault.Wrap(n.v, fault.ConstraintUnique, "another row already has the same key").
			WithHint("use values that no other row has, or change the row that has them")
	case sqlite3.ErrConstraintNotNull:
		n.columns(n.after("NOT NULL constraint failed: "))
		return fault.Wrap(n.v, fault.ConstraintNotNull, "a column that requires a value got null").
			WithHint("specify a value that is not null")
	case sqlite3.ErrConstraintForeignKey:
		return brokenKey(n.v)
	case sqlite3.ErrConstraintCheck:
		n.check(n.after("CHECK constraint failed: "))
		return fault.Wrap(n.v, fault.ConstraintCheck, "the row violates a CHECK constraint of the table").
			WithHint("use values that the CHECK constraint allows")
	case errDatatype:
		_, names, _ := strings.Cut(n.after("cannot store "), " column ")
		n.columns(names)
		return wrongType(n.v)
	case sqlite3.ErrConstraintFunction:
		return tooLargeSum(n.v)
	case sqlite3.ErrConstraintTrigger:
		return triggered(n)
	}
	if e.Code == sqlite3.ErrMismatch {
		return wrongType(n.v) // of an INTEGER PRIMARY KEY, the one column that is typed in every table
	}
	return fault.Wrap(n.v, fault.Constraint, "the write violates a constraint of the database").
		WithHint("check the constraints of the table; the log has the message of the database")
}

func brokenKey(v *fault.Violation) *fault.Fault {
	return fault.Wrap(v, fault.ConstraintForeignKey, "a foreign key would refer to a row that does not exist").
		WithHint("refer to a row that exists; before deleting a row, delete or change those that refer to it")
}

func wrongType(v *fault.Violation) *fault.Fault {
	return fault.Wrap(v, fault.ConstraintType, "a value is not of the type of its column").
		WithHint("use a value of the column's declared type")
}

// triggered distinguishes the triggers of the file from those that SQLite itself creates for ON DELETE RESTRICT: both
// have one code, and only their text differs. A trigger that raises the same text means the same.
func triggered(n namer) *fault.Fault {
	if n.said == "FOREIGN KEY constraint failed" {
		return brokenKey(n.v)
	}
	return fault.Wrap(n.v, fault.ConstraintTrigger, "a trigger of the database refused the write").
		WithHint("check the triggers of the table; the log has the message of this one")
}

// namer finds the names in SQLite's message.
type namer struct {
	read ask
	said string
	v    *fault.Violation
}

func (n *namer) after(prefix string) string {
	rest, ok := strings.CutPrefix(n.said, prefix)
	if !ok {
		return ""
	}
	return rest
}

func (n *namer) unique(code sqlite3.ErrNoExtended) {
	names := n.after("UNIQUE constraint failed: ")
	if code == sqlite3.ErrConstraintRowID {
		n.v.Table = strings.TrimSuffix(names, ".rowid") // rowid is not a column
		return
	}
	if index, ok := strings.CutPrefix(names, "index '"); ok && strings.HasSuffix(index, "'") {
		n.index(strings.ReplaceAll(strings.TrimSuffix(index, "'"), "''", "'"))
		return
	}
	n.columns(names)
}

// index sets the names of an index over expressions, whose columns SQLite does not report.
func (n *namer) index(name string) {
	if n.read == nil {
		return
	}
	rows, err := n.read("SELECT tbl_name FROM sqlite_schema WHERE type = 'index' AND name = ?", 1, name)
	if err == nil && len(rows) == 1 {
		n.v.Constraint, n.v.Table = name, text(rows[0][0])
	}
}

// columns parses names of the form: table.column, table.column. Names may contain points and commas, so the table
// must be one of the database's, and the columns must be its own.
func (n *namer) columns(names string) {
	if n.read == nil || names == "" {
		return
	}
	rows, err := n.read("SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(?1, 1, length(name) + 1) = name || '.'", 1, names)
	if err != nil {
		return
	}
	for _, row := range rows {
		table := text(row[0])
		listed := strings.Split(names[len(table)+1:], ", "+table+".")
		if n.has(table, listed) {
			n.v.Table, n.v.Columns = table, listed
			return
		}
	}
}

// has reports whether a table has all columns. The row id is not a column, though it may be what was not unique.
func (n *namer) has(table string, columns []string) bool {
	rows, err := n.read("SELECT name FROM pragma_table_xinfo(?)", 1, table)
	if err != nil {
		return false
	}
	known := make(map[string]bool, len(rows))
	for _, row := range rows {
		known[text(row[0])] = true
	}
	for _, c := range columns {
		if !known[c] {
			return false
		}
	}
	return true
}

// check finds the table with the CHECK that the message names, or quotes if the CHECK has no name. If two tables have
// the same one, it is not known which was violated.
func (n *namer) check(said string) {
	if n.read == nil || said == "" {
		return
	}
	rows, err := n.read("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND instr(sql, ?) > 0", 2, said)
	if err != nil {
		return
	}
	found := 0
	var v fault.Violation
	for _, row := range rows {
		if columns, constraint, ok := checkIn(text(row[1]), said); ok {
			found++
			v = fault.Violation{Table: text(row[0]), Columns: columns, Constraint: constraint}
		}
	}
	if found == 1 {
		n.v.Table, n.v.Columns, n.v.Constraint = v.Table, v.Columns, v.Constraint
	}
}

// checkIn finds in a CREATE TABLE statement the CHECK that SQLite reported by its name, or by its expression if it
// has no name. It returns the columns that the expression names; of several such CHECKs, nothing.
func checkIn(sql, said string) (columns []string, constraint string, ok bool) {
	parts := script.BodyParts(script.Tokens(sql))
	found := 0
	for _, part := range parts {
		for i, t := range part {
			if !t.Word("CHECK") || i+1 == len(part) || !part[i+1].Is("(") {
				continue
			}
			end := script.Closing(part, i+1)
			if end == 0 {
				continue
			}
			name := ""
			if i > 1 && part[i-2].Word("CONSTRAINT") {
				name = part[i-1].Text
			}
			if name == said || name == "" && saidOf(sql[part[i+1].End:part[end].Start]) == said {
				columns, constraint = columnsNamed(parts, part[i+2:end]), name
				found++
			}
		}
	}
	if found != 1 {
		return nil, "", false
	}
	return columns, constraint, true
}

// saidOf returns what SQLite reports of a CHECK that has no name: its expression, of which it takes only the beginning
// where that is quoted, since it unquotes names.
func saidOf(expression string) string {
	expression = strings.TrimSpace(expression)
	tokens := script.Tokens(expression)
	if len(tokens) > 0 && tokens[0].Start == 0 && expression != "" && strings.ContainsRune("\"'`[", rune(expression[0])) {
		return tokens[0].Text
	}
	return expression
}

// columnsNamed returns the columns of a table that an expression names, in the table's order.
func columnsNamed(parts [][]script.Token, expression []script.Token) []string {
	named := map[string]bool{}
	for i, t := range expression {
		if t.IsName() && (i+1 == len(expression) || !expression[i+1].Is("(")) {
			named[script.Fold(t.Text)] = true
		}
	}
	var columns []string
	for _, part := range parts {
		if !script.StartsConstraint(part) && named[script.Fold(part[0].Text)] {
			columns = append(columns, part[0].Text)
		}
	}
	return columns
}
