package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen/config"
)

// configFile is gqlgen's configuration; it marks the root of the project.
const configFile = "gqlgen.yml"

// writeCode runs gqlgen in the working directory, over the schema that lies there.
func writeCode() error {
	settings, err := config.LoadConfig(configFile)
	if err != nil {
		return fmt.Errorf("read %s: %w", configFile, err)
	}
	kept, err := keep(settings.Exec.Filename, settings.Model.Filename)
	if err != nil {
		return err
	}
	if err := api.Generate(settings); err != nil {
		return errors.Join(fmt.Errorf("gqlgen: %w", err), kept.restore())
	}
	return nil
}

// kept are files as they were. gqlgen removes its output before it starts, so a
// mistake in the schema would leave the project without code.
type kept map[string][]byte

func keep(paths ...string) (kept, error) {
	files := kept{}
	for _, path := range paths {
		content, err := os.ReadFile(path) //nolint:gosec // the paths of gqlgen.yml
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		files[path] = content
	}
	return files, nil
}

func (k kept) restore() error {
	var all error
	for path, content := range k {
		all = errors.Join(all, os.WriteFile(path, content, 0o644)) //nolint:gosec // source code is for everybody to read
	}
	return all
}

// projectRoot gives the nearest folder, from start upwards, that has gqlgen's
// configuration: `go generate` runs in the folder of the package that asks for it.
func projectRoot(start string) (string, error) {
	for dir := start; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, configFile)); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("no %s in %s or above it: run this inside the project", configFile, start)
		}
	}
}
