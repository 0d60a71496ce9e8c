package engine_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"tiddly/internal/request"
)

func micros(t *testing.T, s string) int64 {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		t.Fatal(err)
	}
	return at.UnixMicro()
}

// TestEveryKindIsWrittenAndFound writes a value of each kind, checks the cell, reads it back and finds it by eq.
func TestEveryKindIsWrittenAndFound(t *testing.T) {
	const id = "0190163d-8694-739b-aea5-966c26f8ad91"
	h := serve(t)
	for _, c := range []struct {
		column string
		value  any
		// cell is the storage class of the cell and its text, answer its JSON.
		cell, answer string
	}{
		{"at", micros(t, "2024-02-29T12:30:00Z"), "text 2024-02-29 12:30:00", `"2024-02-29T12:30:00Z"`},
		{"at", micros(t, "2024-02-29T12:30:00.25Z"), "text 2024-02-29 12:30:00.250000", `"2024-02-29T12:30:00.25Z"`},
		{"at", micros(t, "0001-01-01T00:00:00Z"), "text 0001-01-01 00:00:00", `"0001-01-01T00:00:00Z"`},
		{"at", micros(t, "1969-12-31T23:59:59.999999Z"), "text 1969-12-31 23:59:59.999999", `"1969-12-31T23:59:59.999999Z"`},
		{"at", micros(t, "9999-12-31T23:59:59.999999Z"), "text 9999-12-31 23:59:59.999999", `"9999-12-31T23:59:59.999999Z"`},
		{"day", micros(t, "2024-02-29T00:00:00Z"), "text 2024-02-29", `"2024-02-29"`},
		{"clock", int64(45_000_000_000), "text 12:30:00", `"12:30:00"`},
		{"clock", int64(1), "text 00:00:00.000001", `"00:00:00.000001"`},
		{"seconds", micros(t, "2024-02-29T12:30:00Z"), "integer 1709209800", `"2024-02-29T12:30:00Z"`},
		{"millis", micros(t, "2024-02-29T12:30:00.25Z"), "integer 1709209800250", `"2024-02-29T12:30:00.25Z"`},
		{"guid", id, "text " + id, `"` + id + `"`},
		{"raw", id, "blob 0190163D8694739BAEA5966C26F8AD91", `"` + id + `"`},
		{"doc", request.JSONText(`{"a":[1,"é",null]}`), `text {"a":[1,"é",null]}`, `{"a":[1,"é",null]}`},
		{"doc", request.JSONText(`"x"`), `text "x"`, `"x"`},
		{"doc", request.JSONText(`5`), "integer 5", `5`},
		{"doc", request.JSONText(`null`), "text null", `null`},
		{"bytes", []byte("a\x00\xff"), "blob 6100FF", `"YQD/"`},
		{"bytes", []byte{}, "blob ", `""`},
		{"yes", true, "integer 1", `true`},
		{"yes", false, "integer 0", `false`},
		{"mood", "calm", "text calm", `CALM`},
		{"big", int64(math.MaxInt64), "integer 9223372036854775807", `"9223372036854775807"`},
		{"big", int64(math.MinInt64), "integer -9223372036854775808", `"-9223372036854775808"`},
		{"free", "five", "text five", `"five"`},
		{"free", "5", "integer 5", `"5"`},
		{"free", "-12.5", "real -12.5", `"-12.5"`},
		{"free", "", "text ", `""`},
		{"untyped", "007", "text 007", `"007"`},
		{"untyped", "a\x00b", "text a\x00b", `"a\u0000b"`},
	} {
		a := &ask{}
		a.insert("one", "Kind", []row{{c.column, c.value}}, nodes(get(c.column)...))
		answer := strings.Replace(c.answer, "CALM", `"CALM"`, 1)
		expect(t, c.column, h.run(a), fmt.Sprintf(`{"one":{"nodes":{%q:%s}}}`, c.column, answer))
		sql := fmt.Sprintf(`SELECT typeof(%[1]s) || ' ' || CASE typeof(%[1]s) WHEN 'blob' THEN hex(%[1]s) ELSE CAST(%[1]s AS TEXT) END FROM kinds`, c.column)
		expect(t, c.column, h.cells(sql), c.cell)
		a = &ask{}
		f := a.change("up", request.DeleteMany, "Kind", nil, nil, affected)
		expect(t, c.column+" is found", h.run(a.where(f, a.compare(c.column, request.Eq, c.value))), `{"up":{"affectedRows":1}}`)
	}
}

// TestValuesThatCannotBeKept requires that a value that would read back differently is refused.
func TestValuesThatCannotBeKept(t *testing.T) {
	h := serve(t)
	for _, c := range []struct {
		column string
		value  any
		want   string
	}{
		{"at", micros(t, "0000-12-31T23:59:59Z"), "a year before 0001 cannot be stored"},
		{"day", micros(t, "0000-12-31T00:00:00Z"), "a year before 0001 cannot be stored"},
		{"seconds", micros(t, "2024-02-29T12:30:00.25Z"), "the column stores whole seconds"},
		{"millis", micros(t, "2024-02-29T12:30:00.00025Z"), "the column stores whole milliseconds"},
		{"free", "007", "the column stores text that looks like a number as a number"},
		{"free", "1e3", "the column stores text that looks like a number as a number"},
	} {
		a := &ask{}
		a.insert("many", "Kind", []row{{c.column, c.value}}, affected)
		expect(t, c.column, h.run(a), fmt.Sprintf(`null !REQUEST_VALUE[many] Kind[%[1]s] input[0].%[1]s: %[2]s`, c.column, c.want))
	}
}

// TestTextInNumericColumns checks the rule for number-like text against the database: every accepted text reads
// back as written.
func TestTextInNumericColumns(t *testing.T) {
	h := serve(t)
	refused := 0
	for _, text := range []string{
		"0", "-0", "+1", "1", "-1", "01", "1.", ".5", "0.5", "0.50", "-0.5", "1e2", "1E2", "1.5e3", " 1", "1 ", "\t1", "1\u00a0", "0x10", "1_000", "Infinity", "inf", "NaN",
		"nan", "1e400", "-1e400", "9223372036854775807", "9223372036854775808", "123456789012345678901234567890", "0.1234567890123456789", "0.00001", "123456.75",
		"1-2", "1.2.3", "--1", "-", "+", ".", "e5", "1e", "١", "12:30", "2024-01-01", "1e-7", "100000.5", "99999999999999.5", "1,5",
	} {
		a := &ask{}
		a.insert("one", "Kind", []row{{"free", text}}, nodes(get("free")...))
		got := h.run(a)
		if strings.HasPrefix(got, "null !REQUEST_VALUE") {
			refused++
			continue
		}
		quoted := strings.ReplaceAll(text, "\t", `\t`)
		expect(t, text, got, `{"one":{"nodes":{"free":"`+quoted+`"}}}`)
	}
	if refused < 15 || refused > 30 {
		t.Errorf("%d texts were refused", refused)
	}
}

// TestSumsOfDecimals requires exact sums at every decimal place.
func TestSumsOfDecimals(t *testing.T) {
	for _, c := range []struct{ column, start, add, want, cell string }{
		{"price", "0.10", "0.2", "0.30", "0.3"},
		{"price", "-0.10", "0.1", "0.00", "0"},
		{"price", "99999999999.99", "0.01", "100000000000.00", "100000000000"},
		{"weight", "0.1", "0.7", "0.8", "0.8"},
		{"weight", "1.1", "2.2", "3.3", "3.3"},
		{"weight", "-5", "0.00001", "-4.99999", "-4.99999"},
		{"weight", "999999999999999", "1", "1000000000000000", "1000000000000000"},
		{"exact", "99999999999999999999.99", "0.01", "100000000000000000000", "100000000000000000000"},
		{"exact", "0", "-0.000000000000000000001", "-0.000000000000000000001", "-0.000000000000000000001"},
	} {
		h, a := serve(t), &ask{}
		a.insert("oneA", "Album", []row{{"id", int64(9), "title", "x", c.column, strings.TrimSuffix(c.start, "0")}}, affected)
		if !strings.Contains(c.start, ".") {
			a.values[0].([]request.InsertRow)[0].Values[2] = c.start
		}
		f := a.change("up", request.Update, "Album", nil, row{c.column, c.add}, nodes(get(c.column)...))
		expect(t, c.start+" + "+c.add, h.run(a.key(f, "id", int64(9))),
			fmt.Sprintf(`{"oneA":{"affectedRows":1},"up":{"nodes":{%q:%q}}}`, c.column, c.want))
		expect(t, c.start+" + "+c.add, h.cells("SELECT "+c.column+" || '' FROM album WHERE id = 9"), c.cell)
	}
}

// TestSumOfGarbage requires that a non-numeric cell is not treated as 0.
func TestSumOfGarbage(t *testing.T) {
	h := serveWith(t, `INSERT INTO album(id, title, sold, played, price, rating, exact) VALUES (9, 'x', 'ten', 'ten', 'ten', 'ten', 'ten')`)
	for column, add := range map[string]any{"sold": int64(1), "played": int64(1), "price": "1", "rating": 1.0, "exact": "1"} {
		a := &ask{}
		f := a.change("up", request.Update, "Album", nil, row{column, add}, affected)
		expect(t, column, h.run(a.key(f, "id", int64(9))),
			fmt.Sprintf(`null !CONSTRAINT_TYPE[up] Album[%s] a value is not of the type of its column`, column))
	}
}
