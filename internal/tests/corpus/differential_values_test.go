package corpus_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"

	"tiddly/internal/catalog"
)

// known returns a cell that is not NULL in the form in which values of its column are compared.
func known(c *catalog.Column, cell any) any {
	switch c.Type.Kind {
	case catalog.Int, catalog.BigInt, catalog.Boolean:
		return cell.(int64)
	case catalog.Float:
		if n, ok := cell.(int64); ok {
			return float64(n)
		}
		return cell.(float64)
	case catalog.Decimal:
		return decimal(numberText(cell))
	case catalog.DateTime, catalog.Date:
		return instant(cell.(string))
	case catalog.UUID:
		return strings.ToLower(cell.(string))
	case catalog.Bytes:
		return string(cell.([]byte))
	case catalog.JSON:
		if v := parsed(cell.(string)); v != nil {
			return v
		}
		return jsonNull{}
	case catalog.Time:
		return clock(cell.(string))
	default:
		return numberText(cell)
	}
}

// jsonNull is the JSON value null in a cell, which is not NULL.
type jsonNull struct{}

// meant returns a value of a filter in the same form.
func meant(c *catalog.Column, v any) any {
	switch c.Type.Kind {
	case catalog.Int, catalog.BigInt:
		n, err := strconv.ParseInt(fmt.Sprint(v), 10, 64)
		if err != nil {
			panic(err)
		}
		return n
	case catalog.Float:
		f, err := strconv.ParseFloat(fmt.Sprint(v), 64)
		if err != nil {
			panic(err)
		}
		return f
	case catalog.Decimal:
		return decimal(fmt.Sprint(v))
	case catalog.Boolean:
		if v.(bool) {
			return int64(1)
		}
		return int64(0)
	case catalog.DateTime, catalog.Date:
		return instant(v.(string))
	case catalog.Time:
		return clock(v.(string))
	case catalog.UUID:
		return strings.ToLower(v.(string))
	case catalog.Bytes:
		raw, err := base64.StdEncoding.DecodeString(v.(string))
		if err != nil {
			panic(err)
		}
		return string(raw)
	case catalog.Enum:
		value, _ := c.Enum.Named(v.(string))
		return value.Stored
	case catalog.JSON:
		return parsed(must(marshal(v)))
	default:
		return v.(string)
	}
}

// numberText returns a cell as text.
func numberText(cell any) string {
	switch v := cell.(type) {
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		text := strconv.FormatFloat(v, 'f', -1, 64)
		if !strings.Contains(text, ".") {
			text += ".0"
		}
		return text
	default:
		return v.(string)
	}
}

func decimal(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic("no decimal: " + text)
	}
	return r
}

// instant parses stored and client forms: with a blank or a T, with an offset or without.
func instant(text string) time.Time {
	text = strings.Replace(strings.ToUpper(text), " ", "T", 1)
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04:05.999999999", time.RFC3339Nano} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC()
		}
	}
	panic("no instant: " + text)
}

func clock(text string) time.Time {
	at, err := time.Parse("15:04:05.999999999", text)
	if err != nil {
		panic(err)
	}
	return at
}

func parsed(text string) any {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		panic(err)
	}
	return v
}

func inOrderOther(a, b any) int {
	switch a := a.(type) {
	case *big.Rat:
		return a.Cmp(b.(*big.Rat))
	case time.Time:
		return a.Compare(b.(time.Time))
	default:
		panic(fmt.Sprintf("%T has no order", a))
	}
}

// collated returns a value as the column's collation orders it. The databases of this test use only NOCASE, and
// their views have no such column.
func collated(c *catalog.Column, v any) any {
	if text, ok := v.(string); ok && c.Collated && !c.Table.View {
		return lower(text)
	}
	return v
}

// lower folds ASCII letters only.
func lower(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// shown returns a cell as it is in the answer.
func shown(c *catalog.Column, cell any) string {
	if cell == nil {
		return "null"
	}
	switch c.Type.Kind {
	case catalog.Int:
		return strconv.FormatInt(cell.(int64), 10)
	case catalog.BigInt:
		return quoted(strconv.FormatInt(cell.(int64), 10))
	case catalog.Float:
		return must(marshal(known(c, cell)))
	case catalog.Decimal:
		if c.Type.Scale < 0 {
			return quoted(strings.TrimSuffix(numberText(cell), ".0"))
		}
		return quoted(known(c, cell).(*big.Rat).FloatString(c.Type.Scale))
	case catalog.Boolean:
		return strconv.FormatBool(cell.(int64) == 1)
	case catalog.DateTime:
		return quoted(known(c, cell).(time.Time).Format("2006-01-02T15:04:05.999999Z"))
	case catalog.Date:
		return quoted(known(c, cell).(time.Time).Format(time.DateOnly))
	case catalog.Time:
		return quoted(known(c, cell).(time.Time).Format("15:04:05.999999"))
	case catalog.JSON:
		var b bytes.Buffer
		if err := json.Compact(&b, []byte(cell.(string))); err != nil {
			panic(err)
		}
		return b.String()
	case catalog.Bytes:
		return quoted(base64.StdEncoding.EncodeToString(cell.([]byte)))
	case catalog.Enum:
		value, _ := c.Enum.Stored(cell.(string))
		return quoted(value.Name)
	default:
		return quoted(known(c, cell).(string))
	}
}

func quoted(s string) string { return must(marshal(s)) }

// filtered reports whether a value of a row matches all comparisons of a filter.
func filtered(c *catalog.Column, cell any, filter map[string]any) truth {
	all := yes
	for op, v := range filter {
		if op == "path" {
			for _, item := range v.([]any) {
				all = min(all, inside(cell, item.(map[string]any)))
			}
			continue
		}
		all = min(all, compareTo(c, cell, op, v))
	}
	return all
}

// compareTo compares a value of a row, as returned by known, with one of a filter.
func compareTo(c *catalog.Column, cell any, op string, v any) truth {
	items, isList := v.([]any)
	switch {
	case op == "isNull":
		return truthOf((cell == nil) == v.(bool))
	case isList && len(items) == 0 && op == "in":
		return no
	case isList && len(items) == 0 && op == "notIn":
		return yes
	case cell == nil:
		return unknown
	}
	switch op {
	case "in", "notIn":
		found := false
		for _, item := range items {
			found = found || same(cell, meant(c, item))
		}
		return truthOf(found == (op == "in"))
	case "eq":
		return truthOf(same(cell, meant(c, v)))
	case "ne":
		return truthOf(!same(cell, meant(c, v)))
	case "hasKey":
		object, _ := cell.(map[string]any)
		_, has := object[v.(string)]
		return truthOf(has)
	case "gt", "gte", "lt", "lte":
		return ordered(op, inOrder(collated(c, cell), collated(c, meant(c, v))))
	default:
		return truthOf(textMatches(op, cell.(string), v.(string)))
	}
}

func ordered(op string, order int) truth {
	switch op {
	case "gt":
		return truthOf(order > 0)
	case "gte":
		return truthOf(order >= 0)
	case "lt":
		return truthOf(order < 0)
	default:
		return truthOf(order <= 0)
	}
}

// same reports whether two values are equal; JSON values are compared by meaning.
func same(a, b any) bool {
	switch a := a.(type) {
	case *big.Rat:
		return a.Cmp(b.(*big.Rat)) == 0
	case time.Time:
		return a.Equal(b.(time.Time))
	case json.Number:
		n, ok := b.(json.Number)
		return ok && decimal(a.String()).Cmp(decimal(n.String())) == 0
	case []any:
		list, ok := b.([]any)
		if !ok || len(a) != len(list) {
			return false
		}
		for i := range a {
			if !same(a[i], list[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		object, ok := b.(map[string]any)
		if !ok || len(a) != len(object) {
			return false
		}
		for name, v := range a {
			if other, has := object[name]; !has || !same(v, other) {
				return false
			}
		}
		return true
	default:
		return a == b
	}
}

func textMatches(op, text, v string) bool {
	if strings.HasPrefix(op, "i") || op == "notIlike" {
		text, v = lower(text), lower(v)
	}
	switch op {
	case "like", "ilike":
		return likePattern(v).MatchString(text)
	case "notLike", "notIlike":
		return !likePattern(v).MatchString(text)
	case "contains", "iContains":
		return strings.Contains(text, v)
	case "startsWith", "iStartsWith":
		return strings.HasPrefix(text, v)
	case "endsWith", "iEndsWith":
		return strings.HasSuffix(text, v)
	case "regex":
		return regexp.MustCompile(v).MatchString(text)
	default:
		panic("no comparison " + op)
	}
}

// likePattern converts a SQL pattern to a regular expression.
func likePattern(pattern string) *regexp.Regexp {
	out := "(?s)^"
	escaped := false
	for _, r := range pattern {
		switch {
		case escaped:
			out += regexp.QuoteMeta(string(r))
			escaped = false
		case r == '\\':
			escaped = true
		case r == '%':
			out += ".*"
		case r == '_':
			out += "."
		default:
			out += regexp.QuoteMeta(string(r))
		}
	}
	return regexp.MustCompile(out + "$")
}

// inside evaluates comparisons with values in a JSON cell.
func inside(cell any, filter map[string]any) truth {
	if cell == any(jsonNull{}) {
		cell = nil
	}
	there := follow(cell, filter["path"].(string))
	all := yes
	for op, v := range filter {
		switch {
		case op == "path":
		case op == "isNull":
			all = min(all, truthOf((there == nil) == v.(bool)))
		case there == nil:
			all = min(all, unknown)
		default:
			all = min(all, insideCompare(op, there, parsed(must(marshal(v)))))
		}
	}
	return all
}

func insideCompare(op string, there, v any) truth {
	switch op {
	case "eq":
		return truthOf(same(there, v))
	case "ne":
		return truthOf(!same(there, v))
	case "gte", "lte":
		// As in RFC 9535: equal values match, even those that have no order.
		if same(there, v) {
			return yes
		}
	}
	switch a := there.(type) {
	case json.Number:
		if b, ok := v.(json.Number); ok {
			return ordered(op, decimal(a.String()).Cmp(decimal(b.String())))
		}
	case string:
		if b, ok := v.(string); ok {
			return ordered(op, strings.Compare(a, b))
		}
	}
	return no
}

var pathStep = regexp.MustCompile(`\.(\w+)|\['([^']*)'\]|\[(-?\d+)\]`)

// follow returns the value at a path; nil where there is none.
func follow(v any, path string) any {
	for _, step := range pathStep.FindAllStringSubmatch(path, -1) {
		switch at := v.(type) {
		case map[string]any:
			v = nil
			if step[3] == "" {
				v = at[step[1]+step[2]]
			}
		case []any:
			i, err := strconv.Atoi(step[3])
			if i < 0 {
				i += len(at)
			}
			if v = nil; err == nil && i >= 0 && i < len(at) {
				v = at[i]
			}
		default:
			return nil
		}
	}
	return v
}

// whole returns a count of rows; nil is 0.
func whole(v any) int {
	if v == nil {
		return 0
	}
	n, err := strconv.Atoi(fmt.Sprint(v))
	if err != nil {
		panic(err)
	}
	return n
}
