package sqlite

import (
	"database/sql/driver"
	"slices"
	"strconv"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/request"
)

// storageWords is the start of the storages of Booleans as words; the pair of words follows.
const storageWords = "words_"

// words is a pair of words that stand for true and false in a column. Cells may have them in other cases, and 1 and 0.
type words struct {
	// written are the two words as a write leaves them, false first; forms are all that is read as either.
	written [2]string
	forms   [2][]any
}

// wordPairs are the pairs by their storages.
var wordPairs = func() map[string]*words {
	all := map[string]*words{}
	for _, pair := range catalog.WordPairs() {
		yes, no, _ := strings.Cut(pair, "/")
		all[storageWords+pair] = &words{[2]string{no, yes}, [2][]any{formsOfWord(0, no), formsOfWord(1, yes)}}
	}
	return all
}()

func formsOfWord(number int64, word string) []any {
	lower := strings.ToLower(word)
	forms := []any{number}
	for _, form := range []string{lower, strings.ToUpper(word), strings.ToUpper(lower[:1]) + lower[1:]} {
		if !slices.Contains(forms, any(form)) {
			forms = append(forms, form)
		}
	}
	return forms
}

// truth returns the Boolean that a cell stands for, and reports whether it stands for one.
func (w *words) truth(value driver.Value) (is, ok bool) {
	for i, forms := range w.forms {
		if slices.Contains(forms, any(value)) {
			return i == 1, true
		}
	}
	return false, false
}

// storage returns how such cells are compared. A cell that is none of the words is neither true nor false.
func (w *words) storage() dialect.Storage {
	truthy, falsy := sqlList(w.forms[1]), sqlList(w.forms[0])
	each := make([]dialect.Encoding, max(len(w.forms[0]), len(w.forms[1])))
	others := make([]dialect.Encoding, len(each))
	for i := range each {
		each[i], others[i] = wordForm{w, i, false}, wordForm{w, i, true}
	}
	equal, unequal := items("{column} IN ({values})", each...), items("{column} NOT IN ({values})", each...)
	s := guarded(ops{request.Eq: equal, request.In: equal, request.Ne: unequal, request.NotIn: unequal}, guard{
		good: "{column} IN (" + truthy + ", " + falsy + ")", stray: otherThan(slices.Concat(w.forms[0], w.forms[1])),
	})
	// Most cells of a scan are of the other word, and need no other look.
	s.Ops[request.Eq] = dialect.Fragment{
		SQL:    "{column} NOT IN (" + strings.Repeat("{value}, ", len(others)-1) + "{value}) AND ({column} IN ({values}) OR " + unread + ")",
		Encode: others, Each: each,
	}
	s.Order = "CASE WHEN {column} IS NULL THEN NULL WHEN {column} IN (" + truthy + ") THEN 1 WHEN {column} IN (" + falsy + ") THEN 0 ELSE " + unread + " END"
	return s
}

// sqlList returns forms as SQL; the words are ours and hold letters alone.
func sqlList(forms []any) string {
	list := make([]string, len(forms))
	for i, f := range forms {
		if word, ok := f.(string); ok {
			list[i] = "'" + word + "'"
		} else {
			list[i] = strconv.FormatInt(f.(int64), 10) //nolint:forcetypeassert // the only other form
		}
	}
	return strings.Join(list, ", ")
}

// wordForm binds a Boolean as one of the forms of its words, by its place; as the written word where place is -1.
type wordForm struct {
	words *words
	place int
	other bool // the word of the other Boolean
}

// String implements dialect.Encoding.
func (e wordForm) String() string {
	name := "Words" + e.words.written[1] + strconv.Itoa(e.place)
	if e.other {
		name += "Other"
	}
	return name
}

// Apply implements dialect.Encoding.
func (e wordForm) Apply(v any) (any, error) {
	b, ok := v.(bool)
	if !ok {
		return nil, dialect.Mismatch(e, v)
	}
	i := 0
	if b != e.other {
		i = 1
	}
	if e.place < 0 {
		return e.words.written[i], nil
	}
	return e.words.forms[i][min(e.place, len(e.words.forms[i])-1)], nil
}
