package postgres

import "tiddly/internal/observe"

// Usage implements edge.Runner. The connections serve reads and writes.
func (d *Database) Usage() observe.Usage {
	u := d.load.Usage()
	u.Readers, u.ReadersInUse = d.places.Places(), d.places.Held()
	return u
}
