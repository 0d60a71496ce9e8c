package sqlite

import (
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

func TestTypeOf(t *testing.T) {
	for declared, want := range map[string]catalog.Type{
		"INTEGER":                     {Kind: catalog.Int, Scale: -1, Storage: storageInteger},
		"int":                         {Kind: catalog.Int, Scale: -1, Storage: storageInteger},
		"SMALLINT(5)":                 {Kind: catalog.Int, Scale: -1, Storage: storageInteger},
		"MEDIUMINT":                   {Kind: catalog.Int, Scale: -1, Storage: storageInteger},
		"TINYINT":                     {Kind: catalog.Int, Scale: -1, Storage: storageInteger},
		"TINYINT(4)":                  {Kind: catalog.Int, Scale: -1, Storage: storageInteger},
		"TINYINT(1)":                  {Kind: catalog.Boolean, Scale: -1, Storage: storageBoolean},
		"BIGINT":                      {Kind: catalog.BigInt, Scale: -1, Storage: storageBigInt},
		"UNSIGNED  BIG INT":           {Kind: catalog.BigInt, Scale: -1, Storage: storageBigInt},
		"INT8":                        {Kind: catalog.BigInt, Scale: -1, Storage: storageBigInt},
		"BIGINT(20) UNSIGNED":         {Kind: catalog.BigInt, Scale: -1, Storage: storageBigInt},
		"BOOLEAN":                     {Kind: catalog.Boolean, Scale: -1, Storage: storageBoolean},
		"DATETIME":                    {Kind: catalog.DateTime, Scale: -1, Storage: storageInstant},
		"timestamp(6)":                {Kind: catalog.DateTime, Scale: -1, Storage: storageInstant},
		"TIMESTAMP(3) WITH TIME ZONE": {Kind: catalog.DateTime, Scale: -1, Storage: storageInstant},
		"DATE":                        {Kind: catalog.Date, Scale: -1, Storage: storageDay},
		"TIME":                        {Kind: catalog.Time, Scale: -1, Storage: storageTime},
		"UUID":                        {Kind: catalog.UUID, Scale: -1, Storage: storageUUID},
		"JSON":                        {Kind: catalog.JSON, Scale: -1, Storage: storageJSON},
		"JSONB":                       {Kind: catalog.JSON, Scale: -1, Storage: storageJSON},
		"NUMERIC(10,2)":               {Kind: catalog.Decimal, Scale: 2, Storage: storageNumeric},
		"DECIMAL( 10 , 4)":            {Kind: catalog.Decimal, Scale: 4, Storage: storageNumeric},
		"NUMERIC(10)":                 {Kind: catalog.Decimal, Scale: 0, Storage: storageNumeric},
		"NUMERIC":                     {Kind: catalog.Decimal, Scale: -1, Storage: storageNumeric},
		"NUMERIC(9,2000000000)":       {Kind: catalog.Decimal, Scale: -1, Storage: storageNumeric},
		"NUMERIC(x,y)":                {Kind: catalog.Decimal, Scale: -1, Storage: storageNumeric},
		"MONEY":                       {Kind: catalog.Decimal, Scale: -1, Storage: storageNumeric},
		"BLOB":                        {Kind: catalog.Bytes, Scale: -1, Storage: storageBytes},
		"LONGBLOB":                    {Kind: catalog.Bytes, Scale: -1, Storage: storageBytes},
		"VARBINARY(16)":               {Kind: catalog.Bytes, Scale: -1, Storage: storageBytes},
		"BYTEA":                       {Kind: catalog.Bytes, Scale: -1, Storage: storageBytes},
		"REAL":                        {Kind: catalog.Float, Scale: -1, Storage: storageFloat},
		"DOUBLE PRECISION":            {Kind: catalog.Float, Scale: -1, Storage: storageFloat},
		"FLOAT":                       {Kind: catalog.Float, Scale: -1, Storage: storageFloat},
		"VARCHAR(120)":                {Kind: catalog.String, Scale: -1, Storage: storageText},
		"NVARCHAR(160)":               {Kind: catalog.String, Scale: -1, Storage: storageText},
		"CLOB":                        {Kind: catalog.String, Scale: -1, Storage: storageText},
		"TEXT":                        {Kind: catalog.String, Scale: -1, Storage: storageText},
		"STRING":                      {Kind: catalog.String, Scale: -1, Storage: storageUntypedNumber},
		"":                            {Kind: catalog.String, Scale: -1, Storage: storageUntyped},
		"ANY":                         {Kind: catalog.String, Scale: -1, Storage: storageUntypedNumber},
		"wibble":                      {Kind: catalog.Decimal, Scale: -1, Storage: storageNumeric},
		"WIBBLE TEXT":                 {Kind: catalog.String, Scale: -1, Storage: storageText},
		"((((":                        {Kind: catalog.Decimal, Scale: -1, Storage: storageNumeric},
	} {
		got, checked, err := TypeOf(declared, false, nil, catalog.ColumnOverride{})
		if err != nil || checked || got != want {
			t.Errorf("%q is %+v %v %v, want %+v", declared, got, checked, err, want)
		}
	}
}

func TestTypeOfStrict(t *testing.T) {
	for declared, want := range map[string]bool{"INTEGER": true, "INT": true, "REAL": true, "TEXT": true, "BLOB": true, "ANY": false} {
		if _, checked, err := TypeOf(declared, true, nil, catalog.ColumnOverride{}); err != nil || checked != want {
			t.Errorf("STRICT %s: checked %v %v, want %v", declared, checked, err, want)
		}
	}
	if got, _, _ := TypeOf("ANY", true, nil, catalog.ColumnOverride{}); got.Storage != storageUntyped {
		t.Errorf("ANY in a STRICT table, which keeps text as it is, is %s", got.Storage)
	}
	got, checked, err := TypeOf("TEXT", true, []string{"a"}, catalog.ColumnOverride{})
	if err != nil || got.Kind != catalog.Enum || got.Storage != storageEnum || !checked {
		t.Errorf("an enum in a STRICT table: %+v %v %v", got, checked, err)
	}
	if got, _, _ := TypeOf("INTEGER", false, []string{"1"}, catalog.ColumnOverride{}); got.Kind != catalog.Int {
		t.Errorf("integers with a list are %v", got.Kind)
	}
}

func TestTypeOfOverride(t *testing.T) {
	for _, c := range []struct {
		declared string
		enum     []string
		override catalog.ColumnOverride
		want     catalog.Kind
		storage  string
	}{
		{"TEXT", nil, catalog.ColumnOverride{Kind: "DateTime"}, catalog.DateTime, storageInstant},
		{"TEXT", nil, catalog.ColumnOverride{Kind: "Decimal"}, catalog.Decimal, storageDecimalText},
		{"TEXT", nil, catalog.ColumnOverride{Kind: "JSON"}, catalog.JSON, storageJSON},
		{"TEXT", []string{"a"}, catalog.ColumnOverride{Kind: "String"}, catalog.String, storageText},
		{"TEXT", []string{"a"}, catalog.ColumnOverride{Kind: "Enum"}, catalog.Enum, storageEnum},
		{"INTEGER", nil, catalog.ColumnOverride{Kind: "String"}, catalog.String, storageUntypedNumber},
		{"INTEGER", nil, catalog.ColumnOverride{Kind: "BigInt"}, catalog.BigInt, storageBigInt},
		{"INTEGER", nil, catalog.ColumnOverride{Epoch: "s"}, catalog.DateTime, storageEpochSeconds},
		{"DATETIME", nil, catalog.ColumnOverride{Epoch: "ms"}, catalog.DateTime, storageEpochMillis},
		{"BLOB", nil, catalog.ColumnOverride{Kind: "UUID"}, catalog.UUID, storageUUIDBinary},
		{"DATETIME", nil, catalog.ColumnOverride{Epoch: "us1601"}, catalog.DateTime, "epoch_us1601"},
		{"REAL", nil, catalog.ColumnOverride{Epoch: "s"}, catalog.DateTime, "epoch_s_fine"},
		{"DATETIME", nil, catalog.ColumnOverride{Epoch: "julian"}, catalog.DateTime, "epoch_julian_fine"},
		{"DATETIME", nil, catalog.ColumnOverride{Epoch: "ms", Mixed: "number"}, catalog.DateTime, "mixed_ms"},
		{"DATETIME", nil, catalog.ColumnOverride{Epoch: "ms", Mixed: "text"}, catalog.DateTime, "mixed_ms_text"},
		{"DATE", nil, catalog.ColumnOverride{Kind: "Date", Epoch: "ms", Mixed: "text"}, catalog.Date, "mixed_ms_day"},
		{"DATETIME", nil, catalog.ColumnOverride{Kind: "DateTime", EmptyNull: true}, catalog.DateTime, "instant_empty"},
		{"DATE", nil, catalog.ColumnOverride{Kind: "Date", EmptyNull: true}, catalog.Date, "day_empty"},
		{"TIME", nil, catalog.ColumnOverride{Kind: "Time", EmptyNull: true}, catalog.Time, "time_empty"},
		{"BOOLEAN", nil, catalog.ColumnOverride{Kind: "Boolean", Mixed: "number"}, catalog.Boolean, "boolean_mixed"},
		{"DECIMAL(10,2)", nil, catalog.ColumnOverride{Kind: "Decimal", Mixed: "number"}, catalog.Decimal, "numeric_mixed"},
		{"TEXT", nil, catalog.ColumnOverride{Kind: "String", Mixed: "text"}, catalog.String, "text_mixed"},
		{"", nil, catalog.ColumnOverride{Kind: "String", Mixed: "text"}, catalog.String, "untyped_mixed"},
		{"BLOB", nil, catalog.ColumnOverride{Kind: "Bytes", Mixed: "text"}, catalog.Bytes, "bytes_mixed"},
		{"BLOB", nil, catalog.ColumnOverride{Kind: "UUID", Form: "lower"}, catalog.UUID, storageUUID},
		{"TEXT", nil, catalog.ColumnOverride{Kind: "UUID", Form: "upper"}, catalog.UUID, "uuid_upper"},
		{"UUID", nil, catalog.ColumnOverride{Form: "bytes"}, catalog.UUID, storageUUIDBinary},
		{"DATETIME", nil, catalog.ColumnOverride{Form: "YYYY-MM-DDTHH:MM:SSZ"}, catalog.DateTime, storageSorted + "YYYY-MM-DDTHH:MM:SSZ"},
		{"TEXT", nil, catalog.ColumnOverride{Kind: "DateTime", Form: "YYYY-MM-DD HH:MM:SS"}, catalog.DateTime, storageSorted + "YYYY-MM-DD HH:MM:SS"},
		{"DATE", nil, catalog.ColumnOverride{Form: "YYYY-MM-DD"}, catalog.Date, storageSorted + "YYYY-MM-DD"},
		{"DATETIME", nil, catalog.ColumnOverride{Form: "YYYY-MM-DDTHH:MM:SS.f?Z"}, catalog.DateTime, storageInstant},
		{"DATETIME", nil, catalog.ColumnOverride{Kind: "DateTime", Mixed: "text", Form: "YYYY-MM-DDTHH:MM:SSZ"}, catalog.DateTime, "instant_empty"},
		{"TIME", nil, catalog.ColumnOverride{Form: "HH:MM"}, catalog.Time, storageTime},
		{"DATETIME", nil, catalog.ColumnOverride{Epoch: "ms", Mixed: "text", Form: "YYYY-MM-DDTHH:MM:SSZ"}, catalog.DateTime, "mixed_ms_text"},
	} {
		got, checked, err := TypeOf(c.declared, false, c.enum, c.override)
		if err != nil || checked || got.Kind != c.want || got.Storage != c.storage {
			t.Errorf("%s with %+v is %+v %v", c.declared, c.override, got, err)
		}
	}
	for _, c := range []struct {
		declared string
		override catalog.ColumnOverride
	}{
		{"TEXT", catalog.ColumnOverride{Kind: "Txt"}},
		{"TEXT", catalog.ColumnOverride{Kind: "Int"}},
		{"TEXT", catalog.ColumnOverride{Kind: "Enum"}},
		{"TEXT", catalog.ColumnOverride{Epoch: "s"}},
		{"INTEGER", catalog.ColumnOverride{Kind: "DateTime"}},
		{"INTEGER", catalog.ColumnOverride{Epoch: "weeks"}},
		{"INTEGER", catalog.ColumnOverride{Kind: "Int", Epoch: "s"}},
		{"DATETIME", catalog.ColumnOverride{Form: "%Y-%m-%d"}},
		{"DATETIME", catalog.ColumnOverride{Form: "HH:MM"}},
		{"DATETIME", catalog.ColumnOverride{Epoch: "ms", Form: "YYYY-MM-DD"}},
		{"TIME", catalog.ColumnOverride{Form: "YYYY-MM-DD HH:MM"}},
		{"UUID", catalog.ColumnOverride{Form: "braces"}},
		{"TEXT", catalog.ColumnOverride{Form: "YYYY-MM-DD"}},
	} {
		_, _, err := TypeOf(c.declared, false, nil, c.override)
		wantCode(t, err, fault.RequestValue)
	}
}

// TestEveryStorageOfSettingsIsSpelled combines all settings that decide how cells are read.
func TestEveryStorageOfSettingsIsSpelled(t *testing.T) {
	d := dialectFor(true)
	for _, declared := range []string{"", "TEXT", "INTEGER", "REAL", "NUMERIC(10,2)", "BLOB"} {
		for _, k := range catalog.Kinds() {
			for _, epoch := range append(catalog.Epochs(), "") {
				for _, mixed := range []string{"", "text", "number"} {
					for _, empty := range []bool{false, true} {
						o := catalog.ColumnOverride{Kind: k.String(), Epoch: epoch, Mixed: mixed, EmptyNull: empty}
						got, _, err := TypeOf(declared, false, nil, o)
						if err != nil {
							continue
						}
						if _, ok := d.Storages[got.Storage]; !ok {
							t.Errorf("%q with %+v is stored as %q, which is not in the dialect", declared, o, got.Storage)
						}
					}
				}
			}
		}
	}
}

func TestEveryStorageIsSpelled(t *testing.T) {
	d := dialectFor(true)
	for _, a := range []affinity{affinityNone, affinityText, affinityInteger, affinityReal, affinityNumeric} {
		for _, k := range catalog.Kinds() {
			kind := Collated(catalog.Type{Kind: k, Storage: storageOf(k, a)})
			for _, name := range []string{storageOf(k, a), kind.Storage} {
				if _, ok := d.Storages[name]; !ok {
					t.Errorf("storage %s is not in the dialect", name)
				}
			}
		}
	}
}
