#include "block.h"

#include <stdlib.h>
#include <string.h>

typedef struct sqlite3_value sqlite3_value;

extern int sqlite3_bind_blob64(sqlite3_stmt *, int, const void *, unsigned long long, void (*)(void *));
extern int sqlite3_bind_double(sqlite3_stmt *, int, double);
extern int sqlite3_bind_int64(sqlite3_stmt *, int, long long);
extern int sqlite3_bind_null(sqlite3_stmt *, int);
extern int sqlite3_bind_text64(sqlite3_stmt *, int, const char *, unsigned long long, void (*)(void *), unsigned char);
extern int sqlite3_clear_bindings(sqlite3_stmt *);
extern const void *sqlite3_column_blob(sqlite3_stmt *, int);
extern int sqlite3_column_bytes(sqlite3_stmt *, int);
extern int sqlite3_column_count(sqlite3_stmt *);
extern const unsigned char *sqlite3_column_text(sqlite3_stmt *, int);
extern sqlite3_value *sqlite3_column_value(sqlite3_stmt *, int);
extern int sqlite3_errcode(sqlite3 *);
extern int sqlite3_finalize(sqlite3_stmt *);
extern int sqlite3_prepare_v3(sqlite3 *, const char *, int, unsigned int, sqlite3_stmt **, const char **);
extern int sqlite3_reset(sqlite3_stmt *);
extern int sqlite3_step(sqlite3_stmt *);
extern double sqlite3_value_double(sqlite3_value *);
extern long long sqlite3_value_int64(sqlite3_value *);
extern int sqlite3_value_type(sqlite3_value *);

enum {
	OK = 0,
	NO_MEMORY = 7,
	PREPARE_PERSISTENT = 1,
	TYPE_INTEGER = 1,
	TYPE_FLOAT = 2,
	TYPE_TEXT = 3,
	TYPE_BLOB = 4,
	TYPE_NULL = 5,
	UTF8 = 1,
};

tiddly_block *tiddly_block_new(sqlite3 *db) {
	tiddly_block *block = calloc(1, sizeof *block);
	if (!block) return NULL;
	block->db = db;
	block->cells = malloc(TIDDLY_BLOCK);
	block->size = TIDDLY_BLOCK;
	if (block->cells && tiddly_reserve(block, TIDDLY_ARGUMENTS, TIDDLY_BOUND) == OK) return block;
	tiddly_block_free(block);
	return NULL;
}

void tiddly_block_free(tiddly_block *block) {
	if (!block) return;
	free(block->cells);
	free(block->arguments);
	free(block->bound);
	free(block);
}

// resized returns memory of another size, whose contents are lost; it keeps what there is if there is no other.
static void *resized(void *old, size_t size) {
	void *memory = malloc(size);
	if (!memory) return NULL;
	free(old);
	return memory;
}

int tiddly_reserve(tiddly_block *block, int64_t arguments, int64_t bytes) {
	if (arguments > block->arguments_size) {
		void *memory = resized(block->arguments, (size_t)arguments * sizeof *block->arguments);
		if (!memory) return NO_MEMORY;
		block->arguments = memory;
		block->arguments_size = arguments;
	}
	if (bytes > block->bound_size) {
		void *memory = resized(block->bound, (size_t)bytes);
		if (!memory) return NO_MEMORY;
		block->bound = memory;
		block->bound_size = bytes;
	}
	return OK;
}

// enlarge makes the buffer fit a row of cells. It returns a result code.
static int enlarge(tiddly_block *block, int64_t size) {
	if (size <= block->size) return OK;
	void *memory = resized(block->cells, (size_t)size);
	if (!memory) return NO_MEMORY;
	block->cells = memory;
	block->size = size;
	return OK;
}

void tiddly_block_trim(tiddly_block *block) {
	void *memory;
	if (block->size > TIDDLY_BLOCK && (memory = resized(block->cells, TIDDLY_BLOCK))) {
		block->cells = memory;
		block->size = TIDDLY_BLOCK;
	}
	if (block->bound_size > TIDDLY_BOUND && (memory = resized(block->bound, TIDDLY_BOUND))) {
		block->bound = memory;
		block->bound_size = TIDDLY_BOUND;
	}
	if (block->arguments_size > TIDDLY_ARGUMENTS && (memory = resized(block->arguments, TIDDLY_ARGUMENTS * sizeof *block->arguments))) {
		block->arguments = memory;
		block->arguments_size = TIDDLY_ARGUMENTS;
	}
}

sqlite3_stmt *tiddly_prepare(tiddly_block *block, const char *sql, int length) {
	sqlite3_stmt *statement = NULL;
	block->code = sqlite3_prepare_v3(block->db, sql, length, PREPARE_PERSISTENT, &statement, NULL);
	return statement;
}

void tiddly_finalize(tiddly_block *block, sqlite3_stmt *statement) {
	if (block->statement == statement) tiddly_end(block);
	sqlite3_finalize(statement);
}

// bind binds an argument. Its text stays in place until the statement has ended, and is not copied.
static int bind(sqlite3_stmt *statement, int place, const tiddly_argument *v, const char *text) {
	switch (v->type) {
	case TYPE_INTEGER:
		return sqlite3_bind_int64(statement, place, v->integer);
	case TYPE_FLOAT:
		return sqlite3_bind_double(statement, place, v->real);
	case TYPE_TEXT:
		return sqlite3_bind_text64(statement, place, text, (unsigned long long)v->length, NULL, UTF8);
	case TYPE_BLOB:
		return sqlite3_bind_blob64(statement, place, text, (unsigned long long)v->length, NULL);
	default:
		return sqlite3_bind_null(statement, place);
	}
}

// read_row reads the cells of the statement's row, whose texts stay where SQLite has them, and returns the length of all
// texts; a negative number if there is no memory for one.
static int64_t read_row(const tiddly_block *block, tiddly_value *row) {
	sqlite3_stmt *statement = block->statement;
	int64_t length = 0;
	for (int i = 0; i < block->width; i++) {
		tiddly_value *v = &row[i];
		// The value is asked for its type and its number: each sqlite3_column function looks the value up anew. Without a
		// mutex, as our connections are, it may be used like this. Texts are read by functions that report a lack of memory.
		sqlite3_value *value = sqlite3_column_value(statement, i);
		v->type = sqlite3_value_type(value);
		switch (v->type) {
		case TYPE_INTEGER:
			v->integer = sqlite3_value_int64(value);
			continue;
		case TYPE_FLOAT:
			v->real = sqlite3_value_double(value);
			continue;
		case TYPE_TEXT:
			v->text = (const char *)sqlite3_column_text(statement, i);
			break;
		case TYPE_BLOB:
			v->text = sqlite3_column_blob(statement, i);
			break;
		default:
			continue;
		}
		v->length = sqlite3_column_bytes(statement, i);
		length += v->length;
		if (v->text) continue;
		// An empty BLOB has no address.
		if (v->type == TYPE_TEXT || v->length > 0 || sqlite3_errcode(block->db) == NO_MEMORY) return -1;
	}
	return length;
}

// copy_row copies the texts of a row to the end of the buffer, which ends at top, and returns its new end.
static char *copy_row(tiddly_value *row, int width, char *top) {
	for (int i = 0; i < width; i++) {
		tiddly_value *v = &row[i];
		if ((v->type != TYPE_TEXT && v->type != TYPE_BLOB) || v->length == 0) continue;
		top -= v->length;
		memcpy(top, v->text, (size_t)v->length);
		v->text = top;
	}
	return top;
}

// step advances to the next row, and reports whether there is one.
static int step(tiddly_block *block) {
	if (block->waits) {
		block->waits = 0;
		return 1;
	}
	block->code = sqlite3_step(block->statement);
	return block->code == TIDDLY_ROW;
}

// fill reads rows until the block is full or the statement has ended.
static void fill(tiddly_block *block, int most) {
	const int64_t wide = block->width * (int64_t)sizeof *block->cells;
	int64_t used = 0;
	char *top = (char *)block->cells + block->size;
	block->rows = 0;
	while (block->rows < most && step(block)) {
		tiddly_value *row = block->cells + (int64_t)block->rows * block->width;
		const int64_t space = top - (char *)block->cells - used - wide;
		if (space >= 0) {
			const int64_t length = read_row(block, row);
			if (length < 0) {
				block->code = NO_MEMORY;
				return;
			}
			if (length <= space) {
				top = copy_row(row, block->width, top);
				used += wide;
				block->rows++;
				continue;
			}
		}
		if (block->rows > 0) {
			block->waits = 1;
		} else {
			block->rows = 1; // its texts stay in place until the next step
		}
		return;
	}
	if (block->code == TIDDLY_DONE) tiddly_end(block);
}

void tiddly_begin(tiddly_block *block, sqlite3_stmt *statement, int arguments, int most) {
	block->statement = statement;
	block->rows = block->width = block->waits = 0;
	const char *text = block->bound; // an empty text has an address too: without one it would be NULL
	for (int i = 0; i < arguments; i++) {
		const tiddly_argument *v = &block->arguments[i];
		if ((block->code = bind(statement, i + 1, v, text)) != OK) return;
		text += v->length;
	}
	// SQLite prepares the statement again in the first step, if the schema has changed: only then is its width known.
	if (!step(block)) {
		if (block->code == TIDDLY_DONE) tiddly_end(block);
		return;
	}
	block->width = sqlite3_column_count(statement);
	block->waits = 1;
	if ((block->code = enlarge(block, block->width * (int64_t)sizeof *block->cells)) != OK) return;
	block->code = TIDDLY_ROW;
	fill(block, most);
}

void tiddly_more(tiddly_block *block, int most) { fill(block, most); }

int tiddly_end(tiddly_block *block) {
	if (!block->statement) return OK;
	int code = sqlite3_reset(block->statement);
	sqlite3_clear_bindings(block->statement); // their texts are overwritten by those of the next statement
	block->statement = NULL;
	return code;
}

int tiddly_run(tiddly_block *block, sqlite3_stmt *statement) {
	block->statement = statement;
	int code = sqlite3_step(statement);
	return code == TIDDLY_ROW || code == TIDDLY_DONE ? tiddly_end(block) : code;
}
