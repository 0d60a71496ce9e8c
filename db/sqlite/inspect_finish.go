package sqlite

import (
	"slices"

	"tiddly/db/sqlite/script"
	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// viewHints is what the tables reveal about the columns of views, where SQLite reports nothing.
type viewHints struct {
	// collations reports whether any column has a collation; a view may contain it.
	collations bool
	// untyped reports whether any column has no declared type. In a view SQLite reports it as BLOB, like a column
	// declared so; blobs are the folded names of the latter.
	untyped bool
	blobs   map[string]bool
}

func hintsOf(all []*table) viewHints {
	hints := viewHints{blobs: map[string]bool{}}
	for _, t := range all {
		if t.View {
			continue
		}
		hints.collations = hints.collations || len(t.collated)+len(t.text.Collations) > 0
		for _, c := range t.Columns {
			hints.untyped = hints.untyped || c.Declared == ""
			if script.Fold(c.Declared) == "blob" {
				hints.blobs[script.Fold(c.Name)] = true
			}
		}
	}
	return hints
}

// viewColumn corrects what SQLite reports of a view's column.
func (h viewHints) viewColumn(c *catalog.SourceColumn) {
	if c.Declared == "BLOB" && h.untyped && !h.blobs[script.Fold(c.Name)] {
		c.Declared = ""
	}
}

// finish combines the results of the queries: the primary key, the row id, the kinds of the columns.
func (t *table) finish(overrides catalog.TableOverride, hints viewHints) (refused []catalog.Note) {
	t.PrimaryKey.Columns = t.primaryColumns()
	rowIDColumn := t.rowIDColumn()
	t.KeysReused = rowIDColumn != "" && !t.text.Autoincrement // it continues from the largest existing row id
	if !t.View && !t.text.WithoutRowID && rowIDColumn == "" {
		t.RowID = t.freeRowID()
	}
	if t.Scanned {
		t.Indexes, t.Partial = nil, nil
	}
	t.readComputed()
	for i := range t.Columns {
		c := &t.Columns[i]
		folded := script.Fold(c.Name)
		if c.Name == rowIDColumn {
			// The row id is never null, and SQLite chooses one for a new row.
			c.NotNull, c.HasDefault = true, true
		}
		c.Kept = c.Name == rowIDColumn || t.text.Strict && classed(c.Declared)
		c.Sought = c.Sought || slices.ContainsFunc(t.Indexes, func(index []string) bool { return index[0] == c.Name })
		c.Collated = t.collated[folded] || !script.Exact(t.text.Collations[folded])
		c.Recollated = c.Recollated || t.foreign[folded] != ""
		if t.View {
			c.Collated = hints.collations
		}
		if err := t.giveType(c, overrides.Columns[c.Name]); err != nil {
			refused = append(refused, catalog.Note{
				Message:  "column " + c.Name + " of table " + t.Name + ": " + err.Message,
				Override: catalog.SettingsKey(t.Name, "columns", c.Name, overrides.Columns[c.Name].Setting()), Hint: err.Hint,
			})
		}
	}
	return refused
}

// classed reports whether a declared type makes a STRICT table keep numbers alone, or texts.
func classed(declared string) bool {
	a := declarationOf(declared).affinity
	return a == affinityInteger || a == affinityReal || a == affinityText
}

// freeRowID returns the first name of the row id that no column hides.
func (t *table) freeRowID() string {
	for _, name := range []string{"rowid", "_rowid_", "oid"} {
		if !slices.ContainsFunc(t.Columns, func(c catalog.SourceColumn) bool { return script.Fold(c.Name) == name }) {
			return name
		}
	}
	return ""
}

// giveType sets the type of a column, by its declared type, its CHECK and the user's override, else by what was found
// in its cells. It returns a fault for an override that the column cannot have.
func (t *table) giveType(c *catalog.SourceColumn, override catalog.ColumnOverride) *fault.Fault {
	values := t.text.Enums[script.Fold(c.Name)]
	kind, checked, err := TypeOf(c.Declared, t.text.Strict, values, override)
	if err != nil {
		return fault.From(err)
	}
	found := t.found(c.Name)
	if found != nil && !pinned(override) {
		kind, checked = foundType(kind, checked, declarationOf(c.Declared), found.Pin)
		c.HoldsBad = found.Nullable
	}
	if override.Nullable != nil {
		c.HoldsBad, checked = *override.Nullable, checked || !*override.Nullable
	}
	if c.Collated {
		kind = Collated(kind)
	}
	kind = keptTo(kind, t.text.Dates[script.Fold(c.Name)])
	c.Type, c.Checked = kind, checked
	if found != nil {
		found.Type = kind
		_, kept := sortedOf(kind.Storage)
		found.AnyForm = !kept && isSorted(kind.Kind, found.Pin)
	}
	if kind.Kind == catalog.Enum {
		c.EnumValues = values
	}
	return nil
}
