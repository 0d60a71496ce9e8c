package corpus_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"tiddly/internal/catalog"
	"tiddly/internal/naive"
)

var pathName = regexp.MustCompile(`^[A-Za-z_]\w*$`)

func sortedNames(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

// spelling returns a cell, or a similar value, in one of the forms that a client may write.
func (d *dice) spelling(c *catalog.Column, cell any) any {
	near := d.chance(25) && (!d.portable || c.Type.Kind != catalog.Decimal)
	switch c.Type.Kind {
	case catalog.Int:
		n, _ := cell.(int64)
		if near {
			n = min(max(n+d.Int64N(21)-10, math.MinInt32), math.MaxInt32)
		}
		return json.Number(strconv.FormatInt(n, 10))
	case catalog.BigInt:
		n, _ := cell.(int64)
		if near && n > math.MinInt64 && n < math.MaxInt64 {
			n += d.Int64N(3) - 1
		}
		return d.either(strconv.FormatInt(n, 10))
	case catalog.Float:
		f, _ := cell.(float64)
		if math.IsInf(f, 0) {
			f = math.MaxFloat64 // JSON has no infinity
		}
		if near {
			f = math.Round(f / 2 * (1 + d.Float64()))
		}
		return json.Number(strconv.FormatFloat(f, byte(one(d, []rune("eg"))), -1, 64))
	case catalog.Decimal:
		return d.decimal(c, cell, near)
	case catalog.Boolean:
		return d.chance(50)
	case catalog.DateTime, catalog.Date, catalog.Time:
		return d.moment(c.Type.Kind, cell, near)
	case catalog.UUID:
		text, _ := cell.(string)
		if len(text) != 36 || near {
			text = "11ecbeb1-ac10-48d4-92c9-37642c95fb82"
		}
		return one(d, []string{text, strings.ToUpper(text)})
	case catalog.Bytes:
		raw, _ := cell.([]byte)
		if near {
			raw = raw[:len(raw)/2]
		}
		return base64.StdEncoding.EncodeToString(raw)
	case catalog.Enum:
		return enumName(one(d, c.Enum.Values).Name)
	case catalog.JSON:
		text, ok := cell.(string)
		if !ok {
			return d.nearJSON(nil)
		}
		return d.nearJSON(naive.Parsed(text))
	default:
		return d.text(cell, near)
	}
}

// either returns a number as a string or as a number.
func (d *dice) either(digits string) any {
	if d.chance(50) {
		return digits
	}
	return json.Number(digits)
}

func (d *dice) decimal(c *catalog.Column, cell any, near bool) any {
	r := new(big.Rat)
	if cell != nil {
		r.Set(naive.Known(c, cell).(*big.Rat))
	}
	if near {
		r.Add(r, big.NewRat(d.Int64N(201)-100, 100))
	}
	text := r.FloatString(max(c.Type.Scale, 0))
	if d.chance(30) && strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return d.either(text)
}

func (d *dice) moment(kind catalog.Kind, cell any, near bool) string {
	text, ok := cell.(string)
	if kind == catalog.Time {
		at := naive.Clock("12:00:00")
		if ok {
			at = naive.Clock(text)
		}
		if near {
			at = at.Add(time.Duration(d.IntN(3600)) * time.Second)
		}
		return at.Format(one(d, []string{"15:04:05", "15:04:05.000", "15:04:05.999999"}))
	}
	at := time.Date(2024, 2, 29, 12, 30, 0, 0, time.UTC)
	if ok {
		at = naive.Instant(text)
	}
	if kind == catalog.Date {
		if near {
			at = at.AddDate(0, 0, d.IntN(61)-30)
		}
		return at.Format(time.DateOnly)
	}
	if near {
		at = at.Add(time.Duration(d.Int64N(int64(96*time.Hour))) - 48*time.Hour).Truncate(time.Microsecond)
	}
	at = at.In(time.FixedZone("", (d.IntN(25*4)-48)*15*60))
	layouts := []string{"2006-01-02T15:04:05.999999Z07:00", "2006-01-02T15:04:05.000000Z07:00", "2006-01-02 15:04:05.999999Z07:00"}
	if d.chance(50) {
		at = at.UTC()
		layouts = append(layouts, "2006-01-02T15:04:05.999999")
	}
	written := at.Format(one(d, layouts))
	if d.chance(10) {
		written = strings.ToLower(written)
	}
	return written
}

// text returns a text, a part of it, or one that only an incorrect comparison treats as equal.
func (d *dice) text(cell any, near bool) string {
	text := ""
	if cell != nil {
		text = naive.NumberText(cell)
	}
	if !near {
		return text
	}
	switch d.IntN(4) {
	case 0:
		return strings.ToUpper(text)
	case 1:
		return naive.Lower(text)
	case 2:
		return text + " "
	default:
		return d.part(text)
	}
}

// part returns some consecutive characters.
func (d *dice) part(text string) string {
	all := []rune(text)
	if len(all) == 0 {
		return ""
	}
	from := d.IntN(len(all))
	return string(all[from:min(len(all), from+1+d.IntN(6))])
}

// pattern returns the value of a comparison with a text.
func (d *dice) pattern(c *catalog.Column, op string) string {
	cell := d.cell(c)
	whole := d.text(cell, false)
	all := []rune(whole)
	cut := d.IntN(len(all) + 1)
	switch op {
	case "contains", "iContains":
		return d.cased(d.part(whole), op)
	case "startsWith", "iStartsWith":
		return d.cased(string(all[:min(cut, 3)]), op)
	case "endsWith", "iEndsWith":
		return d.cased(string(all[max(cut, len(all)-3):]), op)
	case "like", "notLike", "ilike", "notIlike":
		return d.cased(d.like(all), op)
	case "regex":
		return d.regex(whole)
	default:
		return d.text(cell, d.chance(40))
	}
}

// cased changes letters if the comparison folds them, so that folding is tested.
func (d *dice) cased(text, op string) string {
	if !strings.HasPrefix(op, "i") && op != "notIlike" && !d.chance(10) {
		return text
	}
	return strings.Map(func(r rune) rune {
		if d.chance(30) {
			return unicode.SimpleFold(r)
		}
		return r
	}, text)
}

// like replaces parts of a text by wildcards.
func (d *dice) like(all []rune) string {
	out := ""
	for i := 0; i < len(all); i++ {
		switch n := d.IntN(100); {
		case n < 8:
			out += "%"
			i += d.IntN(5)
		case n < 16:
			out += "_"
		case n < 19 || strings.ContainsRune(`%_\`, all[i]):
			out += `\` + string(all[i])
		default:
			out += string(all[i])
		}
	}
	if d.chance(30) {
		return "%" + out
	}
	return out
}

func (d *dice) regex(whole string) string {
	part := regexp.QuoteMeta(d.part(whole))
	switch d.IntN(6) {
	case 0:
		return "^" + part
	case 1:
		return part + "$"
	case 2:
		return "(?i)" + part
	case 3:
		return fmt.Sprintf("(%s|[0-9]{2,})", part)
	case 4:
		return `^\p{Lu}\w+ .*` + part
	default:
		return part
	}
}
