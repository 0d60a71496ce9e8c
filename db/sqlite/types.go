package sqlite

import (
	"slices"
	"strconv"
	"strings"

	"tiddly/db/sqlite/evidence"
	"tiddly/internal/catalog"
	"tiddly/internal/cell"
	"tiddly/internal/fault"
)

// TypeOf returns the type of a column, by its declared type and the user's override. enumValues are those of a CHECK
// that lists them; nil without one. checked reports whether SQLite enforces the kind of every cell, as it does in
// STRICT tables for the types it knows. TypeOf returns an error for an override that the column cannot have.
func TypeOf(declared string, strict bool, enumValues []string, override catalog.ColumnOverride) (t catalog.Type, checked bool, err error) {
	d := declarationOf(declared)
	kind := d.kind()
	if enumerable(enumValues, d.affinity) {
		kind = catalog.Enum
	}
	checked = strict && d.name != "ANY"
	if pinned(override) {
		checked = false
		if kind, err = overridden(d, override, len(enumValues) > 0); err != nil {
			return catalog.Type{}, false, err
		}
	}
	t = typeOf(kind, d, override)
	if strict && d.name == "ANY" && t.Storage == storageUntypedNumber {
		t.Storage = storageUntyped // there SQLite stores every value unchanged
	}
	return t, checked, nil
}

// typeOf returns the type of a column of a kind.
func typeOf(kind catalog.Kind, d declaration, o catalog.ColumnOverride) catalog.Type {
	t := catalog.Type{Kind: kind, Scale: -1, Storage: storageOf(kind, d.affinity)}
	if kind == catalog.Decimal {
		t.Scale = scaleOf(d, o)
	}
	switch {
	case kind == catalog.Decimal && d.affinity == affinityNone && o.Mixed == "text":
		t.Storage = storageDecimalText
	case kind == catalog.UUID:
		t.Storage = storageOfUUIDs(d, o.Form)
	case kind == catalog.DateTime || kind == catalog.Date:
		t.Epoch, t.Form = o.Epoch, o.Form
		t.Storage = storageOfDates(t.Storage, d.affinity, o)
		if isSorted(kind, o) {
			t.Storage = storageSorted + o.Form
		}
	case kind == catalog.Boolean && o.Words != "":
		t.Storage = storageOfWords(o.Words, d.affinity)
	case o.Mixed != "" || o.EmptyNull:
		t.Storage = storageOfForms(t.Storage)
	}
	if kind == catalog.Time {
		t.Form = o.Form
	}
	if t.Storage == storageDecimalText && t.Scale > 0 {
		t.Form = strconv.Itoa(t.Scale)
	}
	t.Finer = kind == catalog.Decimal && o.Mixed != ""
	t.ReadsNull = readsNull(t.Storage)
	return t
}

// scaleOf returns the scale of a decimal.
func scaleOf(d declaration, o catalog.ColumnOverride) int {
	switch {
	case o.Scale != nil:
		return *o.Scale
	case d.scaled():
		return d.scale()
	default:
		return -1
	}
}

// foundType returns the type of a column, and whether SQLite checks it, by what was found in its cells; declared is the
// type without that.
func foundType(declared catalog.Type, checked bool, d declaration, found catalog.ColumnOverride) (catalog.Type, bool) {
	kind, ok := catalog.KindNamed(found.Kind)
	if !ok {
		return declared, checked
	}
	t := typeOf(kind, d, found)
	if _, sorted := sortedOf(t.Storage); sorted {
		// A sample does not fix the form of the cells that it has not seen.
		t.Storage = storageOf(kind, d.affinity)
	}
	if declared.Storage == storageUntyped && t.Storage == storageUntypedNumber {
		t.Storage = storageUntyped
	}
	return t, checked && found.Mixed == ""
}

// Collated returns the type of a text column whose own equality is not exact (COLLATE NOCASE and the like).
func Collated(t catalog.Type) catalog.Type {
	if t.Storage == storageText || t.Storage == storageEnum {
		t.Storage += collatedSuffix
	}
	return t
}

func overridden(d declaration, o catalog.ColumnOverride, enum bool) (catalog.Kind, error) {
	kind := catalog.DateTime
	switch {
	case o.Words != "":
		kind = catalog.Boolean
	case o.Scale != nil:
		kind = catalog.Decimal
	case o.Form != "" && o.Epoch == "":
		kind = d.kind()
	}
	if o.Words != "" {
		if err := checkWords(o.Words); err != nil {
			return 0, err
		}
	}
	_, isEpoch := evidence.EpochNamed(o.Epoch)
	if o.Kind != "" {
		var ok bool
		if kind, ok = catalog.KindNamed(o.Kind); !ok {
			return 0, fault.New(fault.RequestValue, "the kind %q does not exist", o.Kind).WithHint("the kinds are %s", kindList())
		}
	}
	instant := kind == catalog.DateTime || kind == catalog.Date
	switch {
	case o.Epoch != "" && !isEpoch:
		return 0, fault.New(fault.RequestValue, "the epoch %q does not exist", o.Epoch).
			WithHint("the epochs are %s", strings.Join(catalog.Epochs(), ", "))
	case o.Epoch != "" && !instant:
		return 0, fault.New(fault.RequestValue, "a column of kind %s has no epoch", kind).WithHint("remove epoch, or make the kind DateTime or Date")
	case o.Epoch != "" && d.affinity == affinityText:
		return 0, fault.New(fault.RequestValue, "a text column has no epoch").WithHint("remove epoch; dates stored as text need none")
	case o.Epoch == "" && instant && d.affinity == affinityInteger:
		return 0, fault.New(fault.RequestValue, "an integer column of kind %s needs its epoch", kind).
			WithHint("set epoch to s (seconds since 1970) or ms (milliseconds)")
	case o.Form != "" && !writesForm(kind, o):
		return 0, fault.New(fault.RequestValue, "a column of kind %s is not written in the form %q", kind, o.Form).WithHint("%s", formHint(kind, o))
	case kind == catalog.Enum && !enum:
		return 0, fault.New(fault.RequestValue, "the column has no list of values to be an enum of").
			WithHint("add CHECK (column IN ('a', 'b')) to the table")
	case o.Scale != nil && kind != catalog.Decimal:
		return 0, fault.New(fault.RequestValue, "a column of kind %s has no scale", kind).WithHint("remove scale, or make the kind Decimal")
	case o.Scale != nil && (*o.Scale < 0 || *o.Scale > maxScale):
		return 0, fault.New(fault.RequestValue, "the scale %d is out of range", *o.Scale).WithHint("use 0 to %d", maxScale)
	case o.Words != "" && kind != catalog.Boolean:
		return 0, fault.New(fault.RequestValue, "a column of kind %s has no words for true and false", kind).
			WithHint("remove words, or make the kind Boolean")
	case d.affinity == affinityText && (kind == catalog.Int || kind == catalog.BigInt || kind == catalog.Float || kind == catalog.Boolean && o.Words == ""):
		return 0, fault.New(fault.RequestValue, "a text column cannot be of kind %s, because SQLite stores text in it", kind).
			WithHint("declare the column INTEGER or REAL, or make its kind Decimal")
	}
	return kind, nil
}

// writesForm reports whether values of a kind can be written in the form of an override.
func writesForm(kind catalog.Kind, o catalog.ColumnOverride) bool {
	date, clock := cell.ValidForm(o.Form)
	switch kind {
	case catalog.Date, catalog.DateTime:
		return date && (o.Epoch == "" || o.Mixed == "text")
	case catalog.Time:
		return clock && !date
	case catalog.UUID:
		return slices.Contains(catalog.UUIDForms(), o.Form)
	default:
		return false
	}
}

// formHint returns which forms there are.
func formHint(kind catalog.Kind, o catalog.ColumnOverride) string {
	switch kind {
	case catalog.Date, catalog.DateTime:
		if o.Epoch != "" && o.Mixed != "text" {
			return "omit form: numbers are written; with mixed: text, form is that of the texts"
		}
		return "use a form like YYYY-MM-DDTHH:MM:SS.fffZ, YYYY-MM-DD HH:MM:SS.ffffff? or YYYY-MM-DD"
	case catalog.Time:
		return "use a form like HH:MM or HH:MM:SS.fff"
	case catalog.UUID:
		return "the forms are " + strings.Join(catalog.UUIDForms(), ", ")
	default:
		return "leave form out: dates, times and UUIDs have forms"
	}
}

func kindList() string {
	var names []string
	for _, k := range catalog.Kinds() {
		names = append(names, k.String())
	}
	return strings.Join(names, ", ")
}
