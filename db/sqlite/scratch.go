package sqlite

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tiddly/db/edge"
	"tiddly/db/sqlite/draft"
	"tiddly/db/sqlite/script"
	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// scratchPrefix begins the names of the files of a scratch, before its token.
const scratchPrefix = "tiddly-conformance-"

// scratchMark matches the file that marks those of one run as ours. Its owner holds a lock of it as long as it runs.
var scratchMark = regexp.MustCompile(`^` + scratchPrefix + `([A-Z2-7]{26})\.mark$`)

// scratch makes files of its own in a folder. Each has the token of the run in its name.
type scratch struct {
	folder, token string
	// lock holds the lock of the mark.
	lock *connection
}

// newScratch implements Scratch of the engine: in the folder at the address, or in the one of the file there, which is
// not touched.
func newScratch(ctx context.Context, address string) (edge.Scratch, error) {
	o, err := parseAddress(address, Options{})
	if err != nil {
		return nil, err
	}
	path := o.Path
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		path = filepath.Dir(path)
	}
	if path, err = filepath.Abs(path); err != nil {
		return nil, fault.Wrap(err, fault.DatabaseUnavailable, "the path %q is not usable", path).WithHint("use an absolute path")
	}
	s := &scratch{folder: path, token: rand.Text()}
	if err := s.clear(ctx); err != nil {
		return nil, err
	}
	err = Create(ctx, s.path("mark"), func(f *draft.Filling) error {
		return f.Exec(ctx, "CREATE TABLE tiddly_conformance (token TEXT); INSERT INTO tiddly_conformance VALUES ('"+s.token+"')")
	})
	if err != nil {
		return nil, err
	}
	if s.lock, err = locked(ctx, s.path("mark"), s.token); err != nil {
		return nil, errors.Join(err, os.Remove(s.path("mark")))
	}
	return s, nil
}

// path returns the path of a file of the run.
func (s *scratch) path(name string) string {
	return filepath.Join(s.folder, scratchPrefix+s.token+"."+name)
}

// clear removes the files of runs that were killed: their mark names their token, and nobody holds its lock.
func (s *scratch) clear(ctx context.Context) error {
	entries, err := os.ReadDir(s.folder)
	if err != nil {
		return fault.Wrap(err, fault.DatabaseUnavailable, "the folder %s cannot be read", s.folder).WithHint("use the path of a folder")
	}
	for _, e := range entries {
		found := scratchMark.FindStringSubmatch(e.Name())
		if found == nil {
			continue
		}
		lock, err := locked(ctx, filepath.Join(s.folder, e.Name()), found[1])
		if err != nil {
			continue // a run holds it, or it is not ours
		}
		left := &scratch{folder: s.folder, token: found[1], lock: lock}
		if err := left.Close(ctx); err != nil {
			return err
		}
	}
	return nil
}

// locked returns a connection that holds the lock of a mark; an error where another one does, or where the file is no
// mark with the token.
func locked(ctx context.Context, path, token string) (*connection, error) {
	c, err := connect(ctx, (&Database{path: path}).dsn(forWriting))
	if err != nil {
		return nil, err
	}
	err = c.run("BEGIN IMMEDIATE")
	if err == nil {
		err = c.run("UPDATE tiddly_conformance SET token = token WHERE token <> '" + token + "'")
	}
	if err == nil {
		return c, nil
	}
	return nil, errors.Join(err, c.close())
}

// Make implements edge.Scratch.
func (s *scratch) Make(ctx context.Context, name string, tables []edge.Table) (*edge.Place, error) {
	p := &edge.Place{
		Address: s.path(name + ".db"), Tables: tables, Schema: name,
		Overrides: catalog.Overrides{Tables: map[string]catalog.TableOverride{}},
	}
	for i := range tables {
		t := &tables[i]
		columns := map[string]catalog.ColumnOverride{}
		for j := range t.Columns {
			if c := &t.Columns[j]; c.Kind == catalog.Decimal && !scratchNumeric(c) {
				columns[c.Name] = catalog.ColumnOverride{Kind: catalog.Decimal.String(), Scale: &c.Scale}
			}
		}
		own := catalog.TableOverride{Columns: columns}
		if t.View != nil {
			own.Key = t.Key
		}
		p.Overrides.Tables[t.Name] = own
	}
	return p, Create(ctx, p.Address, func(f *draft.Filling) error {
		for i := range tables {
			if err := f.Exec(ctx, scratchSpelling.Create(&tables[i], script.QuoteName(tables[i].Name), script.QuoteName, true)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Fill implements edge.Scratch.
func (s *scratch) Fill(ctx context.Context, p *edge.Place, rows [][][]any) (err error) {
	c, err := connect(ctx, (&Database{path: p.Address}).dsn(forWriting))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	f := draft.NewFilling(c.raw)
	if err := f.Exec(ctx, "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for i, t := range p.Tables {
		if t.View != nil {
			continue
		}
		var columns []string
		for j := range t.Columns {
			if len(t.Columns[j].Joined) == 0 {
				columns = append(columns, t.Columns[j].Name)
			}
		}
		if err := f.Exec(ctx, "DELETE FROM "+script.QuoteName(t.Name)); err != nil {
			return err
		}
		if _, err := f.Insert(ctx, t.Name, columns, slices.Values(stored(&t, rows[i]))); err != nil {
			return err
		}
	}
	return f.Exec(ctx, "COMMIT")
}

// stored returns rows without the cells that the database computes.
func stored(t *edge.Table, rows [][]any) [][]any {
	all := make([][]any, len(rows))
	for i, row := range rows {
		for j, cell := range row {
			if len(t.Columns[j].Joined) == 0 {
				all[i] = append(all[i], cell)
			}
		}
	}
	return all
}

// Close implements edge.Scratch.
func (s *scratch) Close(context.Context) error {
	err := s.lock.close()
	entries, readErr := os.ReadDir(s.folder)
	err = errors.Join(err, readErr)
	mark := filepath.Base(s.path("mark"))
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), scratchPrefix+s.token+".") && e.Name() != mark {
			err = errors.Join(err, os.Remove(filepath.Join(s.folder, e.Name())))
		}
	}
	// The mark is the last one, so that a run that is killed here is cleared too. Its log may be there or not.
	if removeErr := os.Remove(filepath.Join(s.folder, mark)); removeErr != nil && !errors.Is(removeErr, os.ErrNotExist) {
		err = errors.Join(err, removeErr)
	}
	return err
}

// scratchSpelling is how SQLite writes a table of a scratch.
var scratchSpelling = edge.Spelling{Quote: script.QuoteName, Literal: scratchLiteral, Type: scratchType, Length: "length"}

// scratchTypes are the declared types of the kinds that have only one.
var scratchTypes = map[catalog.Kind]string{
	catalog.String: "TEXT", catalog.Int: "INTEGER", catalog.BigInt: "BIGINT", catalog.Float: "REAL", catalog.Boolean: "BOOLEAN",
	catalog.DateTime: "DATETIME", catalog.Date: "DATE", catalog.Time: "TIME", catalog.UUID: "UUID", catalog.JSON: "JSON",
	catalog.Bytes: "BLOB",
}

// scratchNumeric reports whether SQLite's numbers hold all digits of a decimal.
func scratchNumeric(c *edge.Column) bool { return c.Digits > 0 && c.Digits <= 15 }

func scratchType(_ *edge.Table, c *edge.Column) string {
	switch {
	case c.Kind == catalog.Enum:
		values := make([]string, len(c.Values))
		for i, v := range c.Values {
			values[i] = scratchLiteral(c, v)
		}
		return "TEXT CHECK (" + script.QuoteName(c.Name) + " IN (" + strings.Join(values, ", ") + "))"
	case c.Kind != catalog.Decimal:
		return scratchTypes[c.Kind]
	case scratchNumeric(c):
		return fmt.Sprintf("NUMERIC(%d,%d)", c.Digits, c.Scale)
	default:
		return "TEXT"
	}
}

func scratchLiteral(_ *edge.Column, cell any) string {
	switch v := cell.(type) {
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case bool: // a text that says so would be a cell of another form than those that are written
		if v {
			return "1"
		}
		return "0"
	case []byte:
		return "x'" + hex.EncodeToString(v) + "'"
	default:
		return "'" + strings.ReplaceAll(fmt.Sprint(v), "'", "''") + "'"
	}
}
