package naive

import (
	"encoding/json"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"

	"tiddly/internal/catalog"
)

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
			found = found || same(cell, Meant(c, item))
		}
		return truthOf(found == (op == "in"))
	case "eq":
		return truthOf(same(cell, Meant(c, v)))
	case "ne":
		return truthOf(!same(cell, Meant(c, v)))
	case "hasKey":
		object, _ := cell.(map[string]any)
		_, has := object[v.(string)]
		return truthOf(has)
	case "gt", "gte", "lt", "lte":
		return ordered(op, inOrder(collated(c, cell), collated(c, Meant(c, v))))
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
		return ok && Decimal(a.String()).Cmp(Decimal(n.String())) == 0
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
		text, v = Lower(text), Lower(v)
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
	var out strings.Builder
	out.WriteString("(?s)^")
	escaped := false
	for _, r := range pattern {
		switch {
		case escaped:
			out.WriteString(regexp.QuoteMeta(string(r)))
			escaped = false
		case r == '\\':
			escaped = true
		case r == '%':
			out.WriteString(".*")
		case r == '_':
			out.WriteString(".")
		default:
			out.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	return regexp.MustCompile(out.String() + "$")
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
			all = min(all, insideCompare(op, there, Parsed(must(marshal(v)))))
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
			return ordered(op, Decimal(a.String()).Cmp(Decimal(b.String())))
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
