package sqlite

import (
	"database/sql/driver"
	"slices"
	"strings"

	"tiddly/db/sqlite/script"
	"tiddly/internal/catalog"
)

// tryOwnKeys looks whether the keys that the settings name identify rows, as nothing enforces it.
func (in *inspector) tryOwnKeys(all []*table) error {
	for _, t := range all {
		own := in.overrides.Tables[t.Name].Key
		lacks := func(name string) bool {
			return !slices.ContainsFunc(t.Columns, func(c catalog.SourceColumn) bool { return c.Name == name })
		}
		if len(own) == 0 || len(t.primaryColumns()) > 0 || t.broken != nil || in.overrides.Tables[t.Name].Exclude || slices.ContainsFunc(own, lacks) {
			continue
		}
		if err := in.tryOwnKey(t, own); err != nil {
			return err
		}
	}
	return nil
}

func (in *inspector) tryOwnKey(t *table, own []string) error {
	null, same := make([]string, len(own)), make([]string, len(own))
	for i, name := range own {
		null[i] = script.QuoteName(name) + " IS NULL"
		same[i] = script.QuoteName(name) + " COLLATE BINARY"
	}
	anyNull, from := strings.Join(null, " OR "), " FROM main."+script.QuoteName(t.Name)
	for _, look := range []struct {
		sql   string
		found *bool
	}{
		{"SELECT 1" + from + " WHERE " + anyNull + " LIMIT 1", &t.OwnKey.HoldsNull},
		{"SELECT 1" + from + " WHERE NOT (" + anyNull + ") GROUP BY " + strings.Join(same, ", ") + " HAVING count(*) > 1 LIMIT 1", &t.OwnKey.Repeats},
	} {
		out, err := in.look(look.sql, nil, tableSteps, func([]driver.Value) bool { *look.found = true; return false })
		switch {
		case err != nil && !aboutView(err):
			return err
		case err != nil || out.exhausted && !*look.found:
			in.note("whether the key of %q in the settings identifies its rows is not known: they take too long to compute", t.Name)
			return nil
		}
	}
	return nil
}
