package sqlite

import (
	"bytes"
	"os"
)

// content is the state of the file at the last look. With a write-ahead log only a checkpoint writes into the file,
// and the log's index records each: if the file changes without one, a program has copied over it. The files stay
// open until the last connection is closed, since closing one would release the locks that SQLite holds on it.
type content struct {
	main, index *os.File
	// head is the header of the file, size its length, progress the progress of checkpoints.
	head, progress []byte
	size           int64
	// looks reports whether both files are open, and are the expected ones.
	looks bool
}

const (
	// headLength is the length of the header that SQLite documents.
	headLength = 100
	// Offsets in a log's index: the salts that identify the log, and the numbers of frames moved and begun to be moved
	// into the file.
	indexSalts, indexMoved, indexBegun, indexLength = 32, 96, 128, 132
)

// openContent opens the files to look at, if possible.
func openContent(p *place) *content {
	c, logs := &content{}, p.logs()
	if p.real.inode == 0 || len(logs) < 2 {
		return c
	}
	for _, one := range []struct {
		file *(*os.File)
		want placed
	}{{&c.main, p.real}, {&c.index, logs[1]}} {
		f, err := os.Open(one.want.path)
		if err != nil {
			return c
		}
		*one.file = f
		if info, err := f.Stat(); err != nil || identityIn(info) != one.want.identity {
			return c
		}
	}
	c.looks = true
	c.overwritten()
	return c
}

// overwritten reports whether the file has changed since the last look without a checkpoint.
func (c *content) overwritten() bool {
	if c == nil || !c.looks {
		return false
	}
	before := c.readProgress()
	head := make([]byte, headLength)
	n, _ := c.main.ReadAt(head, 0) // a shorter file is another one too
	info, err := c.main.Stat()
	if err != nil || before == nil || !bytes.Equal(before, c.readProgress()) {
		return false
	}
	head = head[:n]
	other := !bytes.Equal(head, c.head) || info.Size() != c.size
	same := bytes.Equal(before, c.progress)
	c.head, c.size, c.progress = head, info.Size(), before
	return same && other
}

// readProgress returns the progress of checkpoints; nil while one is running or was interrupted.
func (c *content) readProgress() []byte {
	b := make([]byte, indexLength)
	if n, _ := c.index.ReadAt(b, 0); n < len(b) || !bytes.Equal(b[indexMoved:indexMoved+4], b[indexBegun:]) {
		return nil
	}
	return append(b[indexSalts:indexSalts+8:indexSalts+8], b[indexMoved:indexMoved+4]...)
}

func (c *content) close() {
	if c == nil {
		return
	}
	for _, f := range []*os.File{c.main, c.index} {
		if f != nil {
			_ = f.Close() // it was only read
		}
	}
}
