// The little of SQLite's interface that the driver does not export. The prototypes are SQLite's
// own and stable; the library itself is the one that the driver links.
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

// tiddly_install makes SQLite call us for each connection that is opened. Calling it again does nothing.
int tiddly_install(void);

// tiddly_expect says that the next connection opened by this thread is ours; until then tiddly_opened gives NULL. Where
// inode is not 0, the opening fails unless the connection has that file.
void tiddly_expect(uint64_t device, uint64_t inode);
// tiddly_opened gives the connection that this thread opened since, and expects no more.
sqlite3 *tiddly_opened(void);

// tiddly_version is the schema version of a connection's file, as of the last transaction of the connection.
typedef struct {
	int64_t schema;
	sqlite3_stmt *statement; // by which it is read; NULL before it was
	unsigned int data;       // SQLite's number for the content of which it was read
	int known;
} tiddly_version;

// tiddly_work is what our functions know of the connection that they are called on.
typedef struct {
	sqlite3 *db;
	uintptr_t owner; // the number by which Go knows the connection
	int64_t steps;   // the work of all calls, about one for each byte that was looked at
	int64_t look;    // at how many steps the interrupt is looked at next
	int64_t stop;    // where it is not 0, at how many steps an interrupt comes
	int ended;       // whether the present call was interrupted
	tiddly_version version;
} tiddly_work;

// tiddly_new makes the work of a connection; tiddly_free frees it, after the connection was closed.
tiddly_work *tiddly_new(sqlite3 *db, uintptr_t owner);
void tiddly_free(tiddly_work *work);

// tiddly_configure sets what cannot be set by a PRAGMA, and adds our functions. What it gives is a result code.
int tiddly_configure(tiddly_work *work);

// tiddly_look looks at the interrupt, and says when to look at it next.
int tiddly_look(tiddly_work *work);

// tiddly_spend counts work and tells whether it is to end: SQLite looks at an interrupt between the steps of its own
// program alone, so a function that takes long has to look itself, and all those that a row's expression still calls.
static inline int tiddly_spend(tiddly_work *work, int64_t steps) {
	work->steps += steps;
	return work->steps >= work->look && tiddly_look(work);
}

// The comparisons of tiddly_match; those that are folded take the letters of ASCII for equal in both cases.
enum { TIDDLY_CONTAINS, TIDDLY_STARTS, TIDDLY_ENDS, TIDDLY_LIKE, TIDDLY_FOLDED = 8 };

// tiddly_match tells how a text compares with a part or a pattern: 1 or 0, or less where the work was to end. A pattern
// is UTF-8 in which 0xff is any text and 0xfe any character.
int tiddly_match(tiddly_work *work, int comparison, const char *text, int length, const char *part, int part_length);
void tiddly_match_install(void);

// tiddly_spill_install has the files that SQLite spills closed in the background.
void tiddly_spill_install(void);

// tiddly_filename is the path of the file as SQLite resolved it; what is kept beside the file is named after it.
const char *tiddly_filename(sqlite3 *db);
// tiddly_moved reports whether the file of the connection is no longer at its path.
int tiddly_moved(sqlite3 *db);
// tiddly_leave_files keeps the end of the connection from writing the log into the file, and from removing by their
// names what is beside it.
void tiddly_leave_files(sqlite3 *db);

// tiddly_read_version brings the version up to date, and returns a result code. While nobody has written to the file that
// reads nothing. tiddly_forget_version frees the statement, before the connection is closed.
int tiddly_read_version(tiddly_work *work);
void tiddly_forget_version(tiddly_work *work);

// tiddly_interrupt makes the statement that is running fail. It does nothing where none is.
void tiddly_interrupt(sqlite3 *db);

// The results of a function; without one it is NULL. Texts are copied.
void tiddly_result_text(sqlite3_context *context, const char *text, int length);
void tiddly_result_integer(sqlite3_context *context, int64_t value);
void tiddly_result_error(sqlite3_context *context, const char *message, int length);
// tiddly_result_interrupted ends the statement, as an interrupt does.
void tiddly_result_interrupted(sqlite3_context *context);
// tiddly_result_unfit fails as a constraint: number tells whether the sum does not fit, or the cell is no number at
// all.
void tiddly_result_unfit(sqlite3_context *context, int number);

// tiddly_instant_of is the instant or the time of day that a text says; 0 where it says none.
int tiddly_instant_of(const char *text, int length, int64_t *micros);

// tiddly_uuid_of writes the lower-case form of a UUID that is text in one case, or 16 bytes; 0 where it is none.
int tiddly_uuid_of(const char *text, int length, int binary, char out[36]);

#endif
