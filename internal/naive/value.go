package naive

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"tiddly/internal/catalog"
)

// Known returns a cell that is not NULL in the form in which values of its column are compared.
func Known(c *catalog.Column, cell any) any {
	switch c.Type.Kind {
	case catalog.Int, catalog.BigInt, catalog.Boolean:
		return cell.(int64)
	case catalog.Float:
		if n, ok := cell.(int64); ok {
			return float64(n)
		}
		return cell.(float64)
	case catalog.Decimal:
		return Decimal(NumberText(cell))
	case catalog.DateTime, catalog.Date:
		return Instant(cell.(string))
	case catalog.UUID:
		return strings.ToLower(cell.(string))
	case catalog.Bytes:
		return string(cell.([]byte))
	case catalog.JSON:
		if v := Parsed(cell.(string)); v != nil {
			return v
		}
		return jsonNull{}
	case catalog.Time:
		return Clock(cell.(string))
	default:
		return NumberText(cell)
	}
}

// jsonNull is the JSON value null in a cell, which is not NULL.
type jsonNull struct{}

// Meant returns a value of a filter in the same form.
func Meant(c *catalog.Column, v any) any {
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
		return Decimal(fmt.Sprint(v))
	case catalog.Boolean:
		if v.(bool) {
			return int64(1)
		}
		return int64(0)
	case catalog.DateTime, catalog.Date:
		return Instant(v.(string))
	case catalog.Time:
		return Clock(v.(string))
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
		return Parsed(must(marshal(v)))
	default:
		return v.(string)
	}
}

// NumberText returns a cell as text.
func NumberText(cell any) string {
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

// Decimal returns the number that a text means.
func Decimal(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic("no decimal: " + text)
	}
	return r
}

// Instant parses stored and client forms: with a blank or a T, with an offset or without.
func Instant(text string) time.Time {
	text = strings.Replace(strings.ToUpper(text), " ", "T", 1)
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04:05.999999999", time.RFC3339Nano} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC()
		}
	}
	panic("no instant: " + text)
}

// Clock returns the time of day that a text means, on a day of the year 0.
func Clock(text string) time.Time {
	at, err := time.Parse("15:04:05.999999999", text)
	if err != nil {
		panic(err)
	}
	return at
}

// Parsed returns the value of a JSON text, with numbers as they are written.
func Parsed(text string) any {
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
		return Lower(text)
	}
	return v
}

// Lower folds ASCII letters only.
func Lower(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// Shown returns a cell as it is in the answer.
func Shown(c *catalog.Column, cell any) string {
	if cell == nil {
		return "null"
	}
	switch c.Type.Kind {
	case catalog.Int:
		return strconv.FormatInt(cell.(int64), 10)
	case catalog.BigInt:
		return quoted(strconv.FormatInt(cell.(int64), 10))
	case catalog.Float:
		return must(marshal(Known(c, cell)))
	case catalog.Decimal:
		if c.Type.Scale < 0 {
			return quoted(strings.TrimSuffix(NumberText(cell), ".0"))
		}
		return quoted(Known(c, cell).(*big.Rat).FloatString(c.Type.Scale))
	case catalog.Boolean:
		return strconv.FormatBool(cell.(int64) == 1)
	case catalog.DateTime:
		return quoted(Known(c, cell).(time.Time).Format("2006-01-02T15:04:05.999999Z"))
	case catalog.Date:
		return quoted(Known(c, cell).(time.Time).Format(time.DateOnly))
	case catalog.Time:
		return quoted(Known(c, cell).(time.Time).Format("15:04:05.999999"))
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
		return quoted(Known(c, cell).(string))
	}
}

func quoted(s string) string { return must(marshal(s)) }

// marshal returns JSON without escapes that JSON does not require.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}
