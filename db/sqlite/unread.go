package sqlite

import "tiddly/internal/exec"

var (
	_ exec.Witness = (*connection)(nil)
	_ exec.Witness = (*tx)(nil)
)

// Unread implements exec.Witness.
func (c *connection) Unread(place int) int { return c.native.unread(place) }

// Unread implements exec.Witness.
func (t *tx) Unread(place int) int { return t.conn.native.unread(place) }

// unread returns the number of cells that the statement could not compare at a place. Functions in C count them where
// they meet them (see tiddly_unreadable), so a statement that meets none costs nothing.
func (n native) unread(place int) int {
	if place >= int(n.work.places) {
		return 0
	}
	return max(int(n.work.unread[place]), int(n.work.stray[place]))
}

// forgetUnread clears the counts, before another statement.
func (n native) forgetUnread() {
	if n.work.places > 0 {
		clear(n.work.unread[:n.work.places])
		clear(n.work.stray[:n.work.places])
		n.work.places = 0
	}
}
