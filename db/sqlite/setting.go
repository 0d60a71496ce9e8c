package sqlite

import (
	"database/sql/driver"
	"math"

	"tiddly/internal/catalog"
	"tiddly/internal/cell"
	"tiddly/internal/exec"
)

var _ exec.Advisor = (*rows)(nil)

// Setting implements exec.Advisor.
func (r *rows) Setting(i int, column *catalog.Column) []exec.Setting {
	return settingFor(valueAt(&r.row[i]), column)
}

// settingFor returns the settings of a column by which a cell can be read that is not of the column's kind; nil if
// there are none. Each was tried on the cell.
func settingFor(value driver.Value, column *catalog.Column) []exec.Setting {
	epoch := column.Type.Epoch
	for _, o := range overridesFor(value, column) {
		if o.Kind == column.Type.Kind.String() && o.Epoch == epoch && o.Mixed == "" {
			continue
		}
		t, _, err := TypeOf(column.Declared, false, nil, o)
		if err != nil {
			continue
		}
		if _, ok := appendCell(nil, value, &t, nil); !ok {
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
		if o.Mixed != "" {
			all = append(all, exec.Setting{Name: "mixed", Value: o.Mixed})
		}
		return all
	}
	return nil
}

// overridesFor returns the overrides of a column by which a cell could be read, the likeliest first. A column of
// dates and times remains one if possible.
func overridesFor(value driver.Value, column *catalog.Column) []catalog.ColumnOverride {
	var all []catalog.ColumnOverride
	add := func(kinds ...catalog.Kind) {
		for _, k := range kinds {
			all = append(all, catalog.ColumnOverride{Kind: k.String()})
		}
	}
	kind := column.Type.Kind
	dates := kind == catalog.DateTime || kind == catalog.Date
	if dates {
		all = append(all, epochsFor(value, kind)...)
	}
	switch v := value.(type) {
	case int64:
		if kind == catalog.Boolean {
			all = append(all, catalog.ColumnOverride{Kind: kind.String(), Mixed: "number"})
		}
		if v >= math.MinInt32 && v <= math.MaxInt32 {
			add(catalog.Int)
		}
		add(catalog.BigInt)
	case float64:
		add(catalog.Float, catalog.String)
	case string:
		if kind == catalog.Boolean || dates && column.Type.Epoch != "" {
			all = append(all, catalog.ColumnOverride{Kind: kind.String(), Epoch: column.Type.Epoch, Mixed: "number"})
		}
		if _, sorted := sortedOf(column.Type.Storage); sorted {
			all = append(all, catalog.ColumnOverride{Kind: kind.String(), Mixed: "text"})
		}
		if dates || kind == catalog.Time {
			add(catalog.DateTime, catalog.Time)
		}
		if kind == catalog.Decimal {
			all = append(all, catalog.ColumnOverride{Kind: kind.String(), Mixed: "text"})
		}
		add(catalog.String, catalog.Bytes)
	case []byte:
		if kind == catalog.String {
			all = append(all, catalog.ColumnOverride{Kind: kind.String(), Mixed: "text"})
		}
		add(catalog.Bytes)
	}
	return all
}

// epochsFor returns the epochs by which a number is an instant between 1990 and 2100, and then seconds, in which it may
// be any other.
func epochsFor(value driver.Value, kind catalog.Kind) []catalog.ColumnOverride {
	var all []catalog.ColumnOverride
	add := func(epoch string) {
		all = append(all, catalog.ColumnOverride{Kind: kind.String(), Epoch: epoch}, catalog.ColumnOverride{Kind: catalog.DateTime.String(), Epoch: epoch})
	}
	for _, epoch := range catalog.Epochs() {
		micros, ok := moments[storageEpoch+epoch+storageFine].instant(value)
		if ok && cell.Plausible(micros) && epoch != catalog.EpochSeconds2001 {
			add(epoch)
		}
	}
	if n, ok := value.(int64); ok && n > -secondsBefore && n < secondsBefore {
		add(catalog.EpochSeconds)
	}
	return all
}

// secondsBefore is the least number that is not taken for seconds: it would be one of the year 5138.
const secondsBefore = 100_000_000_000
