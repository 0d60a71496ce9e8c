//go:build unix

package postgres

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

var regexTexts = []string{
	"", "a", "A", "ab", "abc", "aab", "b", "ba", "a\nb", "\na", "a\n", "Éé", "ß", "ſ", "K", "k", "ÅÅå", "x1_y", "a b", "]", "^", "-", "\\", "[a]", "a.b", "ab%_", "日本語", "😀", "e\u0301",
	"aaaaaaaaaa", "  ", "\t", "(a)", "{2}", "İi", "\u00a0",
}

var regexes = []string{
	"", "a", "^a", "a$", "^$", "^a*$", "a|b", "(a|b)+c?", "a{2}", "a{2,}", "a{0,3}b", "a{0}b", "a{10}", "(?i)a", "(?i)k", "(?i)é", "(?i)s", "(?i)ab|É",
	".", "^.$", "(?s)^.$", "(?s)a.b", "a.b", `a\.b`, `\d`, `\D`, `\w`, `\W`, `\s`, `\bb`, `\Bb`, `\b`, `\B`, `\Aa`, `b\z`, "(?m)^b$", "(?m)a$", "(?m)^", "[]]", "[^]]", `[\^\-]`, `\\`,
	`[a-c]`, `[^a-c]`, "[[:alpha:]]", "[[:^alpha:]]", `\pL`, `\PL`, `\p{Greek}`, `\p{Han}`, "日", "😀", `[😀-😂]`, `\x{1F600}`, `\x00`, `[\x00]`, `[\x00-b]`, "[^\\x00-\\x{10FFFF}]", "a*?b", "(?U)a+b", "(a)(b)",
	"(?:)*", "(?:^)*a", "(?:a|)*b", "(?:$)+", `(?:\b)*a`, "%_", `\{2}`, `\(a\)`, "a{300}|b", "(?:a?){0,600}b", "x*", "(?i)ß", "(?i)i", `(?i)\x{212A}`, "^(a{2}){2}", `\Q.+\E`, `[\pN_]`,
}

// TestRegex compares what regular expressions find on a server with what RE2 finds.
func TestRegex(t *testing.T) {
	s := start(t)
	all := regexes
	random := rand.New(rand.NewPCG(1, 2))
	parts := []string{"a", "b", "[ab]", "[^a]", ".", "(", ")", "|", "*", "+", "?", "{2}", "^", "$", `\b`, `\w`, "(?i)", "é", "\\n", "(?m)"}
	for range 300 {
		var b strings.Builder
		for range 1 + random.IntN(7) {
			b.WriteString(parts[random.IntN(len(parts))])
		}
		if _, err := regexp.Compile(b.String()); err == nil {
			all = append(all, b.String())
		}
	}
	var script strings.Builder
	var names, wants []string
	script.WriteString("CREATE TEMP TABLE x (n int, v text);\n")
	literal := func(v string) string { return "'" + strings.ReplaceAll(v, "'", "''") + "'" }
	for i, text := range regexTexts {
		fmt.Fprintf(&script, "INSERT INTO x VALUES (%d, %s);\n", i, literal(text))
	}
	for _, text := range all {
		re := regexp.MustCompile(text)
		var want []string
		for i, v := range regexTexts {
			if re.MatchString(v) {
				want = append(want, fmt.Sprint(i))
			}
		}
		bound, err := bindRegex.Apply(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		names, wants = append(names, text+" as "+bound.(string)), append(wants, strings.Join(want, " "))
		fmt.Fprintf(&script, `SELECT coalesce(string_agg(n::text, ' ' ORDER BY n), '') || ';' FROM x WHERE (v COLLATE "C") ~ %s::text;`+"\n", literal(bound.(string)))
	}
	s.judge(script.String(), names, wants)
}
