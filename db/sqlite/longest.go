package sqlite

/*
#include "native.h"

extern int sqlite3_limit(sqlite3 *, int, int);
extern long long sqlite3_hard_heap_limit64(long long);

enum { LIMIT_LENGTH = 0 };
*/
import "C"

import "sync"

const (
	// leastLongest and mostLongest bound the length of the longest value that a reader makes of cells: each value is in
	// memory twice while it is read, for every reader at the same time.
	leastLongest = 12 << 20
	mostLongest  = 128 << 20
	// leastMemory is the memory that SQLite may use besides the values of readers: a writer may hold the longest value
	// three times, as it is read, assembled and written, and there are caches.
	leastMemory = 3*mostLongest + 64<<20
)

// memory is the memory that SQLite may use for all open databases of the process.
var memory struct {
	sync.Mutex
	most int64
}

// allowMemory adds the database's share to the limit of SQLite's memory. A row has all its values in memory at the
// same time, and a view can make thousands out of nothing, each of the maximum length: a statement that needs more
// fails.
func (d *Database) allowMemory() { d.changeMemory(1) }

// returnMemory removes the database's share from the limit.
func (d *Database) returnMemory() { d.changeMemory(-1) }

func (d *Database) changeMemory(times int64) {
	memory.Lock()
	defer memory.Unlock()
	memory.most += times * (leastMemory + 2*int64(d.mode.Readers)*int64(d.longestValue()))
	C.sqlite3_hard_heap_limit64(C.longlong(memory.most)) // 0, if none is open, means no limit
}

func (d *Database) longestValue() int { return min(max(d.longest, leastLongest), mostLongest) }

// boundValues limits the values of a reader's connection to about the length that an answer may have.
func (d *Database) boundValues(c *connection) {
	C.sqlite3_limit(c.native.db, C.LIMIT_LENGTH, C.int(d.longestValue()))
}
