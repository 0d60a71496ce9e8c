package sqlite

import "tiddly/internal/observe"

// kept returns the number of jobs whose writes were committed.
func kept(jobs []*job) (n int) {
	for _, j := range jobs {
		if j.err == nil {
			n++
		}
	}
	return n
}

// Usage returns how busy the file is.
func (d *Database) Usage() observe.Usage {
	u := d.load.Usage()
	u.Readers, u.ReadersInUse = d.readers.Places(), d.readers.Held()
	u.Queued = d.writer.queued()
	return u
}
