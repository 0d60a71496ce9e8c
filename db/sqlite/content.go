package sqlite

import (
	"bytes"
	"os"
)

// content is what the file itself held when it was last looked at. With a write-ahead log only a checkpoint writes into
// the file, and the index of the log tells of each: where the file is another without one, a program has copied over
// it. The files stay open until the last connection is closed, since closing one would give up the locks that SQLite
// has on it.
type content struct {
	main, index *os.File
	// head is the head of the file, size how long it is, progress how far checkpoints came.
	head, progress []byte
	size           int64
	// looks tells that both files are open, and are those that they should be.
	looks bool
}

const (
	// headLength is the head of the file that SQLite describes.
	headLength = 100
	// In the index of a log, salts tell logs apart, and what was moved into the file and what was begun to be are numbers.
	indexSalts, indexMoved, indexBegun, indexLength = 32, 96, 128, 132
)

// openContent opens what is looked at, where that can be.
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

// overwritten reports whether the file has changed since the last look though no checkpoint has written into it.
func (c *content) overwritten() bool {
	if c == nil || !c.looks {
		return false
	}
	before := c.readProgress()
	head := make([]byte, headLength)
	n, _ := c.main.ReadAt(head, 0) // a file that is shorter is another too
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

// readProgress returns how far checkpoints came; nil while one is at work, or was broken off.
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
