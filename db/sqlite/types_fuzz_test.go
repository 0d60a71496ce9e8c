package sqlite

import (
	"testing"

	"tiddly/internal/catalog"
)

// FuzzTypeOf checks that any declared type has a kind, that kind's storage, and a valid scale.
func FuzzTypeOf(f *testing.F) {
	for _, seed := range []string{
		"", "INTEGER", "NUMERIC(10,2)", "DECIMAL( 10 , -4)", "VARCHAR(99999999999999999999)", "NUMERIC(1,99999999999999999999)", "((((", "))", "INT INT",
		"\x00", "TIMESTAMP(3) WITH TIME ZONE", "tinyint ( 1 )", "ДАТА", "NUMERIC(,)", "DOUBLE  PRECISION",
	} {
		f.Add(seed, false)
		f.Add(seed, true)
	}
	storages := dialectFor(true).Storages
	f.Fuzz(func(t *testing.T, declared string, strict bool) {
		got, _, err := TypeOf(declared, strict, nil, catalog.ColumnOverride{})
		if err != nil {
			t.Fatalf("%q: %v", declared, err)
		}
		if _, known := storages[got.Storage]; !known {
			t.Errorf("%q has the storage %q, which the dialect does not know", declared, got.Storage)
		}
		if got.Scale < -1 || got.Scale > 1000 || got.Scale >= 0 && got.Kind != catalog.Decimal {
			t.Errorf("%q has the scale %d as %s", declared, got.Scale, got.Kind)
		}
	})
}
