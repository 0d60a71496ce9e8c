package sqlite

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"tiddly/internal/fault"
	"tiddly/internal/turns"
)

const journalWAL = "wal"

// Open opens a file. An existing file is not changed, unless WAL is set.
func Open(ctx context.Context, o Options) (*Database, error) {
	path, err := filepath.Abs(o.Path)
	if err != nil || o.Path == "" {
		return nil, fault.Wrap(err, fault.DatabaseUnavailable, "the path of the database is not usable").
			WithHint("use the path of a SQLite file")
	}
	file, err := lookAt(path, o)
	if err != nil {
		return nil, err
	}
	d := &Database{name: o.Path, path: path, longest: o.Longest, closing: make(chan struct{})}
	d.mode = Mode{ReadOnly: o.ReadOnly || file.reason != "", Created: file.empty, Readers: o.Readers}
	if !o.ReadOnly {
		d.mode.Reason = file.reason
	}
	if d.mode.Readers <= 0 {
		d.mode.Readers = defaultReaders()
	}
	d.readers = turns.New(d.mode.Readers)
	d.proofs = newProofs(d)
	if err := d.setJournal(ctx, o.WAL, file); err != nil {
		return nil, err
	}
	if err := d.probe(ctx, file); err != nil {
		return nil, err
	}
	d.dialect.Store(dialectFor(d.mode.Encoding == "UTF-8"))
	d.allowMemory()
	return d, nil
}

// found describes what is at a path.
type found struct {
	// empty reports whether the file is missing or empty, and is to be created.
	empty bool
	// wal reports whether the file is in WAL mode.
	wal bool
	// reason is why the file cannot be written; empty if it can.
	reason string
}

// lookAt reads the header of the file, so that a file that is not a database is reported as such.
func lookAt(path string, o Options) (found, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return absent(path, o, err)
	case err != nil:
		return found{}, fault.Wrap(err, fault.DatabaseUnavailable, "%s cannot be examined", path).
			WithHint("check that the file and its folder are readable")
	case info.IsDir():
		return found{}, fault.New(fault.DatabaseUnavailable, "%s is a folder", path).
			WithHint("use the path of the database file in it")
	case !info.Mode().IsRegular():
		return found{}, fault.New(fault.DatabaseUnavailable, "%s is not a file", path).
			WithHint("use the path of a database file")
	}
	head, err := readHead(path)
	if err != nil {
		return found{}, fault.Wrap(err, fault.DatabaseUnavailable, "%s cannot be read", path).
			WithHint("check that the file is readable")
	}
	f := found{reason: notWritable(path)}
	switch {
	case head == "":
		f.empty = o.Create && f.reason == "" && !o.ReadOnly
	case !strings.HasPrefix(head, magic):
		f := notADatabase(nil)
		f.Message = path + " is not a SQLite database"
		return found{}, f
	case len(head) == headSize:
		// The file format's read version is 2 with write-ahead logging (sqlite.org/fileformat.html).
		f.wal = head[19] == 2
	}
	return f, nil
}

func absent(path string, o Options, err error) (found, error) {
	if _, linkErr := os.Lstat(path); linkErr == nil {
		return found{}, fault.Wrap(err, fault.DatabaseUnavailable, "%s is a link to a file that does not exist", path).
			WithHint("fix the link, or use the path of the file itself")
	}
	if !o.Create || o.ReadOnly {
		return found{}, fault.Wrap(err, fault.DatabaseUnavailable, "the database %s does not exist", path).
			WithHint("check the path, or create the file with --create")
	}
	folder := filepath.Dir(path)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return found{}, fault.Wrap(err, fault.DatabaseUnavailable, "the folder %s does not exist", folder).
			WithHint("create the folder first, or use another path")
	}
	return found{empty: true}, nil
}

const (
	magic    = "SQLite format 3\x00"
	headSize = 20
)

func readHead(path string) (string, error) {
	file, err := os.Open(path) //nolint:gosec // the path is the user's own
	if err != nil {
		return "", err
	}
	defer file.Close() //nolint:errcheck // it was only read
	head := make([]byte, headSize)
	n, err := io.ReadFull(file, head)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return string(head[:n]), err
}

// notWritable returns why the file cannot be written; empty if it can. A journal is created in its folder, which must
// therefore be writable too.
func notWritable(path string) string {
	file, err := os.OpenFile(path, os.O_RDWR, 0) //nolint:gosec // the path is the user's own
	if err != nil {
		return "the file cannot be written"
	}
	_ = file.Close() // nothing was written
	if !folderWritable(filepath.Dir(path)) {
		return "the folder of the file cannot be written"
	}
	return ""
}

// setJournal creates the file if that is asked for, and switches to WAL.
func (d *Database) setJournal(ctx context.Context, wal bool, file found) error {
	if !file.empty && !wal || file.wal {
		return nil
	}
	if d.mode.ReadOnly {
		return fault.New(fault.DatabaseReadOnly, "the journal mode of a file that is opened read-only cannot be changed").
			WithHint("remove the switch to WAL")
	}
	kind := forWriting
	if file.empty {
		kind = forCreating
	}
	c, err := connect(ctx, d.dsn(kind))
	if err != nil {
		return faultOf(err)
	}
	mode, err := c.query(ctx, "PRAGMA journal_mode = WAL")
	if closeErr := c.close(); err == nil {
		err = faultOf(closeErr)
	}
	if err == nil && mode != journalWAL {
		err = fault.New(fault.DatabaseUnavailable, "the file cannot be switched to WAL").
			WithHint("its file system may lack shared memory; remove the switch")
	}
	return err
}

// probe opens the first connection, which becomes the lookout, and reads the properties of the file.
func (d *Database) probe(ctx context.Context, file found) error {
	c, err := connect(ctx, d.dsn(forReading))
	if err != nil {
		return d.openFault(err, file)
	}
	var journal, encoding any
	for _, q := range []struct {
		sql  string
		cell *any
	}{
		{"SELECT count(*) FROM sqlite_schema", new(any)},
		{"PRAGMA journal_mode", &journal},
		{"PRAGMA encoding", &encoding},
	} {
		if *q.cell, err = c.query(ctx, q.sql); err != nil {
			_ = c.close() // the first error is the one to report
			return d.openFault(err, file)
		}
	}
	d.mode.Journal, _ = journal.(string)
	d.mode.Encoding, _ = encoding.(string)
	if d.place, err = newPlace(d.path, c); err != nil {
		_ = c.close() // the first error is the one to report
		return faultOf(err)
	}
	if d.mode.Journal == journalWAL {
		d.place.learnBeside()
	}
	d.lookout = newLookout(c)
	return nil
}

// openFault explains the one failure that the codes do not: a file in WAL mode needs a second file beside it, even
// for reading.
func (d *Database) openFault(err error, file found) error {
	f := fault.From(faultOf(err))
	refused := f.Code == fault.DatabaseUnavailable || f.Code == fault.DatabaseReadOnly
	if refused && file.wal && file.reason != "" {
		return fault.Wrap(err, fault.DatabaseUnavailable, "the database is in WAL mode and %s, which reading requires too", file.reason).
			WithHint("make the folder writable, or copy the file to one that is, or run PRAGMA journal_mode = DELETE on it")
	}
	return f
}

// purpose is the purpose of a connection.
type purpose uint8

const (
	forReading purpose = iota
	forWriting
	forCreating
)

// dsn returns the address of the file for the driver. It contains every setting of a connection that has a parameter,
// so that no connection can lack it; the others are in native.c. Nothing waits for a lock until tiddly_configure
// installs our handler, which an interrupt ends.
func (d *Database) dsn(p purpose) string {
	// The path is escaped, since ?, # and % have a meaning in an address.
	path := filepath.ToSlash(d.path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a Windows drive
	}
	address := "file:" + (&url.URL{Path: path}).EscapedPath()
	settings := url.Values{"_mutex": {"no"}, "_foreign_keys": {"1"}, "_busy_timeout": {"0"}}
	switch {
	case p == forCreating:
		settings.Set("mode", "rwc")
	case d.mode.ReadOnly:
		settings.Set("mode", "ro")
	default:
		settings.Set("mode", "rw")
	}
	if p == forReading {
		settings.Set("_query_only", "1")
	} else {
		settings.Set("_synchronous", "FULL")
	}
	return address + "?" + settings.Encode()
}
