package sqlite

import (
	"strings"

	"tiddly/db/sqlite/script"
)

// SQLite reports neither the collations of a view's columns nor where a view compares by one; its programs do.

// The columns of EXPLAIN.
const (
	programOpcode = 1
	programCursor = 2
	programP4     = 5
	programWidth  = 8
)

// tryViewCollations finds which columns of a view have a collation that SQLite does not have, and returns one by which
// the view itself compares.
func (in *inspector) tryViewCollations(v *table) (compares string, err error) {
	if len(in.foreign) == 0 {
		return "", nil
	}
	from := " FROM main." + script.QuoteName(v.Name)
	for i := range v.Columns {
		name := script.QuoteName(v.Columns[i].Name)
		program, err := in.ask("EXPLAIN SELECT "+name+" > ''"+from, programWidth)
		if err != nil {
			return "", err
		}
		for _, op := range program {
			if text(op[programOpcode]) == "Gt" && in.foreign.named(text(op[programP4])) != "" {
				v.Columns[i].Recollated = true
			}
		}
	}
	program, err := in.ask("EXPLAIN SELECT *"+from+" LIMIT -1", programWidth)
	if err != nil {
		return "", err
	}
	compares, v.Scanned = in.foreign.usedBy(program)
	return compares, nil
}

// searching are the instructions that find an entry of an index by its order.
var searching = map[string]bool{
	"SeekGE": true, "SeekGT": true, "SeekLE": true, "SeekLT": true, "SeekScan": true, "Found": true, "NotFound": true,
	"NoConflict": true, "IfNoHope": true, "IdxGE": true, "IdxGT": true, "IdxLE": true, "IdxLT": true,
}

// usedBy returns the collation by which a program compares, and reports whether it opens an index under one. Reading
// such an index from one end to the other compares nothing.
func (f foreignCollations) usedBy(program [][]any) (compares string, opens bool) {
	cursors := map[int64]string{}
	for _, op := range program {
		name := f.named(text(op[programP4]))
		switch opcode := text(op[programOpcode]); {
		case name == "":
		case opcode == "OpenRead" || opcode == "ReopenIdx":
			cursors[number(op[programCursor])] = name
		case opcode != "String8" && opcode != "Explain":
			return name, true
		}
	}
	for _, op := range program {
		if name := cursors[number(op[programCursor])]; name != "" && searching[text(op[programOpcode])] {
			return name, true
		}
	}
	return "", len(cursors) > 0
}

// named returns the collation that an operand names: that of a comparison, unicase-8, or one of those of an index,
// k(2,unicase,B). SQLite shortens the former to 18 bytes.
func (f foreignCollations) named(operand string) string {
	const longest = 18
	operand = script.Fold(operand)
	for _, name := range f {
		if strings.HasPrefix(operand, "k(") && strings.Contains(operand, name) ||
			strings.HasPrefix(operand, name[:min(longest, len(name))]+"-") {
			return name
		}
	}
	return ""
}
