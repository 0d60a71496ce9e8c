package catalog

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// words splits a SQL name of any style (snake_case, kebab-case, camelCase, SCREAMING, with spaces, in any script) into
// lower-case ASCII words that GraphQL can spell. A leading digit or `__` gets an x in front. It returns no words where
// nothing can be spelt.
func words(name string) []string {
	var list []string
	if strings.HasPrefix(name, "__") {
		list = append(list, "x")
	}
	for _, part := range strings.FieldsFunc(transliterate(name), func(r rune) bool { return r == '_' }) {
		list = append(list, splitCase(part)...)
	}
	if len(list) > 0 && isDigit(list[0][0]) {
		list[0] = "x" + list[0]
	}
	return list
}

// spelling is the reason why a name was spelt anew.
const spelling = "GraphQL cannot spell its name"

// dividers divide words, besides underscores.
var dividers = strings.NewReplacer(" ", "", "-", "", ".", "")

// respelt reports whether more than spaces, dashes, dots and case is lost where a name becomes words.
func respelt(name string) bool {
	plain := dividers.Replace(name)
	return !isPlain(plain) || plain == "" || isDigit(plain[0]) || strings.HasPrefix(name, "__")
}

// The turns in which names of one GraphQL spelling get it: names spelt so come before names that are changed to it.
const (
	spelled = iota
	// trimmed names lose underscores at their ends, or double ones.
	trimmed
	// transliterated names contain other characters than dividers that GraphQL cannot spell.
	transliterated
)

// turnOf returns the turn of a SQL name.
func turnOf(name string) int {
	switch {
	case respelt(name):
		return transliterated
	case strings.Trim(name, "_") != name || strings.Contains(name, "__"):
		return trimmed
	default:
		return spelled
	}
}

// inTurn sorts a list by its turns; within a turn the order is kept.
func inTurn[T any](list []T, turn func(T) int) []T {
	var turns [transliterated + 1][]T
	for _, one := range list {
		t := turn(one)
		turns[t] = append(turns[t], one)
	}
	return slices.Concat(turns[:]...)
}

// splitCase splits URLPath into url and path, and artistId into artist and id. Digits stay with what precedes them.
func splitCase(part string) []string {
	var list []string
	start := 0
	for i := 1; i < len(part); i++ {
		if !isUpper(part[i]) {
			continue
		}
		acronymGoesOn := isUpper(part[i-1]) && (i+1 == len(part) || !isLower(part[i+1]))
		if !acronymGoesOn && !pluralAcronym(part, i) {
			list = append(list, strings.ToLower(part[start:i]))
			start = i
		}
	}
	return append(list, strings.ToLower(part[start:]))
}

// pluralAcronym reports whether part continues with the last letter of an acronym and the end of its plural: IDs and
// userIDs end in ids, SMSes are smses, and URLsByID begins with urls.
func pluralAcronym(part string, i int) bool {
	if !isUpper(part[i-1]) {
		return false
	}
	rest := part[i+1:]
	if after, ok := strings.CutPrefix(rest, "es"); ok && strings.IndexByte("SXZ", part[i]) >= 0 {
		rest = after
	} else if rest, ok = strings.CutPrefix(rest, "s"); !ok {
		return false
	}
	return rest == "" || isUpper(rest[0]) || isDigit(rest[0])
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// transliterate spells a name in ASCII letters, digits and underscores. Accents are dropped, Latin, Greek and Cyrillic
// letters get their usual spelling, letters and symbols of other scripts become a word of their code point (u65e5),
// everything else an underscore.
func transliterate(name string) string {
	if isPlain(name) {
		return name
	}
	runes := []rune(norm.NFKD.String(name))
	var b strings.Builder
	for i, r := range runes {
		switch {
		case r <= unicode.MaxASCII && isPlain(string(r)):
			b.WriteRune(r)
		case spelt[r] != "" && unicode.IsUpper(r) && shouted(runes, i):
			b.WriteString(strings.ToUpper(spelt[r]))
		case spelt[r] != "":
			b.WriteString(spelt[r])
		case unicode.Is(unicode.Mn, r), strings.ContainsRune("ьъЬЪʹʺ", r): // marks and signs without a sound
		case unicode.IsLetter(r), unicode.IsNumber(r), unicode.Is(unicode.So, r):
			b.WriteString("_u" + codePoint(r) + "_")
		default:
			b.WriteByte('_')
		}
	}
	return b.String()
}

// shouted reports whether the capital at i is among capitals, so that all letters of its spelling are capitals too:
// ΘΕΜΑ is THEMA, but Θέμα is Thema.
func shouted(runes []rune, i int) bool {
	if i+1 < len(runes) && unicode.IsLetter(runes[i+1]) {
		return unicode.IsUpper(runes[i+1])
	}
	return i > 0 && unicode.IsUpper(runes[i-1])
}

func isPlain(name string) bool {
	for i := range len(name) {
		if c := name[i]; !isUpper(c) && !isLower(c) && !isDigit(c) && c != '_' {
			return false
		}
	}
	return true
}

// codePoint returns at least four hexadecimal digits.
func codePoint(r rune) string {
	s := strconv.FormatInt(int64(r), 16)
	return strings.Repeat("0", max(0, 4-len(s))) + s
}

// Letters that Unicode does not decompose into a Latin letter and marks, each followed by its usual spelling. An
// upper-case letter is spelt as its lower-case one, with a capital.
const spellings = "ßss æae œoe øo đd ðd þth łl ħh ıi ŋng ĸk ŧt ſs ƒf əe " +
	"αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo " +
	"аa бb вv гg дd еe жzh зz иi кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ыy эe юyu яya " +
	"єye іi ґg ђdj јj љlj њnj ћc џdz ѓgj ќkj ѕdz"

var spelt = func() map[rune]string {
	m := make(map[rune]string)
	for entry := range strings.FieldsSeq(spellings) {
		letter, size := utf8.DecodeRuneInString(entry)
		ascii := entry[size:]
		m[letter] = ascii
		if upper := unicode.ToUpper(letter); upper != letter && upper > unicode.MaxASCII {
			m[upper] = capital(ascii)
		}
	}
	m['ẞ'] = "Ss"
	return m
}()

// camel joins words as a field: artistId.
func camel(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0] + pascal(list[1:])
}

// pascal joins words as a type: ArtistId.
func pascal(list []string) string {
	var b strings.Builder
	for _, w := range list {
		b.WriteString(capital(w))
	}
	return b.String()
}

// screaming joins words as an enum value: ARTIST_ID.
func screaming(list []string) string { return strings.ToUpper(strings.Join(list, "_")) }

// capital returns an ASCII name with its first letter in upper case.
func capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// validName reports whether GraphQL can spell the name and does not reserve it.
func validName(name string) bool {
	return name != "" && isPlain(name) && !isDigit(name[0]) && !strings.HasPrefix(name, "__")
}
