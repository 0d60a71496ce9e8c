// Package postgres is the edge to PostgreSQL: it defines what the types hold and how SQL is written. It does not open
// connections yet. It does not depend on plans, on GraphQL or on HTTP.
package postgres

import (
	"slices"
	"strconv"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// Declared is the type of a column as the database reports it, with domains resolved.
type Declared struct {
	// Type is the type with its modifier as format_type writes it where no schema is in the search path:
	// "numeric(10,2)", "public.citext", "text[]".
	Type string
	// Element is the type of an array's items; nil where that is what Type says.
	Element *Declared
	// Row reports whether it is a composite type.
	Row bool
	// Labels are the labels of an enum type, in order.
	Labels []string
	// Inexact reports whether the column's collation can treat texts that differ as equal.
	Inexact bool
	// Listed are the values that a CHECK allows; nil without one.
	Listed []string
}

// The storages, by the types of the cells.
const (
	storageText = "text"
	// Text under a nondeterministic collation.
	storageCollated = "text_collated"
	storageCitext   = "citext"
	storageChar     = "char"
	storageSmall    = "smallint"
	storageInteger  = "integer"
	storageBigInt   = "bigint"
	storageOID      = "oid"
	storageReal     = "real"
	storageFloat    = "double"
	storageNumeric  = "numeric"
	storageBoolean  = "boolean"
	// With a time zone and without one.
	storageInstant = "timestamptz"
	storageLocal   = "timestamp"
	storageDate    = "date"
	storageTime    = "time"
	// Integers that are instants.
	storageEpochSeconds = "epoch_s"
	storageEpochMillis  = "epoch_ms"
	storageUUID         = "uuid"
	storageUUIDBytes    = "uuid_bytes"
	storageJSON         = "json"
	storageJSONB        = "jsonb"
	storageBytes        = "bytea"
	storageEnum         = "enum"
	storageArray        = "array"
	// A row of a composite type, as JSON.
	storageRow = "row"
	// Any other type, in its text form.
	storageOther = "other"
)

// builtin are the built-in types that have a kind of their own.
var builtin = map[string]catalog.Type{
	"text":                        {Kind: catalog.String, Storage: storageText},
	"character varying":           {Kind: catalog.String, Storage: storageText},
	"name":                        {Kind: catalog.String, Storage: storageText},
	"character":                   {Kind: catalog.String, Storage: storageChar},
	"bpchar":                      {Kind: catalog.String, Storage: storageChar},
	"smallint":                    {Kind: catalog.Int, Storage: storageSmall},
	"integer":                     {Kind: catalog.Int, Storage: storageInteger},
	"bigint":                      {Kind: catalog.BigInt, Storage: storageBigInt},
	"oid":                         {Kind: catalog.BigInt, Storage: storageOID},
	"real":                        {Kind: catalog.Float, Storage: storageReal},
	"double precision":            {Kind: catalog.Float, Storage: storageFloat},
	"numeric":                     {Kind: catalog.Decimal, Storage: storageNumeric},
	"boolean":                     {Kind: catalog.Boolean, Storage: storageBoolean},
	"timestamp with time zone":    {Kind: catalog.DateTime, Storage: storageInstant},
	"timestamp without time zone": {Kind: catalog.DateTime, Storage: storageLocal},
	"date":                        {Kind: catalog.Date, Storage: storageDate},
	"time without time zone":      {Kind: catalog.Time, Storage: storageTime},
	"uuid":                        {Kind: catalog.UUID, Storage: storageUUID},
	"json":                        {Kind: catalog.JSON, Storage: storageJSON},
	"jsonb":                       {Kind: catalog.JSON, Storage: storageJSONB},
	"bytea":                       {Kind: catalog.Bytes, Storage: storageBytes},
}

// typed are the built-in types that are compared as they are, although clients see their values as texts. Each is a
// storage of its own name.
var typed = []string{
	"interval", "inet", "cidr", "macaddr", "macaddr8", "bit", "bit varying", "money", "time with time zone", "int4range", "int8range",
	"numrange", "daterange", "tsrange", "tstzrange", "int4multirange", "int8multirange", "nummultirange", "datemultirange", "tsmultirange",
	"tstzmultirange",
}

// declaration is a parsed type.
type declaration struct {
	// name has no modifier and no schema; owned reports whether it had a schema, so that it is not a built-in type.
	name  string
	owned bool
	// arguments are the numbers of the modifier.
	arguments []int
	array     bool
}

func declarationOf(declared string) declaration {
	var d declaration
	declared, d.array = strings.CutSuffix(declared, "[]")
	before, rest, _ := strings.Cut(declared, "(")
	inside, after, _ := strings.Cut(rest, ")")
	d.name = strings.Join(strings.Fields(before+" "+after), " ")
	if dot := strings.LastIndexByte(d.name, '.'); dot >= 0 {
		d.name, d.owned = d.name[dot+1:], true
	}
	for part := range strings.SplitSeq(inside, ",") {
		if n, err := strconv.Atoi(strings.TrimSpace(part)); err == nil {
			d.arguments = append(d.arguments, n)
		}
	}
	return d
}

// scale returns the fraction digits of a numeric type: 2 for numeric(10,2), 0 for numeric(10) and numeric(10,-3), and
// -1 (any number) for numeric.
func (d *declaration) scale() int {
	switch len(d.arguments) {
	case 0:
		return -1
	case 1:
		return 0
	default:
		return max(d.arguments[1], 0)
	}
}

// length returns catalog.Type.Length for a type of that storage.
func (d *declaration) length(storage string) int {
	if len(d.arguments) == 0 {
		return 0
	}
	switch storage {
	case storageText, storageChar:
		return d.arguments[0]
	case storageNumeric:
		if len(d.arguments) == 1 || 0 <= d.arguments[1] && d.arguments[1] <= d.arguments[0] {
			return d.arguments[0]
		}
	}
	return 0
}

// natural returns the type of a column without settings.
func (d *Declared) natural() catalog.Type {
	t := catalog.Type{Kind: catalog.String, Scale: -1, Storage: storageOther}
	of := declarationOf(d.Type)
	known, ok := builtin[of.name]
	switch {
	case of.array:
		return listOf(d.item())
	case len(d.Labels) > 0:
		t.Kind, t.Storage = catalog.Enum, storageEnum
	case of.name == "citext":
		t.Storage = storageCitext // an extension's type, in whichever schema the extension is installed
	case d.Row:
		t.Kind, t.Storage = catalog.JSON, storageRow
	case ok && !of.owned:
		t.Kind, t.Storage = known.Kind, known.Storage
	case !of.owned && slices.Contains(typed, of.name):
		t.Storage = of.name
	case !of.owned && strings.HasPrefix(of.name, "interval "):
		t.Storage = "interval" // of some of its fields
	}
	if t.Kind == catalog.Decimal {
		t.Scale = of.scale()
	}
	t.Length = of.length(t.Storage)
	if d.Inexact && t.Storage == storageText {
		t.Storage = storageCollated
	}
	if len(d.Listed) > 0 && textual(t.Storage) {
		t.Kind = catalog.Enum
	}
	return t
}

// item returns the type of the items of an array.
func (d *Declared) item() catalog.Type {
	if d.Element != nil {
		return d.Element.natural()
	}
	return (&Declared{Type: strings.TrimSuffix(d.Type, "[]"), Labels: d.Labels, Inexact: d.Inexact}).natural()
}

// textual reports whether cells of a storage are texts.
func textual(storage string) bool {
	return slices.Contains([]string{storageText, storageCollated, storageCitext, storageChar}, storage)
}

// TypeOf returns the type of a column, by its declaration and the settings. It returns an error for a setting that
// the column cannot have.
func TypeOf(d Declared, o catalog.ColumnOverride) (catalog.Type, error) {
	t := d.natural()
	if name := foreign(o); name != "" {
		return t, refused("a column of this database has no setting %s", name).
			WithHint("remove it: the database keeps every value to its type, and writes it in one form")
	}
	if o.Kind == "" && o.Epoch == "" {
		return t, nil
	}
	want := catalog.DateTime
	if o.Kind != "" {
		var ok bool
		if want, ok = catalog.KindNamed(o.Kind); !ok {
			return t, refused("the kind %q does not exist", o.Kind).WithHint("the kinds are %s", kindNames(catalog.Kinds()))
		}
	}
	if o.Epoch != "" {
		return withEpoch(t, d.Type, want, o.Epoch)
	}
	for _, p := range possible(t, len(d.Listed) > 0) {
		if p.Kind == want {
			return p, nil
		}
	}
	return t, refused("a column of type %s cannot be of kind %s", d.Type, want).
		WithHint("it can be %s", kindNames(kindsOf(possible(t, len(d.Listed) > 0))))
}

// foreign returns a setting of a column that only databases have which keep no value to its type; empty without one.
func foreign(o catalog.ColumnOverride) string {
	for _, p := range o.Pins() {
		if p.Word != "kind" && p.Word != "epoch" && p.Word != "nullable" {
			return p.Word
		}
	}
	return ""
}

func refused(format string, args ...any) *fault.Fault {
	return fault.New(fault.RequestValue, format, args...)
}

// integers are the storages of integers.
var integers = []string{storageSmall, storageInteger, storageBigInt}

// withEpoch returns the type of integers that are instants.
func withEpoch(t catalog.Type, declared string, kind catalog.Kind, epoch string) (catalog.Type, error) {
	storage, known := map[string]string{"s": storageEpochSeconds, "ms": storageEpochMillis}[epoch]
	switch {
	case !known:
		return t, refused("the epoch %q does not exist", epoch).WithHint("write s for seconds or ms for milliseconds")
	case kind != catalog.DateTime && kind != catalog.Date:
		return t, refused("a column of kind %s has no epoch", kind).WithHint("remove epoch, or make the kind DateTime or Date")
	case !slices.Contains(integers, t.Storage):
		return t, refused("a column of type %s has no epoch", declared).WithHint("leave epoch out; only integers need one")
	}
	return catalog.Type{Kind: kind, Scale: -1, Storage: storage}, nil
}

// possible returns the types that a column can have by settings, its own first.
func possible(t catalog.Type, listed bool) []catalog.Type {
	all := []catalog.Type{t}
	add := func(kind catalog.Kind, storage string) {
		if kind != t.Kind {
			all = append(all, catalog.Type{Kind: kind, Scale: -1, Storage: storage})
		}
	}
	switch {
	case slices.Contains(integers, t.Storage):
		add(catalog.Int, t.Storage)
		add(catalog.BigInt, t.Storage)
	case t.Storage == storageBytes:
		add(catalog.UUID, storageUUIDBytes)
	}
	if textual(t.Storage) {
		add(catalog.String, t.Storage)
		if listed {
			add(catalog.Enum, t.Storage)
		}
		return all
	}
	if t.Kind == catalog.List {
		add(catalog.JSON, storageArray)
	}
	add(catalog.String, storageOther)
	return all
}

func kindsOf(types []catalog.Type) []catalog.Kind {
	kinds := make([]catalog.Kind, len(types))
	for i, t := range types {
		kinds[i] = t.Kind
	}
	return kinds
}

func kindNames(kinds []catalog.Kind) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.String()
	}
	return strings.Join(names, ", ")
}
