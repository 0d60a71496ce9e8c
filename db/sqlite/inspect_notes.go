package sqlite

import (
	"fmt"
	"strings"

	"tiddly/internal/catalog"
)

// maxTold is the number of columns that a note names.
const maxTold = 4

// tellEvidence adds the evidence of a table to the source, with a note where it could not be had.
func (in *inspector) tellEvidence(t *table) {
	if t.evidence == nil {
		return
	}
	in.source.Evidence = append(in.source.Evidence, *t.evidence)
	what := "table"
	if t.View {
		what = "view"
	}
	if t.evidence.Unseen != "" {
		in.noteFound("%s %q was not examined completely, because %s: its columns are what they declare and what was seen; settings fix them", what, t.Name, t.evidence.Unseen)
	}
}

// tellDecided adds one note about all columns of which the values decided.
func (in *inspector) tellDecided() {
	var told []string
	decided := 0
	for i := range in.source.Evidence {
		e := &in.source.Evidence[i]
		for j := range e.Columns {
			c := &e.Columns[j]
			if !c.Decided() {
				continue
			}
			if decided++; decided <= maxTold {
				told = append(told, e.Table+"."+tell(c))
			}
		}
	}
	if decided == 0 {
		return
	}
	if more := decided - maxTold; more > 0 {
		told = append(told, fmt.Sprintf("and %d more", more))
	}
	in.noteFound("values decided what columns are served as: %s; tiddly check lists them, tiddly check --pin writes it into the settings", strings.Join(told, ", "))
}

// noteFound records a note about what lies in the cells.
func (in *inspector) noteFound(format string, args ...any) {
	in.notes = append(in.notes, catalog.Note{Message: fmt.Sprintf(format, args...), Found: true})
}

// tell returns what was decided of a column.
func tell(c *catalog.ColumnEvidence) string {
	kind := c.Type.Kind.String()
	if c.Pin.Kind == "" {
		return fmt.Sprintf("%s is nullable (%s)", c.Column, c.Why)
	}
	if c.Nullable {
		kind = "nullable " + kind
	}
	return fmt.Sprintf("%s is %s (%s)", c.Column, kind, c.Why)
}
