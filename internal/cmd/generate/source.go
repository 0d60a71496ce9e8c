package main

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"tiddly/db"
	"tiddly/internal/config"
	"tiddly/internal/config/edit"
	"tiddly/internal/owned"
	"tiddly/internal/schema"
)

// source is what code is generated for.
type source struct {
	// text is the source as the settings have it: a path from the root of the project, or a URL without a password.
	text string
	// address opens it: a path may be absolute, a URL may have its password.
	address string
	// chosen reports whether it was given, remembered whether the settings have it.
	chosen, remembered bool
	// recorded is the source that the code was generated for before, as far as that is known.
	recorded string
	// pins are the settings for it that are written and not a person's.
	pins []config.Written
	// renamed are the tables that have other names now.
	renamed renamed
	// force allows that what the owner wrote has no place in it.
	force bool
}

// script reports whether the source is a script of SQL.
func (s source) script() bool { return isScript(s.text) }

func isScript(path string) bool { return strings.HasSuffix(strings.ToLower(path), ".sql") }

// chooseSource returns the source that a command line asks for, or the one of the settings; root is that of the project,
// and recorded the source that the code was generated for before. Another one than that of the settings has to be forced.
func chooseSource(root, started string, a arguments, settings config.Settings, recorded string) (source, error) {
	was := settings.Generate.Source
	s := source{text: was, address: was, remembered: was != "", recorded: recorded, force: a.force}
	switch {
	case a.database != "" && a.script != "":
		return s, errors.New("--db and --schema cannot be used together: code is generated for one source")
	case a.database != "":
		s.text, s.address = a.database, a.database
	case a.script != "":
		s.text, s.address = a.script, a.script
	case !s.remembered:
		s.text, s.address = scriptFile, scriptFile
	}
	s.chosen = a.database+a.script != ""
	if s.chosen {
		if err := s.settle(root, started); err != nil {
			return s, err
		}
		if s.script() != (a.script != "") {
			return s, fmt.Errorf("%s: --schema is for a script, whose name ends in .sql, and --db for a database", s.text)
		}
	}
	if s.remembered && s.text != was && !s.force {
		return s, fmt.Errorf("%s: the code is generated for %s, and not for %s; --force changes that, and your code for tables that do not exist there moves to graph/%s/",
			settings.Source(strings.Join(config.SourceKey, ".")), db.Redact(was), db.Redact(s.text), orphansFolder)
	}
	if !s.chosen && !s.remembered && recorded != "" && recorded != scriptFile && !s.force {
		return s, fmt.Errorf("the code was generated for %s, which %s no longer names: specify the source with --db or --schema; --force uses %s",
			db.Redact(recorded), config.StandardFile, scriptFile)
	}
	s.remembered = s.remembered && s.text == was
	return s, nil
}

// known returns an error if the default source is taken only because nothing says what the code was generated for, and
// it has not all of the tables.
func (s source) known(t tables) error {
	if s.chosen || s.remembered || s.recorded != "" || s.force {
		return nil
	}
	text, err := readIfAny(schema.SourceName)
	if err != nil {
		return err
	}
	var lost []string
	for _, name := range tablesIn(string(text)) {
		if t.served.Table(name) == nil {
			lost = append(lost, name)
		}
	}
	if len(lost) == 0 {
		return nil
	}
	return fmt.Errorf("%s has no table for %s of %s, and the source of the code is not recorded: specify the database with --db, which %s then "+
		"remembers; or --schema %s, if these tables are gone", s.text, shortList(lost), schema.SourceName, config.StandardFile, scriptFile)
}

// tablesIn returns the types of the tables of a generated schema; none for a text that is no schema.
func tablesIn(sdl string) []string {
	document, err := parser.ParseSchema(&ast.Source{Name: schema.SourceName, Input: sdl})
	if err != nil {
		return nil
	}
	var all []string
	for _, d := range document.Definitions {
		if d.Kind == ast.Object && document.Definitions.ForName(d.Name+"Where") != nil {
			all = append(all, d.Name)
		}
	}
	return all
}

// settle makes a source that was given one that can be remembered.
func (s *source) settle(root, started string) error {
	if db.IsFile(s.text) {
		s.address = s.text
		if !filepath.IsAbs(s.address) {
			s.address = filepath.Join(started, s.address)
		}
		s.text = s.address
		if short, err := filepath.Rel(root, s.address); err == nil {
			s.text = short
		}
		s.text = filepath.ToSlash(s.text)
		return nil
	}
	text, ok := withoutPassword(s.text)
	if !ok {
		return fmt.Errorf("%s: the address has a secret, which must not be written to tiddly.yml; use a URL with only a password, or without one", db.Redact(s.text))
	}
	s.text = text
	return nil
}

// hasSecret reports whether an address has a password, or what may be one.
func hasSecret(address string) bool { return db.Redact(address) != address }

// withoutPassword returns an address without its password. It reports false if there are other secrets in it.
func withoutPassword(address string) (string, bool) {
	if !hasSecret(address) {
		return address, true
	}
	u, err := url.Parse(address)
	if err != nil || u.User == nil {
		return "", false
	}
	u.User = url.User(u.User.Username())
	text := u.String()
	return text, db.Redact(text) == text
}

// accept returns an error if the owner's code has no place in a source that the settings do not have yet.
func (s source) accept(c owned.Changes) error {
	if len(c.Orphans) == 0 || !s.chosen || s.remembered || s.force {
		return nil
	}
	return fmt.Errorf("your code for %s has no place in the code for %s; --force moves it to graph/%s/", c.Orphans[0].What, s.text, orphansFolder)
}

// remember writes a source that was given into the settings of the working directory, and reports whether it is new
// there. The default one is written only over another.
func (s source) remember(settings config.Settings) (bool, error) {
	if !s.chosen || s.remembered || settings.Generate.Source == "" && s.text == scriptFile {
		return false, nil
	}
	return config.WriteFile(config.StandardFile, []edit.Line{{Path: config.SourceKey, Value: edit.Text(s.text)}})
}
