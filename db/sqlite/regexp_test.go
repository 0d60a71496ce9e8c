package sqlite

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"tiddly/internal/request"
)

func TestPatternsAreBounded(t *testing.T) {
	var p patterns
	const many = 1000
	dropped := 0
	for i := 0; i < many && (dropped < 2 || !testing.Short()); i++ {
		before := len(p.byText)
		text := strings.Repeat("a", i%7*300) + strconv.Itoa(i)
		if got, err := p.get(text); err != nil || !got.MatchString(text) {
			t.Fatal(err)
		}
		if p.bytes > maxPatternBytes {
			t.Fatalf("%d patterns of about %d bytes are kept", len(p.byText), p.bytes)
		}
		if len(p.byText) < before {
			dropped++
		}
	}
	if dropped < 2 {
		t.Errorf("they were dropped %d times", dropped)
	}
}

// TestPatternsOfARequestAreKept checks that the expressions of one row do not evict each other.
func TestPatternsOfARequestAreKept(t *testing.T) {
	var p patterns
	var all request.RegexBudget
	count := 0
	for ; all.Add(fmt.Sprintf("(%d)+", count)) == nil; count++ {
		if _, err := p.get(fmt.Sprintf("(%d)+", count)); err != nil {
			t.Fatal(err)
		}
	}
	if count < 500 || len(p.byText) != count {
		t.Errorf("of %d patterns %d are kept", count, len(p.byText))
	}
}

func TestLargePatternsAreRefused(t *testing.T) {
	var p patterns
	for _, text := range []string{"((a{100}){10}){9}b{1000}((a{10}){10}){10}", strings.Repeat("a", request.MaxRegexBytes+1), "("} {
		if _, err := p.get(text); err == nil {
			t.Errorf("%.20s… is compiled", text)
		}
	}
}

// TestPatternMatches checks that a long text is matched as regexp matches it.
func TestPatternMatches(t *testing.T) {
	long := strings.Repeat("xab\ncé\xff", 40_000)
	for _, text := range []string{
		"ab", "^x", "^ab", "(?m)^cé", `\bab`, `ab\b`, "zz", "é.x", "(?i)XAB", "(ab|xa)+b", "(?s)x.*\xef\xbf\xbd$", "a+b$", "()", "$", "^$", `\xff`, "cé$", "(xab\ncé)+",
	} {
		for _, value := range []string{long, long + "ab", "zz" + long, long[3:], ""} {
			p, err := compilePattern(text)
			if err != nil {
				t.Fatal(err)
			}
			p.size = max(p.size, shortMatch)
			want := regexp.MustCompile(text).MatchString(value)
			if got := p.match(value, func(int) bool { return false }); got != want {
				t.Errorf("%q on %d bytes from %.4q is %v", text, len(value), value, got)
			}
		}
	}
}
