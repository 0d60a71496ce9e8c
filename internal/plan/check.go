package plan

import (
	"strconv"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// MaxList is the maximum length of a list argument.
const MaxList = 10_000

// MaxConditions is the maximum number of comparisons in the filters of a request: each is a part of a statement, which
// takes time to prepare, and preparing cannot be interrupted.
const MaxConditions = 500

// CheckArguments returns a fault unless the values fit the plan: each of the type that request.Arguments documents for
// its kind (any other is a mistake of an edge), with counts, decimals and regular expressions within their limits. It
// runs on every request and allocates only for an error, and to parse a regular expression.
func (p *Plan) CheckArguments(a request.Arguments) error {
	if len(a) < len(p.Slots) {
		return fault.New(fault.Internal, "the plan reads %d arguments, the request has %d", len(p.Slots), len(a))
	}
	var regexes request.RegexBudget
	for i, v := range a[:len(p.Slots)] {
		s := &p.Slots[i]
		f := s.check(v)
		if text, ok := v.(string); ok && f == nil && s.Regex {
			f = in(regexes.Add(text), s.Argument)
		}
		if f != nil {
			return s.at(f)
		}
	}
	return nil
}

func (s *Slot) at(f *fault.Fault) *fault.Fault {
	path := make([]any, len(s.Field))
	for i, key := range s.Field {
		path[i] = key
	}
	return f.At(path...)
}

func (s *Slot) check(v any) *fault.Fault {
	switch s.Use {
	case Value:
		if s.Column == nil || v == nil && s.Source.Kind != request.FromArguments {
			return nil
		}
		return s.checkValue(v)
	case Values:
		return s.checkList(v)
	case Item:
		return s.checkKind(s.Column.Type.Element, v)
	case Truth:
		if _, ok := v.(bool); ok {
			return nil
		}
	case Limit, Offset, Affected:
		return s.checkCount(v)
	case Assigned:
		return s.checkAssigned(v)
	case Added:
		return s.checkAdded(v)
	case Rows:
		return s.checkRows(v)
	case Path, JSONValue:
		if _, ok := v.(request.JSONText); ok {
			return nil
		}
	case IDs:
		return s.checkIDs(v)
	case JSONKey, Cursor:
		if _, ok := v.(string); ok {
			return nil
		}
	}
	return s.mismatch(v)
}

// mismatch returns the fault of a broken invariant: edges pass only coerced values.
func (s *Slot) mismatch(v any) *fault.Fault {
	return in(fault.New(fault.Internal, "a value of type %T cannot stand for %s", v, s.is()), s.Argument)
}

// is returns what the slot holds, in words of the API.
func (s *Slot) is() string {
	switch s.Use {
	case Truth:
		return "Boolean"
	case Value, Values, Item, Assigned, Added:
		kind := "any value"
		if s.Column != nil {
			kind = s.Column.Type.Kind.String()
			if e := s.Column.Enum; e != nil {
				kind = e.TypeName
			}
		}
		if s.Use == Values {
			return "[" + kind + "]"
		}
		return kind
	case Limit:
		return "limit"
	case Offset:
		return "offset"
	case Path:
		return "JSON path"
	case JSONValue:
		return "JSON"
	case Affected:
		return "maxAffected"
	case Rows:
		return s.rowsIs()
	case Cursor:
		return "cursor"
	case IDs:
		return "global ids"
	default:
		return "JSON key"
	}
}

func (s *Slot) checkList(v any) *fault.Fault {
	list, ok := v.([]any)
	if !ok {
		return s.mismatch(v)
	}
	if len(list) > MaxList {
		return tooLong(s.Argument)
	}
	// A plan for fewer items would leave some out.
	if request.RoundCount(len(list)) != s.Count {
		return in(fault.New(fault.Internal, "a list of %d items came to a plan for %d", len(list), s.Count), s.Argument)
	}
	for _, item := range list {
		if f := s.checkValue(item); f != nil {
			return f
		}
	}
	return nil
}

func tooLong(argument string) *fault.Fault {
	return in(fault.New(fault.LimitList, "a list may have at most %d items", MaxList), argument).
		WithHint("send the list in parts")
}

func (s *Slot) checkCount(v any) *fault.Fault {
	n, ok := v.(int64)
	switch {
	case !ok:
		return s.mismatch(v)
	case n < 0:
		return fault.New(fault.RequestValue, "%s must not be negative", s.Argument).
			WithHint("specify 0 or more, or omit %s", s.Argument)
	case s.Use == Limit && n > int64(s.Max):
		f := fault.New(fault.LimitRows, "%s must be at most %d", s.Argument, s.Max)
		switch s.Argument {
		case "first":
			return f.WithHint("read in pages of at most %d rows, with first and after", s.Max)
		case "last":
			return f.WithHint("read in pages of at most %d rows, with last and before", s.Max)
		default:
			return f.WithHint("read in pages of at most %d rows, with limit and offset", s.Max)
		}
	default:
		return nil
	}
}

func (s *Slot) checkValue(v any) *fault.Fault { return s.checkKind(s.Column.Type.Kind, v) }

// checkItems checks a list that is one value.
func (s *Slot) checkItems(v any) *fault.Fault {
	list, ok := v.(request.Items)
	if !ok {
		return s.mismatch(v)
	}
	for _, item := range list {
		if item == nil {
			continue
		}
		if f := s.checkKind(s.Column.Type.Element, item); f != nil {
			return f
		}
	}
	return nil
}

func (s *Slot) checkKind(kind catalog.Kind, v any) *fault.Fault {
	ok := false
	switch kind {
	case catalog.List:
		return s.checkItems(v)
	case catalog.Int, catalog.BigInt, catalog.DateTime, catalog.Date, catalog.Time:
		_, ok = v.(int64)
	case catalog.Float:
		_, ok = v.(float64)
	case catalog.Boolean:
		_, ok = v.(bool)
	case catalog.String, catalog.UUID, catalog.Enum:
		_, ok = v.(string)
	case catalog.JSON:
		_, ok = v.(request.JSONText)
	case catalog.Bytes:
		_, ok = v.([]byte)
	case catalog.Decimal:
		var text string
		if text, ok = v.(string); ok {
			return s.checkScale(text)
		}
	}
	if !ok {
		return s.mismatch(v)
	}
	return nil
}

// checkScale rejects a value that the column could only store rounded.
func (s *Slot) checkScale(text string) *fault.Fault {
	scale := s.Column.Type.Scale
	point := strings.IndexByte(text, '.')
	if s.Column.Type.Finer && (s.Use == Value || s.Use == Values) {
		return nil
	}
	if scale < 0 || point < 0 || len(text)-point-1 <= scale {
		return nil
	}
	f := fault.New(fault.RequestValue, "the value has more fraction digits than the scale of %s, which is %d", s.Column.Name, scale)
	return about(f, s.Column, s.Argument).WithHint("round the value to %s", digits(scale))
}

func digits(n int) string {
	switch n {
	case 0:
		return "a whole number"
	case 1:
		return "1 fraction digit"
	default:
		return strconv.Itoa(n) + " fraction digits"
	}
}
