// The little of SQLite's interface that the driver does not export. The prototypes are SQLite's
// own and stable; the library itself is the one that the driver links.
#ifndef TIDDLY_NATIVE_H
#define TIDDLY_NATIVE_H

#include <stdint.h>

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_context sqlite3_context;

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

// tiddly_configure sets what cannot be set by a PRAGMA, and adds our functions, which know their
// connection by the number owner. What it gives is a result code.
int tiddly_configure(sqlite3 *db, uintptr_t owner);

// tiddly_filename is the path of the file as SQLite resolved it; what is kept beside the file is named after it.
const char *tiddly_filename(sqlite3 *db);
// tiddly_moved reports whether the file of the connection is no longer at its path.
int tiddly_moved(sqlite3 *db);
// tiddly_leave_files keeps the end of the connection from writing the log into the file, and from removing by their names
// what is beside it.
void tiddly_leave_files(sqlite3 *db);

// tiddly_interrupt makes the statement that is running fail. It does nothing where none is.
void tiddly_interrupt(sqlite3 *db);

// The results of a function; without one it is NULL. Texts are copied.
void tiddly_result_text(sqlite3_context *context, const char *text, int length);
void tiddly_result_integer(sqlite3_context *context, int64_t value);
void tiddly_result_error(sqlite3_context *context, const char *message, int length);
// tiddly_result_unfit fails as a constraint: number tells whether the sum does not fit, or the cell is no number at all.
void tiddly_result_unfit(sqlite3_context *context, int number);

// tiddly_instant_of is the instant or the time of day that a text says; 0 where it says none.
int tiddly_instant_of(const char *text, int length, int64_t *micros);

// tiddly_uuid_of writes the lower-case form of a UUID that is text in one case, or 16 bytes; 0 where it is none.
int tiddly_uuid_of(const char *text, int length, int binary, char out[36]);

#endif
