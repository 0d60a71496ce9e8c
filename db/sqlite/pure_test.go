package sqlite

import (
	"bufio"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"tiddly/internal/catalog"
	tiddly "tiddly/internal/exec"
)

// pureFile is the environment variable that makes the test write to a file, from another process.
const pureFile = "TIDDLY_TEST_PURE_FILE"

// strayed are the statements of a write: in every fourth version of the file the second row has a stray cell.
var strayed = []string{
	"UPDATE t SET v = v + 1 WHERE id = 1",
	"UPDATE t SET i = CASE WHEN (SELECT v FROM t WHERE id = 1) % 4 = 1 THEN 'stray' ELSE 2 END WHERE id = 2",
}

// purely is a statement that looks for stray cells, and one that does not.
type purely struct{ looks, pure string }

var lessThanThree = purely{
	"SELECT id, (SELECT v FROM t WHERE id = 1) FROM t WHERE i < 3 OR i >= '' AND tiddly_unread(i, 0)",
	"SELECT id, (SELECT v FROM t WHERE id = 1) FROM t WHERE i < 3",
}

func strayTable() (script string, columns []*catalog.Column) {
	script = `CREATE TABLE t (id INTEGER PRIMARY KEY, i INTEGER, v INTEGER);
WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < 3000) INSERT INTO t SELECT k, k, 0 FROM n;`
	t := &catalog.Table{SQLName: "t"}
	return script, []*catalog.Column{{Table: t, SQLName: "i", Type: catalog.Type{Kind: catalog.Int, Storage: storageInteger}}}
}

// run runs whichever of the two statements may run, and returns its first two cells of each row and the number of cells
// that it could not read.
func (p purely) run(r tiddly.Reader, columns []*catalog.Column) (rows [][2]int64, unread int, pure bool, err error) {
	var found tiddly.Rows
	prover := r.(tiddly.Prover) //nolint:forcetypeassert // connections are
	if prover.Pure(p.looks, columns) {
		if found, pure, err = prover.QueryPure(p.pure, nil, columns); err != nil {
			return nil, 0, false, err
		}
	}
	if !pure {
		if found, err = r.Query(p.looks, nil); err != nil {
			return nil, 0, false, err
		}
	}
	for found.Next() {
		id, _ := found.Int(0)
		version, _ := found.Int(1)
		rows = append(rows, [2]int64{id, version})
	}
	err = found.Err()
	_ = found.Close() // its error was that of Err
	return rows, r.(tiddly.Witness).Unread(0), pure, err
}

// strayReader reads until it is stopped, and compares what it reads with the version of the file that it has read.
type strayReader struct {
	t       *testing.T
	d       *Database
	columns []*catalog.Column
	reads   atomic.Int64
	pure    atomic.Int64
}

func (s *strayReader) read(snapshot bool) {
	err := s.d.Read(s.t.Context(), snapshot, func(r tiddly.Reader) error {
		if snapshot {
			// The snapshot is older than what is known when the statement runs.
			if _, err := firstColumn(r, "SELECT v FROM t WHERE id = 1"); err != nil {
				return err
			}
			runtime.Gosched()
		}
		rows, unread, pure, err := lessThanThree.run(r, s.columns)
		if err != nil {
			return err
		}
		want := []int64{1, 2}
		if stray := rows[0][1]%4 == 1; stray {
			want = want[:1]
			if unread == 0 {
				s.t.Errorf("version %d: no warning of the stray cell (pure: %t)", rows[0][1], pure)
			}
		} else if unread != 0 {
			s.t.Errorf("version %d: a warning of %d cells", rows[0][1], unread)
		}
		var ids []int64
		for _, row := range rows {
			ids = append(ids, row[0])
		}
		if !slices.Equal(ids, want) {
			s.t.Errorf("version %d: rows %v, want %v (pure: %t)", rows[0][1], ids, want, pure)
		}
		if pure {
			s.pure.Add(1)
		}
		return nil
	})
	if err != nil {
		s.t.Errorf("reading: %v", err)
	}
	s.reads.Add(1)
}

// TestPureReadsSeeEveryStrayCell reads a file that this process and another write to, with and without stray cells, by
// statements that look for these only where they must: each has the rows, and the warning, of the snapshot that it read.
func TestPureReadsSeeEveryStrayCell(t *testing.T) {
	if path := os.Getenv(pureFile); path != "" {
		writeStrays(t, path)
		return
	}
	rounds := 8
	if os.Getenv("TIDDLY_LONG") != "" {
		rounds = 1000
	}
	for _, journal := range []string{"WAL", "DELETE"} {
		t.Run(journal, func(t *testing.T) {
			script, columns := strayTable()
			path := newFile(t, "PRAGMA journal_mode = "+journal+"; "+script)
			s := &strayReader{t: t, d: openFile(t, Options{Path: path}), columns: columns}
			write := startStrays(t, path)
			var stop atomic.Bool
			var readers sync.WaitGroup
			for n := range 3 {
				readers.Go(func() {
					for i := 0; !stop.Load() && !t.Failed(); i++ {
						s.read((i+n)%2 == 0)
					}
				})
			}
			defer readers.Wait()
			defer stop.Store(true)
			for range rounds {
				write()
				for range 3 {
					if err := s.d.Do(t.Context(), changeStrays); err != nil {
						t.Fatal(err)
					}
				}
				// While nobody writes, statements that do not look for stray cells take their place, unless there is one.
				if fmt.Sprint(ask1(t, s.d, "SELECT v % 4 FROM t WHERE id = 1")) == "[1]" {
					continue
				}
				for before := s.pure.Load(); s.pure.Load() < before+2*gainfulRuns && !t.Failed(); {
					s.read(false)
				}
			}
			t.Logf("%d reads, %d of them by the other statement", s.reads.Load(), s.pure.Load())
		})
	}
}

// TestPureReadsKnowTheirSnapshot requires that what is known of the file now is not taken for what it was when an older
// snapshot of it was taken.
func TestPureReadsKnowTheirSnapshot(t *testing.T) {
	script, columns := strayTable()
	s := &strayReader{t: t, d: openFile(t, Options{Path: newFile(t, "PRAGMA journal_mode = WAL; "+script)}), columns: columns}
	do(t, s.d, strayed...)
	for range 2 {
		s.read(false)
	}
	err := s.d.Read(t.Context(), true, func(r tiddly.Reader) error {
		if _, err := firstColumn(r, "SELECT v FROM t WHERE id = 1"); err != nil {
			return err
		}
		do(t, s.d, strayed...) // without a stray cell
		for s.pure.Load() < 2*gainfulRuns {
			s.read(false)
		}
		rows, unread, pure, err := lessThanThree.run(r, columns)
		if pure || unread == 0 || len(rows) != 1 {
			t.Errorf("rows %v, %d cells that cannot be read (pure: %t)", rows, unread, pure)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func changeStrays(tx tiddly.Tx) error {
	for _, statement := range strayed {
		if _, err := tx.Exec(statement, nil); err != nil {
			return err
		}
	}
	return nil
}

// startStrays starts a process that writes to the file, and returns a function that makes it write a few times.
func startStrays(t *testing.T, path string) (write func()) {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestPureReadsSeeEveryStrayCell$")
	c.Env = append(os.Environ(), pureFile+"="+path)
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	t.Cleanup(func() {
		_ = in.Close()
		_, _ = io.Copy(io.Discard, out)
		_ = c.Wait()
	})
	return func() {
		if _, err := io.WriteString(in, "write\n"); err != nil {
			t.Fatal(err)
		}
		if !lines.Scan() || lines.Text() != "written" {
			t.Fatalf("the other process says %q", lines.Text())
		}
	}
}

// writeStrays writes to a file each time that a line comes.
func writeStrays(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path+"?_busy_timeout=20000&_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // the statement's error counts
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		for range 2 {
			tx, err := db.BeginTx(t.Context(), nil)
			if err == nil {
				_, err = tx.ExecContext(t.Context(), strings.Join(strayed, "; "))
			}
			if err == nil {
				err = tx.Commit()
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		fmt.Println("written") //nolint:forbidigo // the other process reads it
	}
}
