// The few parts of SQLite's interface that the driver does not export. The prototypes are SQLite's own and stable;
// the library itself is the one that the driver links.
#ifndef TIDDLY_NATIVE_H
#define TIDDLY_NATIVE_H

#include <stdint.h>

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_context sqlite3_context;
typedef struct sqlite3_stmt sqlite3_stmt;

// tiddly_value is an argument or the result of an SQL function.
typedef struct {
	const char *text; // of a TEXT or BLOB
	int64_t integer;
	double real;
	int length;
	int type; // one of SQLITE_INTEGER (1), FLOAT (2), TEXT (3), BLOB (4), NULL (5)
} tiddly_value;

// tiddly_install makes SQLite call us for each connection that is opened. Further calls do nothing.
int tiddly_install(void);

// tiddly_expect declares that the next connection opened by this thread is ours; until then tiddly_opened returns
// NULL. If inode is not 0, opening fails unless the connection has that file.
void tiddly_expect(uint64_t device, uint64_t inode);
// tiddly_opened returns the connection that this thread has opened since, and stops expecting one.
sqlite3 *tiddly_opened(void);

// tiddly_version is the schema version of a connection's file, as of the connection's last transaction.
typedef struct {
	int64_t schema;
	sqlite3_stmt *statement; // reads the version; NULL before the first use
	unsigned int data;       // SQLite's number of the content from which it was read
	int known;
} tiddly_version;

// TIDDLY_PLACES is the number of places of a statement that have a count.
enum { TIDDLY_PLACES = 256 };

// tiddly_work is the state of our functions on one connection. Functions that convert a cell into a value to compare
// are also called with a place: the number that the statement has for the column. Unread counts, by place, the cells
// that were not of the column's kind, and whose value was therefore NULL.
typedef struct {
	sqlite3 *db;
	uintptr_t owner; // the number by which Go knows the connection
	int64_t steps;   // the work of all calls, about one per byte examined
	int64_t look;    // the number of steps of the next check for the interrupt
	int64_t stop;    // if not 0, the number of steps at which an interrupt occurs
	int ended;       // whether the current call was interrupted
	int consulted;   // whether a stand-in of a collation was asked
	int hasty;       // whether no lock is waited for
	tiddly_version version;
	sqlite3_stmt *content; // reads the number of the content; NULL before the first use
	int places;      // one more than the greatest place with a count
	uint32_t unread[TIDDLY_PLACES];
	uint8_t stray[TIDDLY_PLACES]; // whether an index was found to have one, which may be counted too
	int64_t left;    // the steps of SQLite's program that are left to the running statement, see tiddly_bound
	int exhausted;   // whether none was left
} tiddly_work;

// tiddly_new allocates the work of a connection; tiddly_free frees it, after the connection was closed.
tiddly_work *tiddly_new(sqlite3 *db, uintptr_t owner);
void tiddly_free(tiddly_work *work);

// tiddly_configure sets what no PRAGMA can set, and adds our functions. It returns a result code.
int tiddly_configure(tiddly_work *work);

// tiddly_bound ends the statements that run from now on after so many steps of SQLite's program, as an interrupt does;
// 0 removes the bound. The same statement over the same file ends at the same row, whatever the machine.
void tiddly_bound(tiddly_work *work, int64_t steps);

// tiddly_look checks for the interrupt, and sets when to check next.
int tiddly_look(tiddly_work *work);

// tiddly_spend counts work and reports whether it must end. SQLite checks for an interrupt only between the steps of
// its own program, so a function that takes long has to check itself, as do all those that a row's expression still
// calls.
static inline int tiddly_spend(tiddly_work *work, int64_t steps) {
	work->steps += steps;
	return work->steps >= work->look && tiddly_look(work);
}

// tiddly_unreadable counts a cell that could not be read at a place.
static inline void tiddly_unreadable(tiddly_work *work, int64_t place) {
	if (place < 0 || place >= TIDDLY_PLACES) return;
	if (place >= work->places) work->places = (int)place + 1;
	if (work->unread[place] != UINT32_MAX) work->unread[place]++;
}

// The comparisons of tiddly_match; the folded ones ignore the case of ASCII letters.
enum { TIDDLY_CONTAINS, TIDDLY_STARTS, TIDDLY_ENDS, TIDDLY_LIKE, TIDDLY_FOLDED = 8 };

// tiddly_match compares a text with a part or a pattern: it returns 1 or 0, or a negative number if the work must
// end. A pattern is UTF-8 in which 0xff is any text and 0xfe any character.
int tiddly_match(tiddly_work *work, int comparison, const char *text, int length, const char *part, int part_length);
void tiddly_match_install(void);

// tiddly_spill_install makes SQLite's spill files be closed in the background.
void tiddly_spill_install(void);

// tiddly_filename returns the path of the file as SQLite resolved it; the files kept beside it are named after it.
const char *tiddly_filename(sqlite3 *db);
// tiddly_moved reports whether the file of the connection is no longer at its path.
int tiddly_moved(sqlite3 *db);
// tiddly_leave_files keeps the closing of the connection from writing the log into the file, and from removing by
// name the files beside it.
void tiddly_leave_files(sqlite3 *db);

// tiddly_content begins and ends a read, and sets the number that SQLite has for the content of the file on this
// connection; tiddly_read sets that of the last read without another. They return a result code, and wait for no lock.
// tiddly_reading reports whether the connection holds a snapshot.
int tiddly_content(tiddly_work *work, uint32_t *number);
int tiddly_read(tiddly_work *work, uint32_t *number);
int tiddly_reading(sqlite3 *db);

// tiddly_stamp is what changes with the content of the file: SQLite's number, and which file is at the path and when it
// was changed, as programs leave it that do not know SQLite.
typedef struct {
	uint64_t device, inode, size, seconds, nanoseconds;
	uint32_t number;
} tiddly_stamp;

// tiddly_stamp_now sets the stamp of the content. It returns a result code, and waits for no lock.
int tiddly_stamp_now(tiddly_work *work, tiddly_stamp *stamp);

// tiddly_index returns the index of the write-ahead log, which SQLite has in memory; NULL if it cannot be had. The
// connection must have read in that mode, and the memory is SQLite's until the connection is closed.
const uint32_t *tiddly_index(sqlite3 *db);

// tiddly_steps returns the steps of SQLite's program that a statement has run since the last call.
int tiddly_steps(sqlite3_stmt *statement);

// tiddly_read_version updates the version, and returns a result code. It reads nothing unless somebody has written to
// the file. tiddly_forget_version frees the statement, before the connection is closed.
int tiddly_read_version(tiddly_work *work);
void tiddly_forget_version(tiddly_work *work);

// tiddly_stand_in adds a stand-in for a collation, or removes it, and returns a result code. A statement that asks it is
// interrupted, and sets consulted.
int tiddly_stand_in(tiddly_work *work, const char *collation, int present);

// tiddly_interrupt makes the running statement fail. It does nothing if there is none.
void tiddly_interrupt(sqlite3 *db);

// The results of a function; the default is NULL. Texts are copied.
void tiddly_result_text(sqlite3_context *context, const char *text, int length);
void tiddly_result_integer(sqlite3_context *context, int64_t value);
void tiddly_result_real(sqlite3_context *context, double value);
void tiddly_result_error(sqlite3_context *context, const char *message, int length);
// tiddly_result_interrupted ends the statement, as an interrupt does.
void tiddly_result_interrupted(sqlite3_context *context);
// tiddly_result_unfit fails as a constraint: number distinguishes a sum that does not fit from a cell that is not a
// number.
void tiddly_result_unfit(sqlite3_context *context, int number);

// tiddly_instant_of parses an instant, tiddly_clock_of a time of day; they return 0 if the text is none.
int tiddly_clock_of(const char *text, int length, int64_t *micros);
int tiddly_instant_of(const char *text, int length, int64_t *micros);

// tiddly_has_form reports whether a text is an instant in a form by which dates sort, given as its pattern (see
// cell.SortedForm).
int tiddly_has_form(const char *text, int length, const char *pattern, int pattern_length);

// tiddly_epoch_of returns the instant of a number of units since the begin of the epoch with that name; it returns 0 if
// the number is none of that epoch.
int tiddly_epoch_of(const tiddly_value *unit, const tiddly_value *number, int64_t *micros);

// tiddly_uuid_of writes the lower-case form of a UUID that is text in one case, or 16 bytes; it returns 0 if it is
// neither.
int tiddly_uuid_of(const char *text, int length, int binary, char out[36]);

#endif
