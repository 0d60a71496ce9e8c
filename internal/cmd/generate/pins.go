package main

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/config"
)

// pins are settings that fix what lies in the cells, which are written here and not by a person.
type pins struct {
	// kept are those that the settings have as they were written, and whose columns are as they were; gone are those of
	// columns that do not exist any more, or have another type.
	kept, gone []config.Written
	// found is what lies in the cells of the other columns.
	found []catalog.Evidence
}

// judgePins tells which of the settings that were written before are for columns that a source has. What a person
// changed since then is theirs; so is what stands in a form from which it cannot be removed.
func judgePins(source *catalog.Source, overrides catalog.Overrides, before []config.Written) pins {
	var p pins
	for _, w := range before {
		if w = w.In(overrides); len(w.Pins) == 0 {
			continue
		}
		c := source.Column(w.Table, w.Column)
		if (c == nil || c.Declared != w.Declared) && config.Removable(config.StandardFile, []config.Written{w}) {
			p.gone = append(p.gone, w)
		} else {
			p.kept = append(p.kept, w)
		}
	}
	return p
}

// all returns the settings that are there when all is written.
func (p *pins) all() []config.Written {
	return append(slices.Clip(p.kept), config.WrittenFor(p.found)...)
}

// write writes the settings that fix what was found in the cells into the file of the project, so that the server serves
// what the code was generated for, whatever the cells are by then, and removes those for what is gone, with which it
// would not start.
func (p *pins) write(root string, stderr io.Writer) error {
	file := filepath.Join(root, config.StandardFile)
	if len(p.gone) > 0 {
		if _, err := config.RemoveFromFile(file, p.gone); err != nil {
			return fmt.Errorf("remove the settings for the columns that are gone: %w", err)
		}
		for _, w := range p.gone {
			// If stderr is closed nobody reads it.
			_, _ = fmt.Fprintf(stderr, "generate: removed from %s what it had written there for column %q of table %q, which is gone or has another type\n",
				config.StandardFile, w.Column, w.Table)
		}
	}
	lines := config.PinLines(p.found)
	if len(lines) == 0 {
		return nil
	}
	if _, err := config.WriteFile(file, lines); err != nil {
		return fmt.Errorf("write the settings for the values that were found: %w", err)
	}
	_, err := fmt.Fprintf(stderr, "generate: settings written to %s for the values that were found: %d\n", config.StandardFile, len(lines))
	return err
}

// pinEntry is the beginning of a line of the record that has settings which were written.
const pinEntry = "//\tpin: "

// pinLines returns the lines of the record for settings that were written.
func pinLines(all []config.Written) (string, error) {
	var text strings.Builder
	for _, w := range all {
		line, err := json.Marshal(w)
		if err != nil {
			return "", err
		}
		text.WriteString(pinEntry + string(line) + "\n")
	}
	return text.String(), nil
}

// recordedPins returns the settings that were written when the code in the working directory was generated.
func recordedPins() ([]config.Written, error) {
	record, err := readIfAny(filepath.FromSlash(originsFile))
	if err != nil {
		return nil, err
	}
	var all []config.Written
	for line := range strings.Lines(string(record)) {
		entry, ok := strings.CutPrefix(line, pinEntry)
		if !ok {
			continue
		}
		var w config.Written
		if err := json.Unmarshal([]byte(entry), &w); err != nil {
			return nil, fmt.Errorf("%s: %s is no record of settings (%w); take the file from your version control, or remove the line", originsFile, strings.TrimSpace(entry), err)
		}
		all = append(all, w)
	}
	return all, nil
}
