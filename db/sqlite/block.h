// Statements of ours: prepared, bound and stepped here, so that Go calls C once for many rows.
#ifndef TIDDLY_BLOCK_H
#define TIDDLY_BLOCK_H

#include "native.h"

enum {
	// The results of a step.
	TIDDLY_ROW = 100,
	TIDDLY_DONE = 101,
	// What an idle connection keeps, in bytes and in arguments: a buffer that fits in a processor's nearest cache, and
	// short arguments.
	TIDDLY_BLOCK = 32 << 10,
	TIDDLY_BOUND = 8 << 10,
	TIDDLY_ARGUMENTS = 32,
};

// tiddly_argument is an argument of a statement. It has no address: Go's collector looks at what was there before where
// Go writes one, and memory of C may have anything. The texts of TEXT and BLOB arguments stand one after the other.
typedef struct {
	int64_t integer;
	double real;
	int length; // of the text
	int type;   // as in tiddly_value
} tiddly_argument;

// tiddly_block is the statement that runs on a connection, its arguments and its current rows.
//
// The cells of the rows stand one after the other from the start of a buffer, their texts from its end. A row that does
// not fit beside others waits for the next block, and one that does not fit at all is alone in its block: its texts stay
// where SQLite has them. So the buffer never grows with the rows, and no long value is copied.
typedef struct {
	sqlite3 *db;
	sqlite3_stmt *statement;    // NULL if none runs, or if it has ended
	tiddly_value *cells;        // the buffer, valid until the next call
	int64_t size;               // of the buffer, in bytes
	int rows, width;            // of the block
	int code;                   // TIDDLY_ROW if there may be more rows, TIDDLY_DONE, or a result code
	int waits;                  // whether the statement is at a row that is not in a block yet
	tiddly_argument *arguments; // to be filled before tiddly_begin; their texts are in bound
	char *bound;
	int64_t arguments_size, bound_size; // the number of arguments and of bytes that there is space for
} tiddly_block;

// tiddly_block_new allocates the block of a connection, or returns NULL. tiddly_block_free frees it, after its
// connection was closed.
tiddly_block *tiddly_block_new(sqlite3 *db);
void tiddly_block_free(tiddly_block *block);

// tiddly_block_trim frees what a long row or long arguments have needed.
void tiddly_block_trim(tiddly_block *block);

// tiddly_reserve makes space for arguments. It returns a result code.
int tiddly_reserve(tiddly_block *block, int64_t arguments, int64_t bytes);

// tiddly_prepare prepares a statement that is kept, and sets the code to a result code; no other statement may run.
// tiddly_finalize frees it, even while it runs.
sqlite3_stmt *tiddly_prepare(tiddly_block *block, const char *sql, int length);
void tiddly_finalize(tiddly_block *block, sqlite3_stmt *statement);

// tiddly_begin binds the first arguments and reads the first block, of at most that many rows. tiddly_more reads the
// next one. A block may have rows and an error, which is that of the step behind them. A statement that is done has
// ended; one that failed has to be ended, after the message of SQLite was read.
void tiddly_begin(tiddly_block *block, sqlite3_stmt *statement, int arguments, int most);
void tiddly_more(tiddly_block *block, int most);

// tiddly_end ends the statement, if one runs, and returns a result code: that of the last step, if it failed.
int tiddly_end(tiddly_block *block);

// tiddly_run runs a statement without arguments to its first row or its end, and returns a result code. If it failed, it
// has to be ended, after the message of SQLite was read.
int tiddly_run(tiddly_block *block, sqlite3_stmt *statement);

#endif
