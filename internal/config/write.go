package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"tiddly/internal/config/edit"
)

// WriteFile writes settings into a file of settings, which is created where it does not exist, and reports whether that
// changed it. The file is written in place, so that its owner, its permissions and links to it stay.
func WriteFile(path string, lines []edit.Line) (changed bool, err error) {
	content, err := readFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	written, err := edit.Write(content, lines)
	if err != nil {
		return false, fmt.Errorf("%s: %w", path, err)
	}
	return overwrite(path, content, written)
}

// overwrite replaces the content of a file, and reports whether that changed it.
func overwrite(path string, content, written []byte) (changed bool, err error) {
	if bytes.Equal(written, content) {
		return false, nil
	}
	if len(written) > maxFile {
		return false, fmt.Errorf("%s would be larger than %d bytes", path, maxFile)
	}
	return true, replaceContent(path, content, written)
}

// replaceContent writes over the content of a file, unless another program changed it meanwhile.
func replaceContent(path string, old, content []byte) (err error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644) //nolint:gosec // the operator names it, for people to read
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	found, err := io.ReadAll(file)
	if err != nil {
		return err
	}
	if !bytes.Equal(found, old) {
		return fmt.Errorf("%s was changed by another program in the meantime", path)
	}
	if _, err := file.WriteAt(content, 0); err != nil {
		return err
	}
	return errors.Join(file.Truncate(int64(len(content))), file.Sync())
}
