package edit

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// plainText matches texts that are surely the same without quotes.
var plainText = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*$`)

// otherWords are the words that YAML, of one version or another, reads as something else than a text.
var otherWords = []string{"true", "false", "yes", "no", "on", "off", "y", "n", "null"}

// quoted returns a text as YAML.
func quoted(text string) string {
	if plainText.MatchString(text) && !slices.Contains(otherWords, strings.ToLower(text)) {
		return text
	}
	var b strings.Builder
	e := json.NewEncoder(&b) // a JSON text is a YAML text
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		panic("invariant broken: a text is no JSON: " + err.Error())
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// verify checks that a written file holds what the file held, and the lines.
func verify(content, written []byte, lines []Line) error {
	before, err := decoded(content)
	if err != nil {
		return err
	}
	after, err := decoded(written)
	if err != nil {
		return fmt.Errorf("with the lines added, it is not YAML: %w", err)
	}
	for _, line := range lines {
		var value any
		if err := yaml.Unmarshal([]byte(line.Value), &value); err != nil {
			return fmt.Errorf("%s: the value %s is not YAML: %w", strings.Join(line.Path, "."), line.Value, err)
		}
		if _, dotted := before[strings.Join(line.Path, ".")]; dotted {
			before[strings.Join(line.Path, ".")] = value
			continue
		}
		at := before
		for _, key := range line.Path[:len(line.Path)-1] {
			next, ok := at[key].(map[string]any)
			if !ok {
				next = map[string]any{}
				at[key] = next
			}
			at = next
		}
		at[line.Path[len(line.Path)-1]] = value
	}
	if !reflect.DeepEqual(before, after) {
		return errors.New("its lines cannot be written without changing its other content")
	}
	return nil
}

// Decode reads a file of YAML into a struct, and passes over what that has no member for.
func Decode(content []byte, into any) error { return yaml.Unmarshal(content, into) }

// decoded returns the content of a file as values.
func decoded(content []byte) (map[string]any, error) {
	all := map[string]any{}
	if err := yaml.Unmarshal(content, &all); err != nil {
		return nil, err
	}
	if all == nil {
		all = map[string]any{}
	}
	return all, nil
}
