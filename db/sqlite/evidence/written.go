package evidence

import (
	"maps"
	"slices"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/cell"
)

// written counts how texts are written, where a write has to choose.
type written struct {
	// forms are those of dates and times.
	forms map[cell.Form]int
	// words are the texts that stand for true or false, by pair in lower case and by text.
	words map[string]map[string]int
	// upper are the UUIDs in upper case.
	upper int
}

// clone returns a copy.
func (w *written) clone() written {
	c := written{forms: maps.Clone(w.forms), words: maps.Clone(w.words), upper: w.upper}
	for pair, texts := range c.words {
		c.words[pair] = maps.Clone(texts)
	}
	return c
}

// add counts a text of a column of the kind.
func (w *written) add(s string, kind catalog.Kind) {
	switch kind {
	case catalog.Date, catalog.DateTime, catalog.Time:
		_, instant := cell.ParseInstant(s)
		if _, clock := cell.ParseClock(s); !instant && !clock {
			return
		}
		if w.forms == nil {
			w.forms = map[cell.Form]int{}
		}
		w.forms[cell.FormOf(s)]++
	case catalog.Boolean:
		pair := pairOf(s)
		if pair == "" {
			return
		}
		if w.words == nil {
			w.words = map[string]map[string]int{}
		}
		if w.words[pair] == nil {
			w.words[pair] = map[string]int{}
		}
		w.words[pair][s]++
	case catalog.UUID:
		if strings.ContainsAny(s, "ABCDEF") {
			w.upper++
		}
	}
}

// pairOf returns the pair, in lower case, of which a text is a word; empty if it is none.
func pairOf(s string) string {
	for _, pair := range catalog.WordPairs() {
		if slices.Contains(strings.Split(pair, "/"), s) {
			return strings.ToLower(pair)
		}
	}
	return ""
}

// form returns the form in which most texts of dates or times are written; empty where that is how they are written
// without a form, or where there is no such form.
func (t *Tally) form(kind catalog.Kind) string {
	total, digits, counts := 0, map[cell.Form][]int{}, map[cell.Form]int{}
	for f, n := range t.written.forms {
		if (kind == catalog.Time) == strings.HasPrefix(f.Before, "YYYY") {
			continue
		}
		total += n
		digit := f.Digits
		f.Digits = 0
		counts[f] += n
		digits[f] = append(digits[f], digit)
	}
	for f, n := range counts {
		if 2*n <= total {
			continue
		}
		slices.Sort(digits[f])
		form := f.WithFraction(digits[f])
		if date, clock := cell.ValidForm(form); form == plainForm(kind) || !date && !clock {
			return ""
		}
		return form
	}
	return ""
}

// plainForm returns how a kind is written without a form.
func plainForm(kind catalog.Kind) string {
	switch kind {
	case catalog.Date:
		return cell.DayForm
	case catalog.Time:
		return cell.ClockForm
	default:
		return cell.InstantForm
	}
}

// pair returns the words for true and false that at least half of the cells are; empty where they are several pairs.
func (t *Tally) pair() string {
	if len(t.written.words) != 1 || t.negativeOnes > 0 {
		return ""
	}
	for lower, texts := range t.written.words {
		count, best, most := 0, "", 0
		for _, n := range texts {
			count += n
		}
		for _, pair := range catalog.WordPairs() {
			yes, no, _ := strings.Cut(pair, "/")
			if n := texts[yes] + texts[no]; strings.EqualFold(pair, lower) && n > most {
				best, most = pair, n
			}
		}
		if 2*count >= t.cells() {
			return best
		}
	}
	return ""
}

// uuidForm returns the form in which most UUIDs are written; empty for text in lower case.
func (t *Tally) uuidForm() string {
	texts := t.texts.uuids
	switch {
	case t.sixteen > texts:
		return "bytes"
	case 2*t.written.upper > texts && t.written.upper > t.sixteen:
		return "upper"
	default:
		return ""
	}
}

// keepForm adds to a decision the form in which most cells of the kind are written.
func (t *Tally) keepForm(kind catalog.Kind, v *Verdict) {
	form := ""
	switch kind {
	case catalog.Date, catalog.DateTime, catalog.Time:
		if !t.claim.Kept && (v.Pin.Epoch == "" || v.Pin.Mixed == text) {
			form = t.form(kind)
		}
	case catalog.UUID:
		form = t.uuidForm()
	}
	if form == "" {
		return
	}
	v.Pin.Form = form
	if v.Why == "" {
		v.Why = "written as " + form
	}
	if v.Pin.Kind == "" {
		v.Pin.Kind = kind.String()
	}
}
