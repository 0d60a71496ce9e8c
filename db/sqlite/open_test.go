package sqlite

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	sqlite3 "github.com/mattn/go-sqlite3"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

func TestOpenAnyName(t *testing.T) {
	for _, name := range []string{"plain.db", "a b.db", "what?.db", "100%.db", "%20.db", "a#b.db", "a&mode=memory.db", "Žižek 💡.db", ":memory:", "file:x?mode=memory", "'\".db"} {
		path := filepath.Join(t.TempDir(), name)
		d, err := Open(t.Context(), Options{Path: path, Create: true})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := d.Mode(); got.Journal != "wal" || !got.Created || got.ReadOnly || got.Readers < 4 {
			t.Errorf("%s: mode %+v", name, got)
		}
		if err := d.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		left, _ := os.ReadDir(filepath.Dir(path))
		if len(left) != 1 || left[0].Name() != name {
			t.Errorf("%s: the folder has %v", name, left)
		}
		again := openFile(t, Options{Path: path})
		if got := again.Mode(); got.Journal != "wal" || got.Created {
			t.Errorf("%s again: mode %+v", name, got)
		}
	}
}

func TestOpenRelativePath(t *testing.T) {
	t.Chdir(t.TempDir())
	d := openFile(t, Options{Path: ":memory:", Create: true})
	if info, err := os.Stat(":memory:"); err != nil || info.Size() == 0 || d.Path() == ":memory:" {
		t.Errorf("the file is not there: %v", err)
	}
}

func TestOpenKeepsTheJournal(t *testing.T) {
	path := newFile(t, `CREATE TABLE t(a)`)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []Options{{Path: path}, {Path: path, Create: true}, {Path: path, ReadOnly: true}} {
		d, err := Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		ask1(t, d, "SELECT count(*) FROM t")
		if got := d.Mode(); got.Journal != "delete" || got.ReadOnly != o.ReadOnly || got.Reason != "" {
			t.Errorf("mode %+v", got)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, before) {
		t.Error("the file was changed by opening it")
	}
	d := openFile(t, Options{Path: path, WAL: true})
	if got := d.Mode(); got.Journal != "wal" {
		t.Errorf("with WAL: mode %+v", got)
	}
}

func TestOpenEmptyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "empty.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := openFile(t, Options{Path: path}).Mode(); got.Created || got.Journal != "delete" {
		t.Errorf("without Create: %+v", got)
	}
	if got := openFile(t, Options{Path: path, Create: true}).Mode(); !got.Created || got.Journal != "wal" {
		t.Errorf("with Create: %+v", got)
	}
}

func TestOpenRefuses(t *testing.T) {
	folder := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	dangling := filepath.Join(folder, "dangling")
	if err := os.Symlink(filepath.Join(folder, "nowhere"), dangling); err != nil {
		t.Fatal(err)
	}
	rollback := newFile(t, "CREATE TABLE t(a)")
	for name, c := range map[string]struct {
		options Options
		code    fault.Code
		words   string
	}{
		"no path":         {Options{}, fault.DatabaseUnavailable, "path"},
		"absent":          {Options{Path: filepath.Join(folder, "absent.db")}, fault.DatabaseUnavailable, "does not exist"},
		"absent, read":    {Options{Path: filepath.Join(folder, "absent.db"), Create: true, ReadOnly: true}, fault.DatabaseUnavailable, "does not exist"},
		"absent folder":   {Options{Path: filepath.Join(folder, "no", "x.db"), Create: true}, fault.DatabaseUnavailable, "folder"},
		"a folder":        {Options{Path: folder}, fault.DatabaseUnavailable, "is a folder"},
		"a device":        {Options{Path: os.DevNull}, fault.DatabaseUnavailable, "is not a file"},
		"a dangling link": {Options{Path: dangling, Create: true}, fault.DatabaseUnavailable, "link"},
		"text":            {Options{Path: file("notes.txt", "Dear diary, today I met a database.")}, fault.DatabaseCorrupt, "not a SQLite database"},
		"short text":      {Options{Path: file("short.txt", "hi"), Create: true}, fault.DatabaseCorrupt, "not a SQLite database"},
		"NUL":             {Options{Path: "a\x00b"}, fault.DatabaseUnavailable, ""},
		"a torn file":     {Options{Path: file("torn.db", magic+strings.Repeat("\xff", 4096))}, fault.DatabaseCorrupt, ""},
		"WAL, read-only":  {Options{Path: rollback, WAL: true, ReadOnly: true}, fault.DatabaseReadOnly, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := Open(t.Context(), c.options)
			if err == nil {
				_ = d.Close()
			}
			wantCode(t, err, c.code)
			if f := fault.From(err); !strings.Contains(f.Message, c.words) {
				t.Errorf("message %q does not say %q", f.Message, c.words)
			}
		})
	}
	if _, err := os.Stat(filepath.Join(folder, "absent.db")); err == nil {
		t.Error("a refused file was made")
	}
}

func TestReadOnlyCannotBeWrittenAtAll(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "CREATE TABLE t(a)"), ReadOnly: true})
	c, err := connect(t.Context(), d.dsn(forWriting))
	if err != nil {
		t.Fatal(err)
	}
	defer c.close() //nolint:errcheck // only tried
	_, err = c.query(t.Context(), "INSERT INTO t VALUES (1) RETURNING a")
	wantCode(t, err, fault.DatabaseReadOnly)
}

func TestFaultOf(t *testing.T) {
	for code, want := range map[sqlite3.ErrNo]fault.Code{
		sqlite3.ErrBusy: fault.DatabaseBusy, sqlite3.ErrLocked: fault.DatabaseBusy, sqlite3.ErrFull: fault.DatabaseFull,
		sqlite3.ErrReadonly: fault.DatabaseReadOnly, sqlite3.ErrCorrupt: fault.DatabaseCorrupt, sqlite3.ErrNotADB: fault.DatabaseCorrupt,
		sqlite3.ErrCantOpen: fault.DatabaseUnavailable, sqlite3.ErrIoErr: fault.DatabaseUnavailable, sqlite3.ErrPerm: fault.DatabaseUnavailable,
		sqlite3.ErrInterrupt: fault.LimitTime, sqlite3.ErrTooBig: fault.LimitRows, sqlite3.ErrSchema: fault.SchemaChanged,
	} {
		driver := sqlite3.Error{Code: code}
		err := faultOf(driver)
		wantCode(t, err, want)
		if !errors.Is(err, driver) || strings.Contains(err.Error(), driver.Error()) {
			t.Errorf("%v: the cause should be kept, and kept apart: %v", driver, err)
		}
	}
	for _, err := range []error{sqlite3.Error{Code: sqlite3.ErrError}, sqlite3.Error{Code: sqlite3.ErrNomem}, errors.New("odd")} {
		if got := fault.From(faultOf(err)).Code; got != fault.DatabaseError {
			t.Errorf("%v is %s", err, got)
		}
	}
	if faultOf(nil) != nil {
		t.Error("nil is a fault")
	}
	if mine := fault.New(fault.Internal, "mine"); !errors.Is(faultOf(mine), mine) {
		t.Error("a fault was wrapped")
	}
}

func TestDamagedFile(t *testing.T) {
	path := newFile(t, `CREATE TABLE t(a); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO t SELECT hex(randomblob(20)) FROM n`)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096; i < len(content); i += 4096 {
		copy(content[i:], strings.Repeat("\xfe", 200))
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	d := openFile(t, Options{Path: path})
	err = d.Read(t.Context(), false, func(r exec.Reader) error {
		_, err := firstColumn(r, "SELECT a FROM t")
		return err
	})
	wantCode(t, err, fault.DatabaseCorrupt)
}

func TestUnknownCollation(t *testing.T) {
	path := filepath.Join(t.TempDir(), "collated.db")
	c, err := connect(t.Context(), "file:"+path+"?mode=rwc")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.raw.RegisterCollation("klingon", strings.Compare); err != nil {
		t.Fatal(err)
	}
	if _, err := c.raw.Exec("CREATE TABLE t(a TEXT COLLATE klingon); INSERT INTO t VALUES ('x')", nil); err != nil {
		t.Fatal(err)
	}
	if err := c.close(); err != nil {
		t.Fatal(err)
	}
	d := openFile(t, Options{Path: path})
	err = d.Read(t.Context(), false, func(r exec.Reader) error {
		_, err := firstColumn(r, "SELECT a FROM t ORDER BY a")
		return err
	})
	wantCode(t, err, fault.DatabaseError)
	if f := fault.From(err); !strings.Contains(f.Message, "collation") {
		t.Errorf("message %q", f.Message)
	}
}
