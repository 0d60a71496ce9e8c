package script

import (
	"maps"
	"testing"
)

// TestDates reads the forms to which CHECKs keep columns of dates.
func TestDates(t *testing.T) {
	const second = "YYYY-MM-DD HH:MM:SS"
	for sql, want := range map[string]map[string]string{
		`CREATE TABLE t (a DATETIME CHECK (a = datetime(a)), b CHECK (date(b) IS b), "c c" CHECK (("c c" == DateTime(t."c c")) OR "c c" IS NULL))`:                                          {"a": second, "b": "YYYY-MM-DD", "c c": second},
		`CREATE TABLE t (a CHECK (a ISNULL OR a GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'))`:                                      {"a": "YYYY-MM-DDTHH:MM:SS.fffZ"},
		`CREATE TABLE t (a, b, CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', a) = a), CHECK (b = strftime('%F %R', b)))`:                                                                            {"a": "YYYY-MM-DDTHH:MM:SSZ", "b": "YYYY-MM-DD HH:MM"},
		`CREATE TABLE t (a COLLATE NOCASE CHECK (a = datetime(a)))`:                                                                                                                         {},
		`CREATE TABLE t (a CHECK (a = datetime(b)), b CHECK (datetime(b) IS NOT NULL), c CHECK (c = datetime(c) OR a IS NULL), d CHECK (d >= date(d)))`:                                     {},
		`CREATE TABLE t (a CHECK (a GLOB '????-??-??'), b CHECK (b GLOB '[0-9]*'), c CHECK (c = date(c, 'utc')), d CHECK (d = date()), e CHECK (e = datetime(e) OR e = 1), f CHECK (f = ))`: {},
	} {
		if got := ReadTableText(sql).Dates; !maps.Equal(got, want) {
			t.Errorf("%s: %v, want %v", sql, got, want)
		}
	}
}
