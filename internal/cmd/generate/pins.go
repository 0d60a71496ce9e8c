package main

import (
	"fmt"
	"io"
	"path/filepath"

	"tiddly/internal/catalog"
	"tiddly/internal/config"
)

// pin writes the settings that fix what was found in the cells into the file of the project, so that the server serves
// what the code was generated for, whatever the cells are by then.
func pin(root string, found []catalog.Evidence, stderr io.Writer) error {
	lines := config.PinLines(found)
	if len(lines) == 0 {
		return nil
	}
	if _, err := config.WriteFile(filepath.Join(root, config.StandardFile), lines); err != nil {
		return fmt.Errorf("write the settings for the values that were found: %w", err)
	}
	_, err := fmt.Fprintf(stderr, "generate: settings written to %s for the values that were found: %d\n", config.StandardFile, len(lines))
	return err
}
