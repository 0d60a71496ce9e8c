package catalog

// Refused is what the database cannot run on a table, whatever the values: each is the reason, and empty where the
// statement can run. A trigger, a CHECK or an index may need what the server lacks, such as a function of another
// program.
type Refused struct{ Insert, Delete string }

// Insertable returns the columns that an insert may set; none where no row can be inserted.
func (t *Table) Insertable() []*Column {
	if t.ReadOnly() || t.Refused.Insert != "" {
		return nil
	}
	return t.columnsWith(func(c *Column) bool { return !c.Generated && !c.NotInserted })
}

// Updatable returns the columns that an update may set.
func (t *Table) Updatable() []*Column {
	if t.ReadOnly() {
		return nil
	}
	return t.columnsWith(func(c *Column) bool { return !c.Generated && c.Refused == "" })
}

// Deletable reports whether rows can be deleted.
func (t *Table) Deletable() bool { return !t.ReadOnly() && t.Refused.Delete == "" }

func (t *Table) columnsWith(keep func(*Column) bool) []*Column {
	kept := make([]*Column, 0, len(t.Columns))
	for _, c := range t.Columns {
		if keep(c) {
			kept = append(kept, c)
		}
	}
	return kept
}

// ReadOnly reports whether it is a view through which no rows can be written.
func (t *Table) ReadOnly() bool { return t.View && !t.Writable }
