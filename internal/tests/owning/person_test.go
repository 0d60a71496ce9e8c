package owning

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// follows matches lines that generating may change: the heads of resolvers, and imports.
var follows = regexp.MustCompile(`^func \(\w+ \*\w+Resolver\) |^\t(\w+ )?"[\w/.]+"$`)

// wrote records lines of the person's.
func (l *life) wrote(file, text string) {
	if strings.HasPrefix(file, "graph/") {
		for line := range strings.SplitSeq(text, "\n") {
			l.lines[line] = !follows.MatchString(line)
		}
	}
}

// generate runs the generator and returns what it said.
func (l *life) generate(args ...string) (string, error) {
	l.Helper()
	c := exec.CommandContext(l.Context(), filepath.Join(l.dir, "generator"), args...)
	c.Dir, c.Env = l.dir, append(os.Environ(), "GOFLAGS=-trimpath")
	out, err := c.CombinedOutput()
	return string(out), err
}

var resolver = regexp.MustCompile(`(?m)^func \(r \*(?:query|mutation)Resolver\) (\w+)\(.*\{\n(\tcalls\.)?`)

// editAll edits every resolver of the tables, except those of one that stays as it was generated.
func (l *life) editAll() {
	l.Helper()
	const file = "graph/schema.resolvers.go"
	untouched := strings.TrimSpace(l.sections["untouched"])
	write(l.T, l.dir, file, resolver.ReplaceAllStringFunc(read(l.T, l.dir, file), func(head string) string {
		name := resolver.FindStringSubmatch(head)[1]
		if strings.HasSuffix(head, "\tcalls.") || untouched != "" && strings.Contains(name, untouched) {
			return head
		}
		line := "\tcalls.Add(1) // for " + name
		l.wrote(file, line)
		return head + line + "\n"
	}))
}

// patch edits files as a section says: the name of a file, then lines with - before what is there, and with + before
// what takes its place.
func (l *life) patch(section string) {
	l.Helper()
	file, was, is := "", "", ""
	apply := func() {
		if was == "" && is == "" {
			return
		}
		text := read(l.T, l.dir, file)
		if was == "" {
			write(l.T, l.dir, file, text+is)
		} else if strings.Count(text, was) != 1 {
			l.Fatalf("%s: %s has not once\n%s\nit is\n%s", section, file, was, text)
		}
		write(l.T, l.dir, file, strings.Replace(text, was, is, 1))
		for line := range strings.SplitSeq(was, "\n") {
			delete(l.lines, line)
		}
		l.wrote(file, is)
		was, is = "", ""
	}
	for line := range strings.Lines(l.sections[section]) {
		switch {
		case strings.HasPrefix(line, "-"):
			if is != "" {
				apply()
			}
			was += line[1:]
		case strings.HasPrefix(line, "+"):
			is += line[1:]
		default:
			apply()
			file = strings.TrimSpace(line)
		}
	}
	apply()
}
