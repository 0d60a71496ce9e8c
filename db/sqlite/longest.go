package sqlite

/*
#include "native.h"

extern int sqlite3_limit(sqlite3 *, int, int);

enum { LIMIT_LENGTH = 0 };
*/
import "C"

const (
	// leastLongest and mostLongest bound the longest value that a reader makes of cells: each is there twice while it
	// is read, for every reader at the same time.
	leastLongest = 12 << 20
	mostLongest  = 128 << 20
)

// boundValues has a connection of a reader make no value that is much longer than what an answer may be.
func (d *Database) boundValues(c *connection) {
	C.sqlite3_limit(c.native.db, C.LIMIT_LENGTH, C.int(min(max(d.longest, leastLongest), mostLongest)))
}
