package evidence

import (
	"fmt"
	"math"
	"testing"

	"tiddly/internal/catalog"
)

// said returns a decision as a line: the settings that fix it and the number of bad cells.
func said(v Verdict) string {
	out := v.Pin.Kind
	if v.Pin.Epoch != "" {
		out += " " + v.Pin.Epoch
	}
	if v.Pin.Mixed != "" {
		out += " mixed " + v.Pin.Mixed
	}
	if v.Pin.Words != "" {
		out += " words " + v.Pin.Words
	}
	if v.Pin.Form != "" {
		out += " form " + v.Pin.Form
	}
	if v.Pin.EmptyNull {
		out += " empty"
	}
	if v.Pin.Nullable != nil {
		out += " nullable"
	}
	return fmt.Sprintf("%s/%d", out, v.Bad)
}

const (
	sec   = int64(1704164645)
	milli = sec * 1000
	micro = milli * 1000
	nano  = micro * 1000
	web   = int64(13348638245006007)
	win   = int64(133486382450060070)
)

type cells = []any

func TestDecide(t *testing.T) {
	known := func(k catalog.Kind) Claim { return Claim{Kind: k, Known: true, Scale: -1} }
	unknown := func(k catalog.Kind) Claim { return Claim{Kind: k, Scale: -1} }
	integer, date, datetime, clock := known(catalog.Int), known(catalog.Date), known(catalog.DateTime), known(catalog.Time)
	boolean, bytes, text := known(catalog.Boolean), known(catalog.Bytes), Claim{Kind: catalog.String, Known: true, Textual: true, Scale: -1}
	money := Claim{Kind: catalog.Decimal, Known: true, Scale: 2}
	strictly := func(c Claim) Claim { c.NotNull = true; return c }
	setting := func(c Claim, mixed string, empty bool) Claim { c.Mixed, c.EmptyNull = mixed, empty; return c }
	apple := func(c Claim) Claim { c.Since2001 = true; return c }
	untyped, geometry := unknown(catalog.String), unknown(catalog.Decimal)
	for _, c := range []struct {
		name  string
		claim Claim
		cells cells
		want  string
	}{
		{"nothing", integer, nil, "/0"},
		{"only NULL", untyped, cells{nil, nil}, "/0"},
		{"small integers", integer, cells{int64(1), int64(math.MaxInt32), int64(math.MinInt32)}, "/0"},
		{"a large integer", integer, cells{int64(1), int64(math.MaxInt32 + 1)}, "BigInt/0"},
		{"a small integer", integer, cells{int64(math.MinInt32 - 1)}, "BigInt/0"},
		{"a bad integer", strictly(integer), cells{int64(5), ""}, " nullable/1"},
		{"a bad integer that may be NULL", integer, cells{int64(5), ""}, "/1"},
		{"a bad large integer", strictly(integer), cells{milli, 1.5}, "BigInt nullable/1"},
		{"texts in an integer column", integer, cells{"a", "b", "c", int64(7)}, "String mixed text/0"},
		{"as many integers as texts", integer, cells{"a", "b", int64(7), int64(8)}, "/2"},
		{"fractions in an integer column", integer, cells{1704164645.5, 1704164646.25, int64(0), int64(7)}, "Float/0"},
		{"few fractions in an integer column", integer, cells{1.5, 2.5, int64(1), int64(2), int64(3)}, "/2"},
		{"one fraction in an integer column", integer, cells{1.5, int64(1)}, "/1"},
		{"fractions beside large integers", integer, cells{1.5, 2.5, int64(1 << 60)}, "BigInt/2"},
		{"one text in an integer column", integer, cells{"a"}, "/1"},
		{"no texts in an integer column", integer, cells{"", "", int64(7)}, "/2"},
		{"blobs in an integer column", integer, cells{[]byte{255}, []byte{254}}, "Bytes/0"},
		{"NULL in NOT NULL", strictly(integer), cells{nil}, " nullable/0"},

		{"dates of one form", datetime, cells{"2024-01-02T03:04:05.678Z", "2024-01-02T03:04:05.000Z"}, "DateTime form YYYY-MM-DDTHH:MM:SS.fffZ/0"},
		{"and of others", datetime, cells{"2024-01-02T03:04:05.678Z", "2024-01-02T03:04:05.000Z", "2024-01-02"}, "DateTime form YYYY-MM-DDTHH:MM:SS.fffZ/0"},
		{"by a form that does not sort", datetime, cells{"2024-01-02T03:04:05Z", "2024-01-02T03:04:06Z", "2024-01-02"}, "DateTime form YYYY-MM-DDTHH:MM:SS.ffffff?Z/0"},
		{"texts", datetime, cells{"2024-01-02 03:04:05", "2024-01-02"}, "/0"},
		{"seconds", datetime, cells{sec, int64(0)}, "DateTime s/0"},
		{"milliseconds", datetime, cells{milli, nil}, "DateTime ms/0"},
		{"microseconds", datetime, cells{micro}, "DateTime us/0"},
		{"nanoseconds", datetime, cells{nano}, "DateTime ns/0"},
		{"WebKit", datetime, cells{web, int64(0)}, "DateTime us1601/0"},
		{"FILETIME", datetime, cells{win}, "DateTime 100ns1601/0"},
		{"julian days", datetime, cells{2460311.627835648}, "DateTime julian/0"},
		{"seconds with a fraction", datetime, cells{float64(sec) + 0.5}, "DateTime s mixed number/0"},
		{"seconds with more digits", datetime, cells{float64(sec) + 0.123456712}, "DateTime s mixed number/0"},
		{"Core Data", apple(datetime), cells{725857445.25}, "DateTime s2001/0"},
		{"seconds in such a file", apple(datetime), cells{sec * 3}, "BigInt/0"},
		{"a form, and a setting", setting(datetime, "", true), cells{"2024-01-02T03:04:05Z", "2024-01-03T03:04:05Z"}, "DateTime form YYYY-MM-DDTHH:MM:SS.ffffff?Z empty/0"},
		{"nothing, and a setting", setting(datetime, "", true), cells{"2024-01-02 03:04:05", ""}, "DateTime empty/0"},
		{"words, and a setting", setting(boolean, "number", false), cells{"t", "f", int64(-1)}, "Boolean mixed number/0"},
		{"seconds since 2001 elsewhere", datetime, cells{int64(525857445)}, "Int/0"},
		{"several epochs", datetime, cells{sec, milli}, "BigInt/0"},
		{"several epochs, with a fraction", datetime, cells{sec, 1.5}, "Float/0"},
		{"only zeros", datetime, cells{int64(0)}, "Int/0"},
		{"zeros beside texts", datetime, cells{int64(0), "2024-01-02"}, "DateTime form YYYY-MM-DD/1"},
		{"numbers and texts", datetime, cells{milli, "2024-01-02 03:04:05"}, "DateTime ms mixed text/0"},
		{"more numbers than texts", datetime, cells{milli, milli, "2024-01-02 03:04:05"}, "DateTime ms mixed number/0"},
		{"numbers and no date", datetime, cells{milli, ""}, "DateTime ms mixed number/0"},
		{"no date", datetime, cells{"", "0000-00-00", "2024-01-02"}, "DateTime form YYYY-MM-DD empty/0"},
		{"no date, and a bad one", datetime, cells{"0000-00-00 00:00:00", "yesterday"}, "DateTime empty/1"},
		{"unfit numbers beside texts", datetime, cells{int64(5), "2024-01-02"}, "DateTime form YYYY-MM-DD/1"},
		{"a blob", datetime, cells{[]byte("2024-01-02")}, "/1"},
		{"texts with T and Z", datetime, cells{"2024-01-02T03:04:05Z", "2024-01-02T03:04:06Z"}, "DateTime form YYYY-MM-DDTHH:MM:SS.ffffff?Z/0"},
		{"JavaScript's", datetime, cells{"2024-01-02T03:04:05.678Z"}, "DateTime form YYYY-MM-DDTHH:MM:SS.fffZ/0"},
		{"Sequelize's", datetime, cells{"2024-01-02 03:04:05.000 +00:00", nil}, "DateTime form YYYY-MM-DD HH:MM:SS.fff +00:00/0"},
		{"no majority", datetime, cells{"2024-01-02T03:04:05Z", "2024-01-02 03:04:05"}, "/0"},
		{"a majority", datetime, cells{"2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z", "2024-01-02 03:04:05"}, "DateTime form YYYY-MM-DDTHH:MM:SS.ffffff?Z/0"},
		{"numbers and texts with T", datetime, cells{milli, "2024-01-02T03:04:05Z"}, "DateTime ms mixed text form YYYY-MM-DDTHH:MM:SS.ffffff?Z/0"},
		{"more numbers than texts with T", datetime, cells{milli, milli, "2024-01-02T03:04:05Z"}, "DateTime ms mixed number/0"},
		{"dates alone", datetime, cells{"2024-01-02", "2024-01-03"}, "DateTime form YYYY-MM-DD/0"},
		{"midnights", date, cells{"2024-01-02 00:00:00", "2024-01-03 00:00:00"}, "Date form YYYY-MM-DD HH:MM:SS.ffffff?/0"},
		{"times to the minute", clock, cells{"12:30", "12:31"}, "Time form HH:MM/0"},
		{"UUIDs", known(catalog.UUID), cells{"0188f3c1-2a3b-7c4d-8e5f-0123456789ab"}, "/0"},
		{"UUIDs in upper case", known(catalog.UUID), cells{"0188F3C1-2A3B-7C4D-8E5F-0123456789AB"}, "UUID form upper/0"},
		{"UUIDs in bytes", known(catalog.UUID), cells{make([]byte, 16)}, "UUID form bytes/0"},
		{"days", date, cells{"2024-01-02", "2024-01-02 00:00:00"}, "/0"},
		{"days with a time", date, cells{"2024-01-02", "2024-01-02 03:00:00"}, "DateTime/0"},
		{"days in seconds", date, cells{int64(1704153600)}, "Date s/0"},
		{"moments in seconds", date, cells{sec}, "DateTime s/0"},
		{"days and milliseconds", date, cells{"2024-01-02", int64(1704153600000)}, "Date ms mixed text/0"},
		{"times", clock, cells{"12:30", "12:30:05.5"}, "/0"},
		{"times with a date", clock, cells{"2000-01-01 12:30:00"}, "DateTime/0"},
		{"numbers for times", clock, cells{int64(5)}, "Int/0"},
		{"no time", clock, cells{"12:30", ""}, "Time form HH:MM empty/0"},

		{"Booleans", boolean, cells{int64(0), int64(1)}, "/0"},
		{"Booleans in words", boolean, cells{"t", "f", int64(1)}, "Boolean words t/f/0"},
		{"Booleans in few words", boolean, cells{"t", int64(0), int64(1)}, "Boolean mixed number/0"},
		{"Booleans in several words", boolean, cells{"t", "true"}, "Boolean mixed number/0"},
		{"Booleans in title case", boolean, cells{"True", "False", "true"}, "Boolean words True/False/0"},
		{"Booleans in other words", boolean, cells{"Y", "N", nil}, "Boolean words Y/N/0"},
		{"one other word", boolean, cells{"no", int64(0), int64(1)}, "/1"},
		{"Booleans of Visual Basic", boolean, cells{int64(-1), int64(0)}, "Boolean mixed number/0"},
		{"other numbers", boolean, cells{int64(2)}, "/1"},
		{"only other numbers", boolean, cells{int64(2), int64(3), int64(4)}, "Int/0"},

		{"prices", money, cells{0.9, 12.5, int64(3)}, "/0"},
		{"finer prices", money, cells{21.989}, "Decimal mixed number/0"},
		{"sums", money, cells{0.1 * 3, 0.30000000000000004}, "Decimal mixed number/0"},
		{"exact sums without a scale", known(catalog.Decimal), cells{0.30000000000000004}, "/0"},
		{"a bad price", strictly(money), cells{"free"}, " nullable/1"},

		{"texts", text, cells{"a", ""}, "/0"},
		{"blobs among texts", text, cells{"a", []byte("b")}, "String mixed text/0"},
		{"blobs that are text", text, cells{[]byte("b")}, "String mixed text/0"},
		{"blobs that are none", text, cells{[]byte{255}}, "Bytes/0"},
		{"blobs that are none among texts", strictly(text), cells{"a", []byte{255}}, "String mixed text nullable/1"},
		{"no UTF-8", strictly(text), cells{"\xff"}, " nullable/1"},
		{"long texts", strictly(text), cells{LongText{}}, "/0"},
		{"integers in BLOB", bytes, cells{int64(5)}, "Int/0"},
		{"integers among blobs", bytes, cells{int64(5), []byte{255}}, "Bytes mixed text/0"},
		{"texts in BLOB", bytes, cells{"a", []byte{255}}, "/0"},

		{"untyped texts", untyped, cells{"a"}, "/0"},
		{"untyped numbers", untyped, cells{int64(5), nil}, "Int/0"},
		{"untyped large numbers", untyped, cells{milli}, "BigInt/0"},
		{"untyped reals", untyped, cells{1.5, int64(2)}, "Float/0"},
		{"untyped reals and large numbers", untyped, cells{1.5, int64(1 << 60)}, "Decimal/0"},
		{"untyped blobs", untyped, cells{[]byte("a")}, "Bytes/0"},
		{"untyped texts and numbers", untyped, cells{"a", int64(5)}, "/0"},
		{"untyped texts and blobs", untyped, cells{"a", []byte("b")}, "String mixed text/0"},
		{"untyped everything", untyped, cells{"a", []byte{255}, int64(5)}, "Bytes mixed text/0"},
		{"POLYGON", geometry, cells{[]byte{1, 2}}, "Bytes/0"},
		{"MEMO", geometry, cells{"a", "b"}, "String/0"},
		{"unknown numbers", geometry, cells{1.5}, "Float/0"},
		{"long unknown cells", geometry, cells{LongBlob{}}, "Bytes/0"},
	} {
		tally := For(c.claim)
		for _, v := range c.cells {
			tally.Add(v)
		}
		v := tally.Decide()
		if got := said(v); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if (v.Why != "") != (said(Verdict{Pin: v.Pin}) != "/0") {
			t.Errorf("%s: the reason is %q", c.name, v.Why)
		}
	}
}
