package sqlite

import (
	"strings"

	"tiddly/db/sqlite/script"
)

// maxSought is the number of columns of views for which SQLite is asked whether it would search an index.
const maxSought = 500

// seekViews finds out which columns of views an index finds by their values.
func (in *inspector) seekViews() error {
	left := maxSought
	for _, v := range in.views {
		if in.overrides.Tables[v.Name].Exclude || v.broken != nil {
			continue
		}
		for i := range v.Columns {
			if left--; left < 0 {
				return nil
			}
			var err error
			if v.Columns[i].Sought, err = in.searches(v.Name, v.Columns[i].Name); err != nil {
				return err
			}
		}
	}
	return nil
}

// searches reports whether SQLite searches an index for values of a column of a view, or the row id.
func (in *inspector) searches(view, column string) (bool, error) {
	from, name := "EXPLAIN QUERY PLAN SELECT 1 FROM main."+script.QuoteName(view)+" WHERE ", script.QuoteName(column)
	plain, err := in.searchesIn(from + "+" + name + " = 1")
	if err != nil {
		return false, err
	}
	by, err := in.searchesIn(from + name + " = 1")
	return by > plain, err
}

// searchesIn returns the number of searches in a plan of SQLite; 0 where it refuses the statement.
func (in *inspector) searchesIn(explain string) (int, error) {
	rows, err := in.ask(explain, 4)
	if err != nil && !aboutView(err) {
		return 0, err
	}
	n := 0
	for _, row := range rows {
		if strings.HasPrefix(text(row[3]), "SEARCH") {
			n++
		}
	}
	return n, nil
}
