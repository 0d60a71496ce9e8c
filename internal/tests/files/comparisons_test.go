package files_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"tiddly/internal/catalog"
	"tiddly/internal/cell"
)

// comparing are the operators, and whether one holds for a value that compares so with the given one.
var comparing = []struct {
	filter string
	ranges bool
	holds  func(n int) bool
}{
	{"{%s: {eq: $v}}", false, func(n int) bool { return n == 0 }},
	{"{%s: {in: [$v, $v]}}", false, func(n int) bool { return n == 0 }},
	{"{%s: {ne: $v}}", false, func(n int) bool { return n != 0 }},
	{"{%s: {notIn: [$v]}}", false, func(n int) bool { return n != 0 }},
	{"{not: {%s: {eq: $v}}}", false, func(n int) bool { return n != 0 }},
	{"{%s: {gt: $v}}", true, func(n int) bool { return n > 0 }},
	{"{%s: {gte: $v}}", true, func(n int) bool { return n >= 0 }},
	{"{%s: {lt: $v}}", true, func(n int) bool { return n < 0 }},
	{"{%s: {lte: $v}}", true, func(n int) bool { return n <= 0 }},
	{"{not: {%s: {lt: $v}}}", true, func(n int) bool { return n >= 0 }},
	{"{or: [{%[1]s: {lt: $v}}, {%[1]s: {eq: $v}}]}", true, func(n int) bool { return n <= 0 }},
}

// checkRandomComparisons compares a column with some of its values by each operator: the rows that are found are those
// for which it holds, and where a cell cannot be read, it is found by none, and warned of.
func (p *program) checkRandomComparisons(t *catalog.Table, c *catalog.Column, rows []map[string]any, raw [][]any, bad map[int]bool) {
	p.t.Helper()
	if c.Type.Kind == catalog.JSON || c.Type.Kind == catalog.Enum || c.Collated || slices.ContainsFunc(raw, func(raw []any) bool { return rounded(c, raw) }) {
		return
	}
	compare := comparison(c)
	var tried []any
	for _, row := range rows {
		v := row["v"]
		if v == nil || len(tried) > 2 || slices.ContainsFunc(tried, func(other any) bool { return reflect.DeepEqual(v, other) }) {
			continue
		}
		tried = append(tried, v)
		for _, op := range comparing {
			if op.ranges && (compare == nil || c.Type.Kind == catalog.Boolean) {
				continue
			}
			p.checkRandomComparison(t, c, op.filter, v, rows, raw, bad, func(other any) bool {
				switch {
				case reflect.DeepEqual(v, other):
					return op.holds(0)
				case op.ranges:
					return op.holds(compare(other, v))
				default:
					return op.holds(1)
				}
			})
		}
	}
}

func (p *program) checkRandomComparison(
	t *catalog.Table, c *catalog.Column, filter string, v any, rows []map[string]any, raw [][]any, bad map[int]bool, holds func(other any) bool,
) {
	p.t.Helper()
	query := "query ($v: " + kindOf(c) + "!) { rows: " + t.ListField + "(where: " + fmt.Sprintf(filter, c.Name) + ") { id } }"
	a := p.answer(query, map[string]any{"v": v})
	found := a.ids()
	say := func(i int, what string) {
		p.t.Errorf("%s %s (%s): %s of %v: row %v, %v %q, %s: %v %v",
			c.Declared, kindOf(c), c.Type.Storage, filter, v, rows[i]["id"], raw[i][0], raw[i][1], what, a.Extensions, a.Errors)
	}
	for i, row := range rows {
		has := slices.ContainsFunc(found, func(id any) bool { return reflect.DeepEqual(id, row["id"]) })
		switch {
		case row["v"] != nil && has != holds(row["v"]):
			say(i, "is found wrongly, or not")
		case row["v"] == nil && bad[i] && has && !ordered(c, raw[i]):
			say(i, "cannot be read, and is found")
		case row["v"] == nil && bad[i] && !has && a.Extensions["warnings"] == nil && !ordered(c, raw[i]) && !hidden(c, raw[i]):
			say(i, "cannot be read, and is left out silently")
		case row["v"] == nil && !bad[i] && has:
			say(i, "is null, and is found")
		}
	}
}

// ordered reports whether a cell that is not of the kind has a place among those that are: a number among numbers, a
// text that is not UTF-8 among texts, a date with a time of day among dates.
func ordered(c *catalog.Column, raw []any) bool {
	class := fmt.Sprint(raw[0])
	switch c.Type.Kind {
	case catalog.Date:
		_, ok := cell.ParseInstant(fmt.Sprint(raw[1]))
		return class == "integer" || class == "real" || class == "text" && ok
	case catalog.Int, catalog.BigInt, catalog.Float, catalog.Decimal, catalog.DateTime:
		return class == "integer" || class == "real"
	case catalog.String:
		return class == "text"
	default:
		return false
	}
}

// rounded reports whether a number that was not in the sample is none that a client can give: a decimal with more digits
// than its scale, a large integer among floats.
func rounded(c *catalog.Column, raw []any) bool {
	switch text := fmt.Sprint(raw[1]); {
	case c.Type.Kind == catalog.Decimal && c.Type.Scale >= 0 && !c.Type.Finer:
		_, fraction, _ := strings.Cut(text, ".")
		return raw[0] == "real" && len(fraction) > c.Type.Scale
	case c.Type.Kind == catalog.Float:
		return raw[0] == "integer" && len(text) > 15
	default:
		return false
	}
}

// hidden reports whether an index that is searched cannot tell an unreadable cell from others: its text starts as one
// that can be read does, or it is a blob of another length.
func hidden(c *catalog.Column, raw []any) bool {
	text := fmt.Sprint(raw[1])
	if text == "" || !c.Sought {
		return false
	}
	switch c.Type.Kind {
	case catalog.String:
		return raw[0] == "blob" && utf8.RuneStart(text[0]) && text[0] != 0xff
	case catalog.DateTime, catalog.Date:
		return raw[0] == "text" && text[0] >= '0' && text[0] <= '9'
	case catalog.UUID:
		return raw[0] == "blob" || raw[0] == "text" && strings.ContainsRune("0123456789abcdefABCDEF", rune(text[0]))
	default:
		return false
	}
}
