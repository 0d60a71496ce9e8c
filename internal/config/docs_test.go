package config

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

var update = flag.Bool("update", false, "write docs/settings.md anew")

const (
	page = "../../docs/settings.md"
	// The part between these lines of the page is generated from the options, the rest is written by hand.
	begin = "<!-- made from internal/config: go test ./internal/config -update -->\n"
	end   = "<!-- end of what is made -->\n"
)

// TestThePageOfSettingsIsFresh compares docs/settings.md with the options.
func TestThePageOfSettingsIsFresh(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok1 := strings.Cut(string(text), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatalf("%s lacks the lines around what is made", page)
	}
	fresh := head + begin + reference() + end + tail
	if fresh == string(text) {
		return
	}
	if !*update {
		t.Fatalf("%s is out of date: run go test ./internal/config -update", page)
	}
	if err := os.WriteFile(page, []byte(fresh), 0o600); err != nil {
		t.Fatal(err)
	}
}

// reference writes every setting, group by group.
func reference() string {
	var b strings.Builder
	var last *group
	for i := range options {
		o := &options[i]
		if o.group != last {
			fmt.Fprintf(&b, "\n## %s\n\n%s\n", o.group.title, wrapped(o.group.about))
			last = o.group
		}
		standard := "none"
		if o.shown != "" {
			standard = "`" + o.shown + "`"
		}
		text := capital(strings.ReplaceAll(o.help, ": %s", ", by its path or URL")) + "."
		if o.about != "" {
			text += " " + o.about
		}
		fmt.Fprintf(&b, "\n### `%s`\n\n%s", o.key, wrapped(text))
		source := "flag `--" + o.flag + "`, variable `" + o.variable() + "`"
		if o.group == generating {
			source = "in the file only"
		}
		if o.variable() == SourceVariable {
			source = "in the file; the variable `" + SourceVariable + "` is like `--db` and `--schema`"
		}
		fmt.Fprintf(&b, "\n\n- %s\n- takes %s; default %s\n", source, o.value.takes, standard)
		if !o.outside {
			fmt.Fprintf(&b, "\n```yaml\n%s\n```\n", inFile(o))
		}
	}
	return b.String() + "\n"
}

// wrapped breaks a text into lines that end before column 120.
func wrapped(text string) string {
	var b strings.Builder
	width := 0
	for i, word := range strings.Fields(text) {
		switch n := utf8.RuneCountInString(word); {
		case i == 0:
			width = n
		case width+1+n < 120:
			b.WriteByte(' ')
			width += 1 + n
		default:
			b.WriteByte('\n')
			width = n
		}
		b.WriteString(word)
	}
	return b.String()
}

func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// inFile returns the lines of a file that set an option to its example, or its default.
func inFile(o *option) string {
	example := o.example
	switch {
	case example != "":
	case o.shown == "false":
		example = "true"
	default:
		example = o.shown
	}
	if o.together != "" {
		return o.together
	}
	keys := strings.Split(o.key, ".")
	for i, key := range keys {
		keys[i] = strings.Repeat("  ", i) + key + ":"
	}
	return strings.Join(keys, "\n") + " " + example
}

var blocks = regexp.MustCompile("(?s)```yaml\n(.*?)```")

// TestTheExamplesOfThePage loads every file that the page shows.
func TestTheExamplesOfThePage(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	tried := blocks.FindAllStringSubmatch(string(text), -1)
	if len(tried) < len(options) {
		t.Errorf("%d examples were found, for %d settings", len(tried), len(options))
	}
	for _, m := range tried {
		write(t, m[1])
		if _, err := load(t, nil); err != nil {
			t.Errorf("%s\ngives %v", m[1], err)
		}
	}
}
