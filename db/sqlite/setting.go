package sqlite

import (
	"database/sql/driver"
	"math"

	"tiddly/internal/catalog"
	"tiddly/internal/exec"
)

var _ exec.Advisor = (*rows)(nil)

// Setting implements exec.Advisor.
func (r *rows) Setting(i int, column *catalog.Column) []exec.Setting {
	return settingFor(r.cells[i], column)
}

// settingFor returns the settings of a column by which a cell can be read that is not of the column's kind; nil if
// there are none. Each was tried on the cell.
func settingFor(cell driver.Value, column *catalog.Column) []exec.Setting {
	epoch := column.Type.Epoch
	for _, o := range overridesFor(cell, column.Type.Kind) {
		if o.Kind == column.Type.Kind.String() && o.Epoch == epoch {
			continue
		}
		t, _, err := TypeOf(column.Declared, false, nil, o)
		if err != nil {
			continue
		}
		if _, ok := appendCell(nil, cell, &t, nil); !ok {
			continue
		}
		var all []exec.Setting
		// An epoch alone makes it a DateTime.
		if o.Epoch == "" || o.Kind != catalog.DateTime.String() || column.Type.Kind != catalog.DateTime {
			all = append(all, exec.Setting{Name: "kind", Value: o.Kind})
		}
		if o.Epoch != "" || epoch != "" {
			all = append(all, exec.Setting{Name: "epoch", Value: o.Epoch})
		}
		return all
	}
	return nil
}

// secondsBefore is the least number that is taken for milliseconds: as seconds it is in the year 5138.
const secondsBefore = 100_000_000_000

// overridesFor returns the overrides of a column by which a cell could be read, the likeliest first. A column of
// dates and times remains one if possible.
func overridesFor(cell driver.Value, kind catalog.Kind) []catalog.ColumnOverride {
	var all []catalog.ColumnOverride
	add := func(kinds ...catalog.Kind) {
		for _, k := range kinds {
			all = append(all, catalog.ColumnOverride{Kind: k.String()})
		}
	}
	switch v := cell.(type) {
	case int64:
		if kind == catalog.DateTime || kind == catalog.Date {
			epoch := "s"
			if v >= secondsBefore || v <= -secondsBefore {
				epoch = "ms"
			}
			all = append(all, catalog.ColumnOverride{Kind: kind.String(), Epoch: epoch}, catalog.ColumnOverride{Kind: catalog.DateTime.String(), Epoch: epoch})
		}
		if v >= math.MinInt32 && v <= math.MaxInt32 {
			add(catalog.Int)
		}
		add(catalog.BigInt)
	case float64:
		add(catalog.Float, catalog.String)
	case string:
		if kind == catalog.DateTime || kind == catalog.Date || kind == catalog.Time {
			add(catalog.DateTime, catalog.Time)
		}
		add(catalog.String, catalog.Bytes)
	case []byte:
		add(catalog.Bytes)
	}
	return all
}
