package schema

import (
	"strings"
	"testing"
	"unicode/utf8"

	"tiddly/internal/catalog"
)

// commented returns a catalogue of one table whose comments are text.
func commented(text string) *catalog.Catalog {
	t := &catalog.Table{SQLName: "note", TypeName: "Note", ListField: "notes", SingleField: "note", MutationName: "Note", Comment: text}
	t.Columns = []*catalog.Column{{Table: t, SQLName: "text", Name: "text", EnumValue: "TEXT", Comment: text}}
	return &catalog.Catalog{Tables: []*catalog.Table{t}}
}

// described returns the descriptions that a comment becomes, on the type and on the field.
func described(t *testing.T, text string) (onType, onField string) {
	t.Helper()
	s, err := Build(commented(text), Options{})
	if err != nil {
		t.Fatalf("comment %q: %v", text, err)
	}
	note := s.AST.Types["Note"]
	return note.Description, note.Fields.ForName("text").Description
}

func TestDescriptionKeepsComment(t *testing.T) {
	for _, text := range []string{
		"plain",
		`with "quotes"`,
		`"`,
		`"""`,
		`""""""`,
		`ends with a quote"`,
		`ends with a backslash\`,
		`C:\new\u0041\"""`,
		`\`,
		"two\nlines",
		"first\n    indented\n\nlast",
		"tab\tinside",
		"naïve — 日本語 🎸",
		"# no comment",
		"{}@$(!)",
	} {
		t.Run(text, func(t *testing.T) {
			onType, onField := described(t, text)
			if onType != text || onField != text {
				t.Errorf("got %q on the type and %q on the field, want %q", onType, onField, text)
			}
		})
	}
}

func TestDescriptionCleansComment(t *testing.T) {
	for text, want := range map[string]string{
		"  blanks around \n":     "blanks around",
		"dos\r\nmac\rend":        "dos\nmac\nend",
		"blanks at an end \t\nx": "blanks at an end\nx",
		"nul\x00 bell\x07":       "nul  bell",
		"bad\xff\xfeutf":         "bad\uFFFDutf",
		"a\uFEFFb":               "a b",
	} {
		onType, onField := described(t, text)
		if onType != want || onField != want {
			t.Errorf("%q: got %q on the type and %q on the field, want %q", text, onType, onField, want)
		}
	}
}

func TestBlankCommentIsNoDescription(t *testing.T) {
	for _, text := range []string{" ", "\n\n", "\t\r\n", "\x00"} {
		onType, onField := described(t, text)
		if onType != "A row of table note." || onField != "Column text." {
			t.Errorf("%q: got %q and %q, want the generated descriptions", text, onType, onField)
		}
	}
}

func FuzzDescription(f *testing.F) {
	for _, seed := range []string{"", `"""`, "a\n  b\n c", `\"""`, "\u2028", "\u0085x", " \u00a0"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		onType, _ := described(t, text)
		if !utf8.ValidString(onType) {
			t.Errorf("%q: the description %q is not UTF-8", text, onType)
		}
		if want := clean(text); want != "" && onType != want {
			t.Errorf("%q: got the description %q, want %q", text, onType, want)
		}
	})
}

func TestNastySQLNames(t *testing.T) {
	for _, name := range []string{`a"b`, `a"""b`, `back\slash`, "new\nline", "tab\t", "", "日本", `"`, "\x01", "\xff"} {
		c := commented("")
		c.Tables[0].SQLName = name
		c.Tables[0].Columns[0].SQLName = name
		c.Tables[0].Columns[0].Declared = name
		s, err := Build(c, Options{})
		if err != nil {
			t.Errorf("name %q: %v", name, err)
			continue
		}
		if d := s.AST.Types["Note"].Description; !strings.Contains(d, clean(name)) {
			t.Errorf("name %q is not in the description %q", name, d)
		}
	}
}
