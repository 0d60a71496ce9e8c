package sqlite

import (
	"tiddly/db/sqlite/evidence"
	"tiddly/db/sqlite/script"
	"tiddly/internal/catalog"
)

// The budget of looking at cells. It counts rows, bytes and steps of SQLite's program, never time, so that one file has
// one schema on every machine.
const (
	// sampleRows is the number of first rows of a table, of its last rows, and of the first rows of a view.
	sampleRows = 40
	// sampleBytes bounds the cells of a table that are passed over or read; longCell is the length of those that are not
	// read.
	sampleBytes = 16 << 20
	longCell    = 256
	// tableSteps bounds a statement over a table, whose generated columns may be computed by anything.
	tableSteps = 5_000_000
	// viewSteps bounds the statement over a view, allViewSteps those over all views together.
	viewSteps    = 500_000
	allViewSteps = 10_000_000
)

// lookAtCells reads the evidence of all tables and views that are served.
func (in *inspector) lookAtCells(all []*table) error {
	in.since2001 = countsSince2001(in.objects)
	in.viewStepsLeft = allViewSteps
	for _, t := range all {
		if in.overrides.Tables[t.Name].Exclude {
			continue
		}
		if known, ok := in.overrides.Look.Known[t.Name]; ok && known.Definition == t.definition {
			t.evidence = &known
			continue
		}
		if err := in.lookAt(t); err != nil {
			return err
		}
	}
	if err := in.readSequences(); err != nil {
		return err
	}
	in.widenReferences()
	return nil
}

// countsSince2001 reports whether the file is one of Apple's whose dates are seconds since 2001: Core Data's, or the
// history of Safari.
func countsSince2001(objects [][]any) bool {
	has := map[string]bool{}
	for _, row := range objects {
		has[script.Fold(text(row[0]))] = true
	}
	return has["z_metadata"] || has["history_items"] && has["history_visits"]
}

// observed is a column while its cells are looked at.
type observed struct {
	column *catalog.SourceColumn
	tally  *evidence.Tally
}

// lookAt reads the evidence of one table.
func (in *inspector) lookAt(t *table) error {
	e := &catalog.Evidence{Table: t.Name, View: t.View, Definition: t.definition}
	t.evidence = e
	columns := in.toObserve(t)
	if len(columns) == 0 {
		return nil
	}
	s := sample{in: in, table: t, columns: columns, evidence: e}
	if err := s.read(); err != nil {
		return err
	}
	for _, c := range s.columns {
		v := c.tally.Decide()
		if s, ok := t.defaults[c.column.Name]; ok {
			v = c.tally.DecideWith(s)
		}
		e.Columns = append(e.Columns, catalog.ColumnEvidence{
			Column: c.column.Name, Declared: c.column.Declared, Counts: c.tally.Counts, Forms: c.tally.Forms(), Pin: v.Pin, Bad: v.Bad,
			Nullable: v.Pin.Nullable != nil, Why: v.Why,
		})
	}
	return nil
}

// toObserve returns the columns of a table whose cells are looked at: not those that the settings pin, nor those that
// SQLite checks.
func (in *inspector) toObserve(t *table) []observed {
	overrides := in.overrides.Tables[t.Name].Columns
	var columns []observed
	for i := range t.Columns {
		c := &t.Columns[i]
		d := declarationOf(c.Declared)
		if o := overrides[c.Name]; pinned(o) || o.Exclude || t.text.Strict && d.affinity != affinityInteger && d.name != "ANY" {
			continue
		}
		claim := in.claim(t, c, d)
		claim.Mixed, claim.EmptyNull = overrides[c.Name].Mixed, overrides[c.Name].EmptyNull
		columns = append(columns, observed{c, evidence.For(claim)})
	}
	return columns
}

// pinned reports whether the settings have the kind of a column.
func pinned(o catalog.ColumnOverride) bool {
	return o.Kind != "" || o.Epoch != "" || o.Words != "" || o.Form != "" || o.Scale != nil
}

func (in *inspector) claim(t *table, c *catalog.SourceColumn, d declaration) evidence.Claim {
	claim := evidence.Claim{
		Kind: d.kind(), Known: d.known(), Scale: -1, Textual: d.affinity == affinityText, NotNull: c.NotNull, Since2001: in.since2001,
		Kept: isSorted(d.kind(), catalog.ColumnOverride{Form: t.text.Dates[script.Fold(c.Name)]}),
	}
	if claim.Kind == catalog.Decimal {
		claim.Scale = d.scale()
	}
	if values := t.text.Enums[script.Fold(c.Name)]; enumerable(values, d.affinity) {
		claim.Kind, claim.Known, claim.Listed = catalog.Enum, true, map[string]bool{}
		for _, v := range values {
			claim.Listed[v] = true
		}
	}
	return claim
}
