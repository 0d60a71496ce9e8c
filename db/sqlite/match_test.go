package sqlite

import (
	"bytes"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tiddly/internal/exec"
)

// random returns the random source of a test, seeded by TIDDLY_SEED if that is set.
func random(t *testing.T) *rand.Rand {
	t.Helper()
	seed, err := strconv.ParseUint(os.Getenv("TIDDLY_SEED"), 10, 64)
	if err != nil {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("TIDDLY_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

func folded(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// likeModel reports whether a pattern of tokens matches a text, in the plainest way: by the set of positions at which
// the pattern so far can end.
func likeModel(text string, pattern []byte) bool {
	at := map[int]bool{0: true}
	for _, c := range pattern {
		next := map[int]bool{}
		for i := range at {
			switch {
			case c == 0xff:
				for j := i; j <= len(text); j++ {
					if j == len(text) || utf8.RuneStart(text[j]) {
						next[j] = true
					}
				}
			case i == len(text):
			case c == 0xfe:
				_, width := utf8.DecodeRuneInString(text[i:])
				next[i+width] = true
			case text[i] == c:
				next[i+1] = true
			}
		}
		at = next
	}
	return at[len(text)]
}

// matched returns the database's comparison of a text with a part, or with a pattern if it is bytes.
func matched(t *testing.T, r exec.Reader, function, text string, part any) bool {
	t.Helper()
	got, err := firstColumn(r, "SELECT "+function+"(?, ?)", text, part)
	if err != nil {
		t.Fatalf("%s of %q and %q: %v", function, text, part, err)
	}
	return got[0] == "1"
}

// checkParts compares the comparisons with a part with Go's, checkLike those with a pattern with the model.
func checkParts(t *testing.T, r exec.Reader, text, part string) {
	t.Helper()
	for function, model := range map[string]func(string, string) bool{
		"contains": strings.Contains, "starts_with": strings.HasPrefix, "ends_with": strings.HasSuffix,
	} {
		if got := matched(t, r, "tiddly_"+function, text, part); got != model(text, part) {
			t.Errorf("%s of %q and %q is %v", function, text, part, got)
		}
		if got := matched(t, r, "tiddly_i"+function, text, part); got != model(folded(text), folded(part)) {
			t.Errorf("i%s of %q and %q is %v", function, text, part, got)
		}
	}
}

func checkLike(t *testing.T, r exec.Reader, text string, pattern []byte) {
	t.Helper()
	if got := matched(t, r, "tiddly_like", text, pattern); got != likeModel(text, pattern) {
		t.Errorf("like of %q and %q is %v", text, pattern, got)
	}
	if got := matched(t, r, "tiddly_ilike", text, pattern); got != likeModel(folded(text), []byte(folded(string(pattern)))) {
		t.Errorf("ilike of %q and %q is %v", text, pattern, got)
	}
}

// letters returns a text over few letters, in which parts repeat.
func letters(r *rand.Rand, from []string, most int) string {
	var b strings.Builder
	for range r.IntN(most + 1) {
		b.WriteString(from[r.IntN(len(from))])
	}
	return b.String()
}

// TestMatchesAsTheModel compares repetitive texts, with zero bytes, letters of both cases and of several bytes, with
// parts and patterns of the same.
func TestMatchesAsTheModel(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "")})
	rounds := 3000
	if os.Getenv("TIDDLY_LONG") != "" {
		rounds = 100_000
	}
	random := random(t)
	alphabets := [][]string{{"a", "b"}, {"a", "A", "b"}, {"a", "\x00", "é"}, {"€", "\U0001F600", "x", "X"}, {"ab", "aab", "b"}}
	err := d.Read(t.Context(), false, func(r exec.Reader) error {
		for range rounds {
			alphabet := alphabets[random.IntN(len(alphabets))]
			text := letters(random, alphabet, 40)
			checkParts(t, r, text, letters(random, alphabet, 8))
			pattern := letters(random, append([]string{"\xff", "\xfe"}, alphabet...), 10)
			checkLike(t, r, text, []byte(pattern))
		}
		// Long enough for the search that is always linear.
		for range rounds / 10 {
			alphabet := alphabets[random.IntN(len(alphabets))]
			period := letters(random, alphabet, 30)
			text := strings.Repeat(period, 100) + letters(random, alphabet, 300) + strings.Repeat(period, 50)
			start := random.IntN(len(text) + 1)
			part := text[start : start+random.IntN(len(text)-start+1)]
			checkParts(t, r, text, part)
			checkParts(t, r, text, part+"b")
			checkParts(t, r, text, "b"+part)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestMatchOfNoText checks the comparisons of other cells and of NULL: numbers are compared by their text.
func TestMatchOfNoText(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "")})
	for query, want := range map[string]string{
		"SELECT tiddly_contains(12345, '234')":               "1",
		"SELECT tiddly_starts_with(1.5, '1.')":               "1",
		"SELECT tiddly_ends_with(x'616263', 'bc')":           "1",
		"SELECT tiddly_like(x'616263', x'61ff')":             "1",
		"SELECT tiddly_ilike('ABC', x'61ff')":                "1",
		"SELECT tiddly_contains(NULL, 'a')":                  "<nil>",
		"SELECT tiddly_like('a', NULL)":                      "<nil>",
		"SELECT tiddly_contains('', '')":                     "1",
		"SELECT tiddly_like('', x'')":                        "1",
		"SELECT tiddly_like('a', x'')":                       "0",
		"SELECT tiddly_contains(CAST(x'80c3' AS TEXT), '')":  "1",
		"SELECT tiddly_like(CAST(x'e282' AS TEXT), x'fe')":   "1",
		"SELECT tiddly_like(CAST(x'8080' AS TEXT), x'fefe')": "1",
		"SELECT tiddly_like(zeroblob(3), x'fefefe')":         "1",
	} {
		if got := ask1(t, d, query); got[0] != want {
			t.Errorf("%s gave %s, want %s", query, got[0], want)
		}
	}
}

// TestMatchInUTF16 checks that a database whose text is not UTF-8 compares in the same way.
func TestMatchInUTF16(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "PRAGMA encoding = 'UTF-16le'; CREATE TABLE t(s TEXT); INSERT INTO t VALUES ('a' || char(0) || 'é€b')")})
	for query, part := range map[string]any{
		"tiddly_contains": "\x00é", "tiddly_starts_with": "a\x00", "tiddly_ends_with": "€b", "tiddly_like": []byte("a\xfe\xfe\xfeb"), "tiddly_icontains": "\x00é€B",
	} {
		if got := ask1(t, d, "SELECT "+query+"(s, ?) FROM t", part); got[0] != "1" {
			t.Errorf("%s of %q is not found", query, part)
		}
	}
}

// FuzzMatch compares any bytes; patterns are compared with texts that are UTF-8.
func FuzzMatch(f *testing.F) {
	f.Add("aabaab", "aab%_")
	f.Add("a\x00é\xff", "\x00")
	d, err := Open(f.Context(), Options{Path: f.TempDir() + "/fuzz.db", Create: true})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = d.Close() })
	f.Fuzz(func(t *testing.T, text, part string) {
		err := d.Read(t.Context(), false, func(r exec.Reader) error {
			checkParts(t, r, text, part)
			pattern, err := bindLikeTokens.Apply(part)
			if err != nil || !utf8.ValidString(text) || !utf8.ValidString(part) {
				return nil
			}
			tokens, _ := pattern.([]byte)
			checkLike(t, r, text, bytes.Clone(tokens))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
