package engine

import (
	"fmt"
	"slices"

	"tiddly/internal/catalog"
)

// maxDifferences limits the sentences logged about one change.
const maxDifferences = 50

// differences returns a sentence for each object that the new catalogue adds, drops or renames. A table that
// disappears while another with the same columns appears counts as renamed; likewise a column.
func differences(old, now *catalog.Catalog) []string {
	var d []string
	add := func(format string, args ...any) { d = append(d, fmt.Sprintf(format, args...)) }
	gone := without(old.Tables, func(t *catalog.Table) bool { return now.TableBySQL(t.SQLName) != nil })
	came := without(now.Tables, func(t *catalog.Table) bool { return old.TableBySQL(t.SQLName) != nil })
	for _, t := range gone {
		if i := slices.IndexFunc(came, func(u *catalog.Table) bool { return sameColumns(t, u) }); i >= 0 {
			add("table %q is now called %q, and served as %s", t.SQLName, came[i].SQLName, came[i].TypeName)
			came = slices.Delete(came, i, i+1)
			continue
		}
		add("table %q is gone, and %s no longer served", t.SQLName, t.TypeName)
	}
	for _, t := range came {
		add("table %q is new, and served as %s", t.SQLName, t.TypeName)
	}
	for _, t := range now.Tables {
		if before := old.TableBySQL(t.SQLName); before != nil {
			d = append(d, tableDifferences(before, t)...)
		}
	}
	if len(d) == 0 {
		add("keys, relations or comments have changed")
	}
	if len(d) > maxDifferences {
		rest := len(d) - maxDifferences
		d = append(d[:maxDifferences:maxDifferences], fmt.Sprintf("and %d more", rest))
	}
	return d
}

func tableDifferences(old, now *catalog.Table) []string {
	var d []string
	add := func(format string, args ...any) {
		d = append(d, fmt.Sprintf("table %q: ", now.SQLName)+fmt.Sprintf(format, args...))
	}
	if old.TypeName != now.TypeName {
		add("it was served as %s and is now as %s", old.TypeName, now.TypeName)
	}
	gone := without(old.Columns, func(c *catalog.Column) bool { return now.ColumnBySQL(c.SQLName) != nil })
	came := without(now.Columns, func(c *catalog.Column) bool { return old.ColumnBySQL(c.SQLName) != nil })
	for _, c := range gone {
		i := slices.IndexFunc(came, func(n *catalog.Column) bool { return n.Index == c.Index && n.Declared == c.Declared })
		if i >= 0 && len(old.Columns) == len(now.Columns) {
			add("column %q is now called %q, and served as %s", c.SQLName, came[i].SQLName, came[i].Name)
			came = slices.Delete(came, i, i+1)
			continue
		}
		add("column %q is gone, and %s no longer served", c.SQLName, c.Name)
	}
	for _, c := range came {
		add("column %q is new, and served as %s", c.SQLName, c.Name)
	}
	for _, c := range now.Columns {
		before := old.ColumnBySQL(c.SQLName)
		switch {
		case before == nil:
		case before.Name != c.Name:
			add("column %q was served as %s and is now as %s", c.SQLName, before.Name, c.Name)
		case before.Type.Kind != c.Type.Kind:
			add("column %q was a %s and is now a %s", c.SQLName, before.Type.Kind, c.Type.Kind)
		}
	}
	if d = append(d, keyDifferences(old, now)...); otherWrites(old, now) {
		add("its possible writes have changed")
	}
	return d
}

// otherWrites reports whether the database can run a write of the table that it could not run before, or the reverse.
func otherWrites(old, now *catalog.Table) bool {
	can := func(reason string) bool { return reason == "" }
	if can(old.Refused.Insert) != can(now.Refused.Insert) || can(old.Refused.Delete) != can(now.Refused.Delete) {
		return true
	}
	return slices.ContainsFunc(now.Columns, func(c *catalog.Column) bool {
		before := old.ColumnBySQL(c.SQLName)
		return before != nil && can(before.Refused) != can(c.Refused)
	})
}

// keyDifferences describes the existing keys and relations whose comparison has changed.
func keyDifferences(old, now *catalog.Table) []string {
	var d []string
	for _, k := range now.Keys {
		if before := old.Key(k.Name); before != nil && !slices.Equal(before.Comparisons, k.Comparisons) {
			d = append(d, fmt.Sprintf("table %q: key %s compares differently", now.SQLName, k.Name))
		}
	}
	for _, r := range now.Relations {
		if before := old.Relation(r.Name); before != nil && !slices.Equal(before.Comparisons, r.Comparisons) {
			d = append(d, fmt.Sprintf("table %q: relation %s compares differently", now.SQLName, r.Name))
		}
	}
	return d
}

// sameColumns reports whether two tables have the same columns, in the same order.
func sameColumns(a, b *catalog.Table) bool {
	return a.View == b.View && slices.EqualFunc(a.Columns, b.Columns, func(x, y *catalog.Column) bool {
		return x.SQLName == y.SQLName && x.Declared == y.Declared
	})
}

func without[T any](all []T, known func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(all), known)
}
