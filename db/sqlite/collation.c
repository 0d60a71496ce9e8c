#include "native.h"

// A collation of another program is unknown here, and with it the order of every index under it. A stand-in makes
// SQLite read such tables, but must never be asked: whatever depended on its answer would be wrong. Statements compare
// these columns by their bytes; if SQLite asks nevertheless, the statement ends.

extern int sqlite3_create_collation_v2(sqlite3 *, const char *, int, void *,
                                       int (*)(void *, int, const void *, int, const void *), void (*)(void *));
extern void sqlite3_interrupt(sqlite3 *);
extern int sqlite3_test_control(int, ...);

enum {
	OK = 0,
	UTF8 = 1,
	TESTCTRL_OPTIMIZATIONS = 15,
	// With statistics SQLite may search an index without its first column, by jumping from one of its values to the next.
	SKIP_SCAN = 0x4000,
};

static int stand_in(void *owner, int x_length, const void *x, int y_length, const void *y) {
	tiddly_work *work = owner;
	(void)x_length;
	(void)x;
	(void)y_length;
	(void)y;
	work->consulted = 1;
	sqlite3_interrupt(work->db);
	return 0;
}

int tiddly_stand_in(tiddly_work *work, const char *collation, int present) {
	sqlite3_test_control(TESTCTRL_OPTIMIZATIONS, work->db, SKIP_SCAN);
	return sqlite3_create_collation_v2(work->db, collation, UTF8, present ? work : (void *)0, present ? stand_in : 0, 0);
}
