package conformance

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

//go:embed cases/*.txt
var caseFiles embed.FS

// Case is one request with its expected answer.
type Case struct {
	// File is the file that it stands in, Name its name there: capability/what.
	File, Name string
	// Schema is the schema that it is asked of.
	Schema string
	// First is a document whose cursors the variables name; Request a document, or a REST request: method, address, and
	// the body below; Then a request that reads what a write has left. First and Then may be empty.
	First, Request, Then string
	Variables            string
	// Answer and AnswerThen are the status and the body of the answers, on a line each.
	Answer, AnswerThen string
}

// Capability is the part of the name before the slash.
func (c *Case) Capability() string {
	capability, _, _ := strings.Cut(c.Name, "/")
	return capability
}

var writing = regexp.MustCompile(`(?m)^\s*mutation\b|^(POST|PUT|DELETE) /`)

// Writes reports whether the case changes rows.
func (c *Case) Writes() bool { return writing.MatchString(c.Request) }

var restRequest = regexp.MustCompile(`^(GET|POST|PUT|DELETE|FETCH) (/\S*)(?:\n|$)`)

// Cases returns the cases of the suite, in the order of their files.
func Cases() ([]*Case, error) {
	files, err := fs.Glob(caseFiles, "cases/*.txt")
	if err != nil {
		return nil, err
	}
	var all []*Case
	names := map[string]bool{}
	for _, name := range files {
		text, err := caseFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		cases, err := parseCases(path.Base(name), string(text))
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			if names[c.Name] {
				return nil, fmt.Errorf("%s: there are two cases %s", name, c.Name)
			}
			names[c.Name] = true
		}
		all = append(all, cases...)
	}
	return all, nil
}

// parseCases reads a file: a line "schema: NAME", and cases that begin with "=== NAME" and have their parts below lines
// of "--- PART".
func parseCases(file, text string) ([]*Case, error) {
	schema := ""
	var all []*Case
	var at *string
	for line := range strings.Lines(text) {
		bare := strings.TrimRight(line, "\n")
		if name, found := strings.CutPrefix(bare, "schema: "); found && at == nil {
			schema = name
			continue
		}
		if name, found := strings.CutPrefix(bare, "=== "); found {
			all = append(all, &Case{File: file, Name: name, Schema: schema})
			at = &all[len(all)-1].Request
			continue
		}
		if name, found := strings.CutPrefix(bare, "--- "); found && at != nil {
			if at = all[len(all)-1].part(name); at == nil {
				return nil, fmt.Errorf("%s: a case has no part %q", file, name)
			}
			continue
		}
		if at != nil {
			*at += line
		}
	}
	for _, c := range all {
		for _, part := range []*string{&c.First, &c.Request, &c.Then, &c.Variables, &c.Answer, &c.AnswerThen} {
			*part = strings.TrimSpace(*part)
		}
	}
	return all, nil
}

func (c *Case) part(name string) *string {
	switch name {
	case "first":
		return &c.First
	case "variables":
		return &c.Variables
	case "then":
		return &c.Then
	case "answer":
		return &c.Answer
	case "answer then":
		return &c.AnswerThen
	default:
		return nil
	}
}

// formatCases writes cases as parseCases reads them.
func formatCases(all []*Case) string {
	var b strings.Builder
	if len(all) > 0 {
		fmt.Fprintf(&b, "schema: %s\n", all[0].Schema)
	}
	for _, c := range all {
		fmt.Fprintf(&b, "\n=== %s\n%s\n", c.Name, c.Request)
		for _, part := range []struct{ name, text string }{
			{"first", c.First}, {"variables", c.Variables}, {"then", c.Then}, {"answer", c.Answer}, {"answer then", c.AnswerThen},
		} {
			if part.text != "" {
				fmt.Fprintf(&b, "--- %s\n%s\n", part.name, part.text)
			}
		}
	}
	return b.String()
}

// values returns the variables of a case. A text "cursor: a.b.0.c" among them is replaced by the one at this place in the
// answer of the first document.
func (c *Case) values(first []byte) (map[string]any, error) {
	if c.Variables == "" {
		return map[string]any{}, nil
	}
	var values map[string]any
	if err := decode([]byte(c.Variables), &values); err != nil {
		return nil, fmt.Errorf("%s: the variables: %w", c.Name, err)
	}
	if c.First == "" {
		return values, nil
	}
	var answer any
	if err := decode(first, &answer); err != nil {
		return nil, err
	}
	for name, v := range values {
		place, found := strings.CutPrefix(fmt.Sprint(v), "cursor: ")
		if !found {
			continue
		}
		at := answer
		for step := range strings.SplitSeq("data."+place, ".") {
			at = below(at, step)
		}
		values[name] = at
	}
	return values, nil
}

// below returns the member or the item of a JSON value; nil where it has none.
func below(v any, step string) any {
	switch v := v.(type) {
	case map[string]any:
		return v[step]
	case []any:
		var i int
		if _, err := fmt.Sscan(step, &i); err == nil && i >= 0 && i < len(v) {
			return v[i]
		}
	}
	return nil
}

// decode reads JSON with its numbers as they are written.
func decode(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return d.Decode(into)
}
