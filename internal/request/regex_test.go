package request

import (
	"strings"
	"testing"

	"tiddly/internal/fault"
)

// TestRegexSize checks that repeats are multiplied, and that common expressions are small.
func TestRegexSize(t *testing.T) {
	for text, bounds := range map[string][2]int{
		"":                                       {0, 2},
		"abc":                                    {3, 3},
		"a|b":                                    {1, 4},
		"(a?){900}b$":                            {2700, 5000},
		"(((a?){10}){10}){9}":                    {2700, 5000},
		"x{3,}":                                  {3, 8},
		"[a-z0-9._-]":                            {1, 2},
		`\pL`:                                    {10, 60},
		`^[\w.+-]+@[\w-]+(\.[\w-]+)+$`:           {5, 60},
		`(?i)^(https?|ftp)://[^\s/$.?#].[^\s]*$`: {10, 60},
		`^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`: {30, 150},
	} {
		size, err := RegexSize(text)
		if err != nil || size < bounds[0] || size > bounds[1] {
			t.Errorf("%s has size %d %v, want %d to %d", text, size, err, bounds[0], bounds[1])
		}
	}
}

func TestRegexBudget(t *testing.T) {
	for _, c := range []struct {
		name  string
		texts []string
		code  fault.Code
		says  string
	}{
		{"many small ones", strings.Split(strings.Repeat(`^a+b?$ `, 500), " "), "", ""},
		{"repeats, often", strings.Split(strings.Repeat(`(((a?){10}){10}){9} `, 500)+"b", " "), fault.LimitRegex, "as often as it is repeated"},
		{"four large ones", strings.Split(strings.Repeat("(a?){900}b$ ", 4), " "), fault.LimitRegex, "as often as it is repeated"},
		{"long", []string{strings.Repeat("a", MaxRegexBytes+1)}, fault.LimitRegex, "10000 bytes"},
		{"long together", []string{"[" + strings.Repeat("a", MaxRegexBytes/2) + "]", "[" + strings.Repeat("b", MaxRegexBytes/2) + "]"}, fault.LimitRegex, "10000 bytes"},
		{"classes", []string{"[" + strings.Repeat(`\pL`, 60) + "]", "[^" + strings.Repeat(`\PN`, 60) + "]"}, fault.LimitRegex, "classes of Unicode"},
		{"folded ranges", []string{"(?i)[" + strings.Repeat("B-\U00010000", 21) + "]"}, fault.LimitRegex, "ranges beyond ASCII"},
		{"folded escapes", []string{"(?i)[" + strings.Repeat(`B-\x{10000}`, 21) + "]"}, fault.LimitRegex, "ranges beyond ASCII"},
		{"ranges", []string{"[" + strings.Repeat("一-龥", 50) + "]", "(?i)" + strings.Repeat("[a-z]-", 100)}, "", ""},
		{"none", []string{"(", "((a{100}){100}){100}"}, "", ""},
	} {
		var b RegexBudget
		var f *fault.Fault
		for _, text := range c.texts {
			if f = b.Add(text); f != nil {
				break
			}
		}
		switch {
		case c.code == "" && f != nil, c.code != "" && f == nil:
			t.Errorf("%s: %v", c.name, f)
		case f != nil && (f.Code != c.code || !strings.Contains(f.Message, c.says) || f.Hint == ""):
			t.Errorf("%s: %v with hint %q", c.name, f, f.Hint)
		}
	}
}

func TestCheckRegex(t *testing.T) {
	if err := CheckRegex("^a+$"); err != nil {
		t.Error(err)
	}
	for _, text := range []string{"(", "(?=a)", "((a{100}){100}){100}"} {
		if f := fault.From(CheckRegex(text)); f == nil || f.Code != fault.RequestValue || f.Details == "" || f.Hint == "" {
			t.Errorf("%s: %v", text, f)
		}
	}
}
