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
	// leastLongest and mostLongest bound the longest value that a reader makes of cells: each is there twice while it
	// is read, for every reader at the same time.
	leastLongest = 12 << 20
	mostLongest  = 128 << 20
	// leastMemory is what SQLite may take beside the values that readers make: a writer may have the longest value
	// three times, as it is read, put together and written, and there are caches.
	leastMemory = 3*mostLongest + 64<<20
)

// memory is the most that SQLite may take for all databases of the process that are open.
var memory struct {
	sync.Mutex
	most int64
}

// allowMemory bounds what SQLite takes in all by what the databases that are open may. A row has its values in memory at the
// same time, and a view can make thousands of them out of nothing, each of the longest that may be: the statement that
// wants more fails.
func (d *Database) allowMemory() { d.changeMemory(1) }

// returnMemory takes back what was allowed for a database.
func (d *Database) returnMemory() { d.changeMemory(-1) }

func (d *Database) changeMemory(times int64) {
	memory.Lock()
	defer memory.Unlock()
	memory.most += times * (leastMemory + 2*int64(d.mode.Readers)*int64(d.longestValue()))
	C.sqlite3_hard_heap_limit64(C.longlong(memory.most)) // 0, where none is open, is no bound
}

func (d *Database) longestValue() int { return min(max(d.longest, leastLongest), mostLongest) }

// boundValues has a connection of a reader make no value that is much longer than what an answer may be.
func (d *Database) boundValues(c *connection) {
	C.sqlite3_limit(c.native.db, C.LIMIT_LENGTH, C.int(d.longestValue()))
}
