package postgres

import (
	"errors"
	"strings"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

func TestTypeOf(t *testing.T) {
	for declared, want := range map[string]catalog.Type{
		"text":                            {Kind: catalog.String, Scale: -1, Storage: "text"},
		"character varying(20)":           {Kind: catalog.String, Scale: -1, Length: 20, Storage: "text"},
		"character varying":               {Kind: catalog.String, Scale: -1, Storage: "text"},
		"name":                            {Kind: catalog.String, Scale: -1, Storage: "text"},
		"character(3)":                    {Kind: catalog.String, Scale: -1, Length: 3, Storage: "char"},
		"public.citext":                   {Kind: catalog.String, Scale: -1, Storage: "citext"},
		"citext":                          {Kind: catalog.String, Scale: -1, Storage: "citext"},
		"smallint":                        {Kind: catalog.Int, Scale: -1, Storage: "smallint"},
		"integer":                         {Kind: catalog.Int, Scale: -1, Storage: "integer"},
		"bigint":                          {Kind: catalog.BigInt, Scale: -1, Storage: "bigint"},
		"oid":                             {Kind: catalog.BigInt, Scale: -1, Storage: "oid"},
		"real":                            {Kind: catalog.Float, Scale: -1, Storage: "real"},
		"double precision":                {Kind: catalog.Float, Scale: -1, Storage: "double"},
		"numeric":                         {Kind: catalog.Decimal, Scale: -1, Storage: "numeric"},
		"numeric(10,2)":                   {Kind: catalog.Decimal, Scale: 2, Length: 10, Storage: "numeric"},
		"numeric(10,0)":                   {Kind: catalog.Decimal, Scale: 0, Length: 10, Storage: "numeric"},
		"numeric(3,5)":                    {Kind: catalog.Decimal, Scale: 5, Storage: "numeric"},
		"numeric(3,-2)":                   {Kind: catalog.Decimal, Scale: 0, Storage: "numeric"},
		"boolean":                         {Kind: catalog.Boolean, Scale: -1, Storage: "boolean"},
		"timestamp with time zone":        {Kind: catalog.DateTime, Scale: -1, Storage: "timestamptz"},
		"timestamp(3) with time zone":     {Kind: catalog.DateTime, Scale: -1, Storage: "timestamptz"},
		"timestamp(0) without time zone":  {Kind: catalog.DateTime, Scale: -1, Storage: "timestamp"},
		"date":                            {Kind: catalog.Date, Scale: -1, Storage: "date"},
		"time(6) without time zone":       {Kind: catalog.Time, Scale: -1, Storage: "time"},
		"time with time zone":             {Kind: catalog.String, Scale: -1, Storage: "time with time zone"},
		"jsonb[]":                         {Kind: catalog.JSON, Scale: -1, Storage: "array"},
		"uuid":                            {Kind: catalog.UUID, Scale: -1, Storage: "uuid"},
		"json":                            {Kind: catalog.JSON, Scale: -1, Storage: "json"},
		"jsonb":                           {Kind: catalog.JSON, Scale: -1, Storage: "jsonb"},
		"bytea":                           {Kind: catalog.Bytes, Scale: -1, Storage: "bytea"},
		"text[]":                          {Kind: catalog.List, Element: catalog.String, Scale: -1, Storage: "list of text"},
		"numeric(10,2)[]":                 {Kind: catalog.List, Element: catalog.Decimal, Scale: 2, Storage: "list of numeric"},
		"interval":                        {Kind: catalog.String, Scale: -1, Storage: "interval"},
		"interval year to month":          {Kind: catalog.String, Scale: -1, Storage: "interval"},
		"bit varying(5)":                  {Kind: catalog.String, Scale: -1, Storage: "bit varying"},
		"money":                           {Kind: catalog.String, Scale: -1, Storage: "money"},
		"inet":                            {Kind: catalog.String, Scale: -1, Storage: "inet"},
		`"char"`:                          {Kind: catalog.String, Scale: -1, Storage: "other"},
		`audit."integer"`:                 {Kind: catalog.String, Scale: -1, Storage: "other"},
		"audit.text":                      {Kind: catalog.String, Scale: -1, Storage: "other"},
		`audit."odd (1,2) name"`:          {Kind: catalog.String, Scale: -1, Storage: "other"},
		"":                                {Kind: catalog.String, Scale: -1, Storage: "other"},
		"timestamp without time zone":     {Kind: catalog.DateTime, Scale: -1, Storage: "timestamp"},
		"timestamp(6) with time zone[]":   {Kind: catalog.List, Element: catalog.DateTime, Scale: -1, Storage: "list of timestamptz"},
		"numeric(1000,1000)":              {Kind: catalog.Decimal, Scale: 1000, Length: 1000, Storage: "numeric"},
		"extensions.geometry(Point,4326)": {Kind: catalog.String, Scale: -1, Storage: "other"},
	} {
		got, err := TypeOf(Declared{Type: declared}, catalog.ColumnOverride{})
		if err != nil || got != want {
			t.Errorf("%s is %+v, %v; want %+v", declared, got, err, want)
		}
	}
	for _, c := range []struct {
		declared Declared
		kind     catalog.Kind
		storage  string
	}{
		{Declared{Type: "audit.mood", Labels: []string{"sad"}}, catalog.Enum, "enum"},
		{Declared{Type: "audit.citext", Labels: []string{"sad"}}, catalog.Enum, "enum"},
		{Declared{Type: "audit.mood[]", Labels: []string{"sad"}}, catalog.List, "list of enum"},
		{Declared{Type: "text", Inexact: true}, catalog.String, "text_collated"},
		{Declared{Type: "text", Listed: []string{"a"}}, catalog.Enum, "text"},
		{Declared{Type: "character varying(5)", Listed: []string{"a"}, Inexact: true}, catalog.Enum, "text_collated"},
		{Declared{Type: "character(5)", Listed: []string{"a"}}, catalog.Enum, "char"},
		{Declared{Type: "integer", Listed: []string{"1"}}, catalog.Int, "integer"},
	} {
		got, err := TypeOf(c.declared, catalog.ColumnOverride{})
		if err != nil || got.Kind != c.kind || got.Storage != c.storage {
			t.Errorf("%+v is %+v, %v", c.declared, got, err)
		}
	}
}

// TestSettingsOfOtherDatabases requires that no setting is passed over in silence that this database has no use for.
func TestSettingsOfOtherDatabases(t *testing.T) {
	scale, nullable := 2, true
	if _, err := TypeOf(Declared{Type: "numeric"}, catalog.ColumnOverride{Nullable: &nullable}); err != nil {
		t.Errorf("a column that may hold NaN cannot be nullable: %v", err)
	}
	for name, o := range map[string]catalog.ColumnOverride{
		"mixed": {Mixed: "text"}, "words": {Kind: "Boolean", Words: "Y/N"}, "scale": {Scale: &scale}, "form": {Form: "lower"}, "empty": {EmptyNull: true},
	} {
		_, err := TypeOf(Declared{Type: "text"}, o)
		if f := fault.From(err); err == nil || f.Code != fault.RequestValue || !strings.Contains(f.Message, "no setting "+name) || f.Hint == "" {
			t.Errorf("%s: %v", name, err)
		}
		if got := o.Setting(); got != name && o.Kind == "" {
			t.Errorf("%s is placed at %s", name, got)
		}
	}
}

func TestTypeOfBySettings(t *testing.T) {
	for _, c := range []struct {
		declared Declared
		kind     string
		epoch    string
		// want is a storage, or part of the message and the hint.
		want, hint string
	}{
		{Declared{Type: "bigint"}, "Int", "", "bigint", ""},
		{Declared{Type: "integer"}, "BigInt", "", "integer", ""},
		{Declared{Type: "bigint"}, "", "ms", "epoch_ms", ""},
		{Declared{Type: "integer"}, "Date", "s", "epoch_s", ""},
		{Declared{Type: "bytea"}, "UUID", "", "uuid_bytes", ""},
		{Declared{Type: "uuid"}, "String", "", "other", ""},
		{Declared{Type: "text"}, "String", "", "text", ""},
		{Declared{Type: "text[]"}, "JSON", "", "array", ""},
		{Declared{Type: "text[]"}, "String", "", "other", ""},
		{Declared{Type: "text", Listed: []string{"a"}}, "String", "", "text", ""},
		{Declared{Type: "text", Listed: []string{"a"}}, "Enum", "", "text", ""},
		{Declared{Type: "numeric(10,2)"}, "Decimal", "", "numeric", ""},
		{Declared{Type: "text"}, "Colour", "", `"Colour" does not exist`, "Decimal"},
		{Declared{Type: "text"}, "Int", "", "type text cannot be of kind Int", "it can be String"},
		{Declared{Type: "bigint"}, "UUID", "", "cannot be of kind UUID", "BigInt, Int, String"},
		{Declared{Type: "bigint"}, "DateTime", "", "cannot be of kind DateTime", "BigInt, Int, String"},
		{Declared{Type: "text"}, "Enum", "", "cannot be of kind Enum", "String"},
		{Declared{Type: "bigint"}, "", "days", `"days" does not exist`, "ms"},
		{Declared{Type: "bigint"}, "Int", "s", "kind Int has no epoch", "DateTime"},
		{Declared{Type: "text"}, "", "s", "type text has no epoch", "integers"},
	} {
		got, err := TypeOf(c.declared, catalog.ColumnOverride{Kind: c.kind, Epoch: c.epoch})
		var f *fault.Fault
		switch {
		case c.hint == "" && (err != nil || got.Storage != c.want || c.kind != "" && got.Kind.String() != c.kind):
			t.Errorf("%+v as %s %s is %+v, %v", c.declared, c.kind, c.epoch, got, err)
		case c.hint != "" && (!errors.As(err, &f) || !strings.Contains(f.Message, c.want) || !strings.Contains(f.Hint, c.hint)):
			t.Errorf("%+v as %s %s: %+v", c.declared, c.kind, c.epoch, err)
		}
	}
}

func TestCompared(t *testing.T) {
	of := func(declared string) catalog.Type {
		got, err := TypeOf(Declared{Type: declared}, catalog.ColumnOverride{})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	for _, c := range []struct {
		key, ref string
		want     catalog.Comparison
	}{
		{"integer", "bigint", ""},
		{"smallint", "smallint", ""},
		{"text", "character varying(5)", ""},
		{"uuid", "uuid", ""},
		{"timestamp with time zone", "timestamp with time zone", ""},
		{"timestamp with time zone", "timestamp without time zone", loose},
		{"numeric(10,2)", "numeric(12,2)", ""},
		{"numeric(10,2)", "numeric(10,3)", loose},
		{"numeric", "numeric", loose},
		{"integer", "numeric(10,0)", loose},
		{"citext", "citext", loose},
		{"character(5)", "character(5)", loose},
		{"text", "citext", loose},
		{"double precision", "double precision", loose},
		{"interval", "interval", loose},
	} {
		if got := Compared(of(c.key), of(c.ref)); got != c.want {
			t.Errorf("%s and %s are compared %q, want %q", c.key, c.ref, got, c.want)
		}
	}
}

// FuzzTypeOf checks that any text is a type whose storage the dialect has.
func FuzzTypeOf(f *testing.F) {
	for _, seed := range []string{"numeric(10,2)", "a.b", `"`, "()", "(", "text[]", "[]", "timestamp(3) with time zone", "numeric(-1,-1)"} {
		f.Add(seed, true)
	}
	d := Dialect(Options{})
	f.Fuzz(func(t *testing.T, declared string, inexact bool) {
		got, err := TypeOf(Declared{Type: declared, Inexact: inexact}, catalog.ColumnOverride{})
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := d.Storages[got.Storage]; !ok || got.Scale < -1 {
			t.Errorf("%q is %+v", declared, got)
		}
	})
}
