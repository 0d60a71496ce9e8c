package sqlite

import (
	"database/sql/driver"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// storageWords is the start of the storages of Booleans as words; the pair of words follows. In columns that store
// numbers as texts it is storageWordTexts.
const (
	storageWords     = "words_"
	storageWordTexts = "word_texts_"
)

// storageOfWords returns the storage of a pair of words in a column of an affinity.
func storageOfWords(pair string, a affinity) string {
	if a == affinityText {
		return storageWordTexts + pair
	}
	return storageWords + pair
}

// words is a pair of words that stand for true and false in a column. Cells may have them in other cases, and 1 and 0
// where neither is a number.
type words struct {
	// written are the two words as a write leaves them, false first; forms are all that is read as either.
	written [2]any
	forms   [2][]any
}

// knownWords are the pairs by their storages; encodings are compared by them.
var knownWords sync.Map

// wordsOf returns the words of a storage; nil if it has none.
func wordsOf(storage string) *words {
	pair, textual := strings.CutPrefix(storage, storageWordTexts)
	if !textual {
		var ok bool
		if pair, ok = strings.CutPrefix(storage, storageWords); !ok {
			return nil
		}
	}
	if known, ok := knownWords.Load(storage); ok {
		return known.(*words) //nolint:forcetypeassert // nothing else is stored in it
	}
	known, _ := knownWords.LoadOrStore(storage, newWords(pair, textual))
	return known.(*words) //nolint:forcetypeassert // nothing else is stored in it
}

func newWords(pair string, textual bool) *words {
	yes, no, _ := strings.Cut(pair, "/")
	w := &words{}
	_, number := wholeWord(yes)
	_, other := wholeWord(no)
	for i, word := range []string{no, yes} {
		forms := []string{word}
		if !strings.EqualFold(yes, no) {
			forms = cases(word)
		}
		if !number && !other {
			forms = append(forms, strconv.Itoa(i))
		}
		for _, form := range forms {
			if n, ok := wholeWord(form); ok && !textual {
				w.forms[i] = append(w.forms[i], n)
			}
			w.forms[i] = append(w.forms[i], form)
		}
		w.written[i] = w.forms[i][0]
	}
	return w
}

// cases returns a word as it is written, in lower, in upper and in title case.
func cases(word string) []string {
	first, size := utf8.DecodeRuneInString(word)
	forms := []string{word}
	for _, form := range []string{strings.ToLower(word), strings.ToUpper(word), string(unicode.ToUpper(first)) + strings.ToLower(word[size:])} {
		if word != "" && !slices.Contains(forms, form) {
			forms = append(forms, form)
		}
	}
	return forms
}

// wholeWord returns the integer whose text a word is.
func wholeWord(word string) (int64, bool) {
	n, err := strconv.ParseInt(word, 10, 64)
	return n, err == nil && strconv.FormatInt(n, 10) == word
}

// checkWords returns a fault for a pair that a column cannot have.
func checkWords(pair string) error {
	yes, no, ok := strings.Cut(pair, "/")
	const longest = 100
	switch {
	case !ok || strings.Contains(no, "/"):
		return fault.New(fault.RequestValue, "%s is not a pair of words", strconv.Quote(pair)).
			WithHint("use the word for true, a slash and the word for false, such as yes/no")
	case yes == no:
		return fault.New(fault.RequestValue, "the words for true and false are the same").
			WithHint("use the word for true, a slash and the word for false, such as yes/no")
	case len(pair) > longest || !utf8.ValidString(pair) || strings.ContainsFunc(pair, unicode.IsControl):
		return fault.New(fault.RequestValue, "the words for true and false are too long, or are not text").
			WithHint("use two words of at most %d bytes together", longest)
	default:
		return nil
	}
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
	s.Write, s.Keyed = wordForm{w, -1, false}, keyed()
	return s
}

// wordStorages returns the storages of the pairs that evidence finds.
func wordStorages() map[string]dialect.Storage {
	all := map[string]dialect.Storage{}
	for _, pair := range catalog.WordPairs() {
		for _, a := range []affinity{affinityText, affinityNone} {
			name := storageOfWords(pair, a)
			all[name] = wordsOf(name).storage()
		}
	}
	return all
}

// storageNamed returns a storage that has a setting in its name.
func storageNamed(name string) (dialect.Storage, bool) {
	if w := wordsOf(name); w != nil {
		return w.storage(), true
	}
	f, ok := sortedOf(name)
	if !ok {
		return dialect.Storage{}, false
	}
	return sortedDates(strings.TrimPrefix(name, storageSorted), f), true
}

// learn adds to the dialect the storages of the tables that have settings in their names.
func (d *Database) learn(tables []catalog.SourceTable) {
	known := d.Dialect()
	more := map[string]dialect.Storage{}
	for i := range tables {
		for j := range tables[i].Columns {
			name := tables[i].Columns[j].Type.Storage
			if _, ok := known.Storages[name]; ok {
				continue
			}
			if s, ok := storageNamed(name); ok {
				more[name] = s
			}
		}
	}
	if len(more) == 0 {
		return
	}
	maps.Copy(more, known.Storages)
	next := *known
	next.Storages = more
	d.dialect.Store(&next)
}

// sqlList returns forms as SQL. Only letters and digits stand in quotes: what else a word of the settings has is spelled
// by its code points.
func sqlList(forms []any) string {
	list := make([]string, len(forms))
	for i, f := range forms {
		word, isText := f.(string)
		switch {
		case !isText:
			list[i] = strconv.FormatInt(f.(int64), 10) //nolint:forcetypeassert // the only other form
		case strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }):
			var points []string
			for _, r := range word {
				points = append(points, strconv.Itoa(int(r)))
			}
			list[i] = "char(" + strings.Join(points, ",") + ")"
		default:
			list[i] = "'" + word + "'"
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
	name := "Word"
	if yes, ok := e.words.written[1].(string); ok {
		name += "s" + yes
	}
	name += strconv.Itoa(e.place)
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
