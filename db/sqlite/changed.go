package sqlite

import (
	"context"
	"errors"
	"fmt"

	"tiddly/internal/exec"
)

var _ exec.Watched = (*Database)(nil)

const schemaVersion = "PRAGMA schema_version"

// Changed implements exec.Watched. Every change of the schema by any program increments SQLite's schema version in
// the header of the file; so does VACUUM. It returns an error while the file is not at its path.
func (d *Database) Changed(ctx context.Context) (mark string, err error) {
	l := d.lookout
	select {
	case l.turn <- struct{}{}:
	case <-ctx.Done():
		return "", endedFault(ctx, "the database did not answer in time")
	}
	defer func() { <-l.turn }()
	if l.conn == nil {
		return "", stopping()
	}
	if err := d.stand(ctx); err != nil {
		return "", err
	}
	version, err := l.conn.query(ctx, schemaVersion)
	if err != nil {
		return "", err
	}
	if d.place.beside.Load() == nil {
		// Another program may have switched the file to write-ahead logging since.
		if mode, err := l.conn.query(ctx, "PRAGMA journal_mode"); err == nil && mode == journalWAL {
			d.place.learnBeside()
		}
	}
	return fmt.Sprint(version), nil
}

// stand returns an error if the file is not at its path. If another file has taken the path, it keeps our log from
// being read as the other file's, and writes what was acknowledged into our file.
func (d *Database) stand(ctx context.Context) error {
	p := d.place
	if c, _ := p.real.now(); c == there && len(p.aside) > 0 && !p.overwritten.Load() {
		p.putBack()
	}
	if p.content.overwritten() {
		p.overwritten.Store(true)
	}
	err := p.check()
	p.away.Store(err != nil)
	if err == nil {
		p.rescued, p.owed = false, false
		d.readers.Unpark()
		return nil
	}
	if d.mode.ReadOnly || p.rescued {
		return err
	}
	threatened, lost := p.threatened()
	if threatened {
		p.setAside()
	}
	if lost && len(p.logs()) > 0 {
		p.rescued = d.checkpoint(ctx) == nil
		p.owed = !p.rescued
	}
	return err
}

// checkpoint writes the log into the file and truncates it. It returns errLogInUse, and loses nothing, if another
// program that reads an older state prevents that.
func (d *Database) checkpoint(ctx context.Context) error {
	_, err := d.lookout.conn.serve(ctx, false, func(r exec.Reader) error {
		rows, err := readerAsk(r)("PRAGMA wal_checkpoint(TRUNCATE)", 3)
		if err != nil {
			return err
		}
		// Even a log that could not be truncated may have been written completely.
		if busy, pages, moved := truth(rows[0][0]), number(rows[0][1]), number(rows[0][2]); busy && moved < pages {
			return errLogInUse
		}
		return nil
	})
	return err
}

var errLogInUse = errors.New("another program reads the log")

// closeLookout closes the last connection.
func (d *Database) closeLookout() error {
	l := d.lookout
	l.turn <- struct{}{}
	defer func() { <-l.turn }()
	if l.conn == nil {
		return nil
	}
	c := l.conn
	l.forgetIndex()
	defer func() {
		l.conn = nil
		d.place.content.close()
	}()
	err := d.stand(unwatched)
	switch {
	case err == nil, d.place.settled():
		err = nil
		if len(d.place.logs()) > 0 && !d.mode.ReadOnly {
			err = d.checkpoint(unwatched)
		}
		if errors.Is(err, errLogInUse) {
			err = nil // the other program writes it into the file
		}
		return errors.Join(err, c.close())
	}
	c.leaveFiles()
	return errors.Join(c.close(), d.place.clear())
}
