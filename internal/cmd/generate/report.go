package main

import (
	"errors"
	"fmt"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"tiddly/internal/owned"
)

// report is what the owner has to look at after code was generated.
type report struct {
	// moved are sentences about code that has lost its place, lines about code that names what is gone.
	moved, lines []string
	pins         pins
}

// reportOf returns the report about changes that were written to a package, by its folder and its path: orphans are the files of what was moved,
// gone are the names that are not there any more, of those that were.
func reportOf(dir, path string, c owned.Changes, orphans []string, gone owned.Names, was owned.Declarations) (report, error) {
	var r report
	for i, o := range c.Orphans {
		r.moved = append(r.moved, fmt.Sprintf("%s is no longer in the schema: your code for it in %s is now in %s; move what you still need, then remove that file",
			o.What, shown(filepath.Join(dir, o.File)), shown(orphans[i])))
	}
	if len(gone) == 0 {
		return r, nil
	}
	users, err := usersOf(path)
	if err != nil {
		return r, err
	}
	r.lines, err = linesWithout(users, gone, was)
	return r, err
}

// usersOf returns a package and those of the module that import one below it.
func usersOf(path string) ([]string, error) {
	all, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedImports}, "./...")
	if err != nil {
		return nil, fmt.Errorf("the code is generated, but the packages that use it could not be listed: %w", err)
	}
	users := []string{path}
	for _, p := range all {
		for imported := range p.Imports {
			if p.PkgPath != path && strings.HasPrefix(imported, path+"/") {
				users = append(users, p.PkgPath)
				break
			}
		}
	}
	return users, nil
}

// linesWithout returns the lines of packages that do not compile because of names that are gone or have other types.
func linesWithout(users []string, gone owned.Names, was owned.Declarations) ([]string, error) {
	loaded, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedExportFile |
			packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo,
	}, users...)
	if err != nil {
		return nil, fmt.Errorf("the code is generated, but could not be compiled: %w", err)
	}
	var lines []string
	parsed := map[string]*owned.File{}
	for _, p := range loaded {
		for _, e := range p.TypeErrors {
			line, err := lineOf(e, gone, was, parsed)
			if err != nil {
				return nil, err
			}
			if line != "" && !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
		}
	}
	return lines, nil
}

// lineOf returns the line of an error with the name that it is due to; empty if it is due to none.
func lineOf(e types.Error, gone owned.Names, was owned.Declarations, parsed map[string]*owned.File) (string, error) {
	at := e.Fset.Position(e.Pos)
	if parsed[at.Filename] == nil {
		text, err := os.ReadFile(at.Filename)
		if err != nil {
			return "", err
		}
		if parsed[at.Filename], err = owned.Parse(at.Filename, text); err != nil {
			return "", err
		}
	}
	name := gone.DueTo(parsed[at.Filename], e, was)
	if name == "" {
		return "", nil
	}
	return fmt.Sprintf("%s:%d: %s", shown(at.Filename), at.Line, name), nil
}

// shown returns a path from the root of the project, which is the working directory.
func shown(path string) string {
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	if short, err := filepath.Rel(here, absolute); err == nil {
		path = short
	}
	return filepath.ToSlash(path)
}

// print writes the report. It returns an error if there is something in it, so that no script passes over it.
func (r report) print(w io.Writer) error {
	for _, text := range r.moved {
		_, _ = fmt.Fprintln(w, "generate:", text) // if stderr is closed nobody reads it
	}
	for i, line := range r.lines {
		if i == 0 {
			_, _ = fmt.Fprintln(w, "generate: these lines no longer compile, because what they name is gone or has another type:")
		}
		_, _ = fmt.Fprintln(w, line)
	}
	switch {
	case len(r.moved) > 0:
		return errors.New("the code is generated, but not all of your code has a place in it; generating again changes nothing")
	case len(r.lines) > 0:
		return errors.New("the code is generated, but does not compile before these lines are changed")
	}
	return nil
}
