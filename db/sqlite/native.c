#include "native.h"

#include <stddef.h>
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <string.h>
#include <sys/stat.h>

#include "_cgo_export.h"

typedef struct sqlite3_value sqlite3_value;
typedef struct sqlite3_api_routines sqlite3_api_routines;
typedef void (*tiddly_function)(sqlite3_context *, int, sqlite3_value **);

extern int sqlite3_auto_extension(void (*entry)(void));
extern int sqlite3_busy_handler(sqlite3 *, int (*)(void *, int), void *);
extern int sqlite3_create_function_v2(sqlite3 *, const char *, int, int, void *, tiddly_function, tiddly_function,
                                      void (*)(sqlite3_context *), void (*)(void *));
extern int sqlite3_db_config(sqlite3 *, int, ...);
extern long long sqlite3_column_int64(sqlite3_stmt *, int);
extern const char *sqlite3_db_filename(sqlite3 *, const char *);
extern int sqlite3_finalize(sqlite3_stmt *);
extern int sqlite3_file_control(sqlite3 *, const char *, int, void *);
extern void sqlite3_interrupt(sqlite3 *);
extern int sqlite3_is_interrupted(sqlite3 *);
extern int sqlite3_limit(sqlite3 *, int, int);
extern int sqlite3_prepare_v3(sqlite3 *, const char *, int, unsigned int, sqlite3_stmt **, const char **);
extern int sqlite3_reset(sqlite3_stmt *);
extern void sqlite3_progress_handler(sqlite3 *, int, int (*)(void *), void *);
extern void sqlite3_result_error(sqlite3_context *, const char *, int);
extern void sqlite3_result_error_code(sqlite3_context *, int);
extern void sqlite3_result_error_nomem(sqlite3_context *);
extern void sqlite3_result_double(sqlite3_context *, double);
extern void sqlite3_result_int64(sqlite3_context *, long long);
extern void sqlite3_result_text(sqlite3_context *, const char *, int, void (*)(void *));
extern void sqlite3_result_value(sqlite3_context *, sqlite3_value *);
extern int sqlite3_sleep(int);
extern int sqlite3_step(sqlite3_stmt *);
extern int sqlite3_stmt_status(sqlite3_stmt *, int, int);
extern int sqlite3_txn_state(sqlite3 *, const char *);
extern void *sqlite3_user_data(sqlite3_context *);
extern const void *sqlite3_value_blob(sqlite3_value *);
extern int sqlite3_value_bytes(sqlite3_value *);
extern double sqlite3_value_double(sqlite3_value *);
extern long long sqlite3_value_int64(sqlite3_value *);
extern int sqlite3_value_numeric_type(sqlite3_value *);
extern const unsigned char *sqlite3_value_text(sqlite3_value *);
extern int sqlite3_value_type(sqlite3_value *);

enum {
	OK = 0,
	ERROR = 1,
	NO_MEMORY = 7,
	INTERRUPTED = 9,
	ROW = 100,
	PREPARE_PERSISTENT = 1,
	TYPE_INTEGER = 1,
	TYPE_FLOAT = 2,
	TYPE_TEXT = 3,
	TYPE_BLOB = 4,
	TYPE_NULL = 5,
	READONLY_DBMOVED = 1032,
	CONSTRAINT_FUNCTION = 1043, // which SQLite leaves to functions
	CONSTRAINT_DATATYPE = 3091,
	CONFIG_NO_CKPT_ON_CLOSE = 1006,
	CONFIG_QPSG = 1007,
	CONFIG_DEFENSIVE = 1010,
	FCNTL_PERSIST_WAL = 10,
	FCNTL_HAS_MOVED = 20,
	FCNTL_FILE_POINTER = 7,
	INDEX_REGION = 32 << 10,
	FCNTL_DATA_VERSION = 35,
	STATUS_VM_STEP = 4,
	LIMIT_LENGTH = 0,
	LIMIT_VDBE_OP = 5,
	LIMIT_ATTACHED = 7,
	// UTF-8, deterministic, and harmless wherever a schema uses it.
	FUNCTION_FLAGS = 0x1 | 0x000000800 | 0x000200000,
	// The place of a call that has none.
	NO_PLACE = -1,
	// The amount of work between two checks for the interrupt: well under a millisecond.
	LOOK = 1 << 16,
	// The steps of SQLite's program between two calls of on_progress.
	PROGRESS = 1000,
};

// The connection that a thread opens is noted by the thread itself, so that connections which others open in this
// process are left alone.
static __thread int expecting;
static __thread sqlite3 *opened;
// The file that the connection must have; any if expected_inode is 0.
static __thread uint64_t expected_device, expected_inode;

const char *tiddly_filename(sqlite3 *db) { return sqlite3_db_filename(db, "main"); }

int tiddly_moved(sqlite3 *db) {
	int moved = 0;
	return sqlite3_file_control(db, "main", FCNTL_HAS_MOVED, &moved) == OK && moved;
}

int tiddly_read_version(tiddly_work *work) {
	sqlite3 *db = work->db;
	tiddly_version *v = &work->version;
	unsigned int data = 0;
	int code = sqlite3_file_control(db, "main", FCNTL_DATA_VERSION, &data);
	if (code != OK || (v->known && v->data == data)) return code;
	v->known = 0;
	if (!v->statement) {
		code = sqlite3_prepare_v3(db, "PRAGMA schema_version", -1, PREPARE_PERSISTENT, &v->statement, NULL);
		if (code != OK) return code;
	}
	if (sqlite3_step(v->statement) == ROW) {
		v->schema = sqlite3_column_int64(v->statement, 0);
		v->known = sqlite3_file_control(db, "main", FCNTL_DATA_VERSION, &v->data) == OK;
	}
	code = sqlite3_reset(v->statement); // the code of the step, if it failed
	return code == OK && !v->known ? ERROR : code;
}

int tiddly_read(tiddly_work *work, uint32_t *number) {
	unsigned int data = 0;
	int code = sqlite3_file_control(work->db, "main", FCNTL_DATA_VERSION, &data);
	*number = data;
	return code;
}

int tiddly_reading(sqlite3 *db) { return sqlite3_txn_state(db, "main") > 0; }

int tiddly_content(tiddly_work *work, uint32_t *number) {
	int code = OK;
	if (!work->content) {
		code = sqlite3_prepare_v3(work->db, "PRAGMA data_version", -1, PREPARE_PERSISTENT, &work->content, NULL);
	}
	if (code != OK) return code;
	work->hasty = 1;
	sqlite3_step(work->content);
	code = sqlite3_reset(work->content);
	work->hasty = 0;
	return code == OK ? tiddly_read(work, number) : code;
}

// On Windows the time of a change is that of the content, elsewhere that of the file, which no program can set.
int tiddly_stamp_now(tiddly_work *work, tiddly_stamp *stamp) {
	struct stat at_path;
	int code = tiddly_content(work, &stamp->number);
	if (code != OK) return code;
	if (stat(tiddly_filename(work->db), &at_path) != 0) return ERROR;
	stamp->device = (uint64_t)at_path.st_dev;
	stamp->inode = (uint64_t)at_path.st_ino;
	stamp->size = (uint64_t)at_path.st_size;
#if defined(_WIN32)
	stamp->seconds = (uint64_t)at_path.st_mtime;
	stamp->nanoseconds = 0;
#elif defined(__APPLE__)
	stamp->seconds = (uint64_t)at_path.st_ctimespec.tv_sec;
	stamp->nanoseconds = (uint64_t)at_path.st_ctimespec.tv_nsec;
#else
	stamp->seconds = (uint64_t)at_path.st_ctim.tv_sec;
	stamp->nanoseconds = (uint64_t)at_path.st_ctim.tv_nsec;
#endif
	return OK;
}

// The heads of SQLite's own structs, as far as they are used here; their layout is stable.
typedef struct sqlite3_file sqlite3_file;
typedef struct {
	int version;
	void (*others[12])(void); // xClose to xDeviceCharacteristics
	int (*shm_map)(sqlite3_file *, int, int, int, void volatile **);
} file_methods;
struct sqlite3_file {
	const file_methods *methods;
};

const uint32_t *tiddly_index(sqlite3 *db) {
	sqlite3_file *file = NULL;
	void volatile *region = NULL;
	if (sqlite3_file_control(db, "main", FCNTL_FILE_POINTER, &file) != OK || !file || !file->methods) return NULL;
	if (file->methods->version < 2 || file->methods->shm_map(file, 0, INDEX_REGION, 0, &region) != OK) return NULL;
	return (const uint32_t *)region;
}

int tiddly_steps(sqlite3_stmt *statement) { return sqlite3_stmt_status(statement, STATUS_VM_STEP, 1); }

void tiddly_forget_version(tiddly_work *work) {
	sqlite3_finalize(work->content);
	work->content = NULL;
	sqlite3_finalize(work->version.statement);
	work->version.statement = NULL;
	work->version.known = 0;
}

void tiddly_leave_files(sqlite3 *db) {
	int keep = 1;
	sqlite3_db_config(db, CONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_file_control(db, "main", FCNTL_PERSIST_WAL, &keep);
}

// has_expected reports whether a connection has opened the file that it must have. SQLite reports whether its file is
// the one at the path, and the system which one that is.
static int has_expected(sqlite3 *db) {
	struct stat at_path;
	if (expected_inode == 0) return 1;
	if (tiddly_moved(db) || stat(tiddly_filename(db), &at_path) != 0) return 0;
	return (uint64_t)at_path.st_dev == expected_device && (uint64_t)at_path.st_ino == expected_inode;
}

// on_open is called before the file is read: reading would use what is beside another program's file.
static int on_open(sqlite3 *db, char **message, const sqlite3_api_routines *api) {
	(void)message;
	(void)api;
	if (!expecting) return OK;
	opened = db;
	return has_expected(db) ? OK : READONLY_DBMOVED;
}

int tiddly_install(void) {
#ifdef __GLIBC__
	// Long values are returned to the system with the statement that made them; otherwise glibc keeps the memory.
	mallopt(M_MMAP_THRESHOLD, 4 << 20);
	mallopt(M_TRIM_THRESHOLD, 8 << 20);
#endif
	tiddly_match_install();
	tiddly_spill_install();
	return sqlite3_auto_extension((void (*)(void))on_open);
}

void tiddly_expect(uint64_t device, uint64_t inode) {
	expecting = 1;
	expected_device = device;
	expected_inode = inode;
	opened = NULL;
}

sqlite3 *tiddly_opened(void) {
	sqlite3 *db = opened;
	expecting = 0;
	opened = NULL;
	return db;
}

void tiddly_interrupt(sqlite3 *db) { sqlite3_interrupt(db); }

int tiddly_look(tiddly_work *work) {
	work->look = work->steps + LOOK;
	if (work->stop > 0 && work->steps >= work->stop) {
		work->stop = 0;
		sqlite3_interrupt(work->db);
	}
	work->ended = sqlite3_is_interrupted(work->db);
	return work->ended;
}

static int on_progress(void *work_of) {
	tiddly_work *work = work_of;
	work->left -= PROGRESS;
	if (work->left > 0) return 0;
	work->exhausted = 1;
	return 1;
}

void tiddly_bound(tiddly_work *work, int64_t steps) {
	work->left = steps;
	work->exhausted = 0;
	sqlite3_progress_handler(work->db, steps > 0 ? PROGRESS : 0, on_progress, work);
}

// begin counts a call of a function and reports whether it may work: after an interrupt each returns at once.
static int begin(sqlite3_context *context) {
	tiddly_work *work = sqlite3_user_data(context);
	work->look = 0;
	if (!tiddly_spend(work, 1)) return 1;
	tiddly_result_interrupted(context);
	return 0;
}

// wait_for_lock waits up to five seconds for a lock, in short naps, so that an interrupt ends it too.
static int wait_for_lock(void *work_of, int naps) {
	const tiddly_work *work = work_of;
	int nap = naps < 20 ? naps + 1 : 25;
	if (work->hasty || naps > 210 || sqlite3_is_interrupted(work->db)) return 0;
	sqlite3_sleep(nap);
	return 1;
}

static tiddly_value value_of(sqlite3_value *v) {
	tiddly_value out = {NULL, 0, 0, 0, sqlite3_value_type(v)};
	switch (out.type) {
	case TYPE_INTEGER:
		out.integer = sqlite3_value_int64(v);
		break;
	case TYPE_FLOAT:
		out.real = sqlite3_value_double(v);
		break;
	case TYPE_TEXT:
		out.text = (const char *)sqlite3_value_text(v);
		out.length = sqlite3_value_bytes(v);
		break;
	case TYPE_BLOB:
		out.text = sqlite3_value_blob(v);
		out.length = sqlite3_value_bytes(v);
		break;
	}
	return out;
}

// unreadable counts a cell that the function cannot convert; place is the index of the argument that has its place.
static void unreadable(sqlite3_context *context, int count, sqlite3_value **values, int place) {
	if (place < count && sqlite3_value_type(values[0]) != TYPE_NULL) {
		tiddly_unreadable(sqlite3_user_data(context), sqlite3_value_int64(values[place]));
	}
}

// micros_of_text returns the microseconds of a text that convert reads.
static void micros_of_text(sqlite3_context *context, int count, sqlite3_value **values, int (*convert)(const char *, int, int64_t *)) {
	int64_t micros;
	tiddly_value v = value_of(values[0]);
	if (v.type == TYPE_TEXT && convert(v.text, v.length, &micros)) {
		sqlite3_result_int64(context, micros);
	} else {
		unreadable(context, count, values, 1);
	}
}

static void instant(sqlite3_context *context, int count, sqlite3_value **values) {
	micros_of_text(context, count, values, tiddly_instant_of);
}

// clock returns the time of day of a text in microseconds: clock(cell, place).
static void clock(sqlite3_context *context, int count, sqlite3_value **values) {
	micros_of_text(context, count, values, tiddly_clock_of);
}

// is_empty reports whether a text stands for no date.
static int is_empty(const tiddly_value *v) { return v->length == 0 || (v->length >= 10 && memcmp(v->text, "0000-00-00", 10) == 0); }

// clock_or_null is clock, except that texts that stand for none are NULL.
static void clock_or_null(sqlite3_context *context, int count, sqlite3_value **values) {
	tiddly_value v = value_of(values[0]);
	if (v.type != TYPE_TEXT || !is_empty(&v)) clock(context, count, values);
}

// epoch returns the instant of a number: epoch(number, unit, place).
static void epoch(sqlite3_context *context, int count, sqlite3_value **values) {
	int64_t micros;
	tiddly_value number = value_of(values[0]), unit = value_of(values[1]);
	if (unit.type == TYPE_TEXT && tiddly_epoch_of(&unit, &number, &micros)) {
		sqlite3_result_int64(context, micros);
	} else {
		unreadable(context, count, values, 2);
	}
}

// moment returns the instant of a text, or of a number where there is a unit: moment(cell, unit, place). Texts that stand
// for no date are NULL.
static void moment(sqlite3_context *context, int count, sqlite3_value **values) {
	int64_t micros;
	tiddly_value v = value_of(values[0]);
	if (v.type != TYPE_TEXT) {
		epoch(context, count, values);
	} else if (tiddly_instant_of(v.text, v.length, &micros)) {
		sqlite3_result_int64(context, micros);
	} else if (!is_empty(&v)) {
		unreadable(context, count, values, 2);
	}
}

// formed returns a text that is an instant as a pattern has it: formed(cell, pattern, place).
static void formed(sqlite3_context *context, int count, sqlite3_value **values) {
	tiddly_value v = value_of(values[0]), pattern = value_of(values[1]);
	if (v.type == TYPE_TEXT && pattern.type == TYPE_TEXT && tiddly_has_form(v.text, v.length, pattern.text, pattern.length)) {
		sqlite3_result_value(context, values[0]);
	} else {
		unreadable(context, count, values, 2);
	}
}

// unread counts a cell that is not of its column's kind, and returns NULL: unread(cell, place).
static void unread(sqlite3_context *context, int count, sqlite3_value **values) { unreadable(context, count, values, 1); }

// stray notes that there is such a cell, without counting it: stray(cell, place).
static void stray(sqlite3_context *context, int count, sqlite3_value **values) {
	(void)count;
	tiddly_work *work = sqlite3_user_data(context);
	int64_t place = sqlite3_value_int64(values[1]);
	if (place < 0 || place >= TIDDLY_PLACES) return;
	if (place >= work->places) work->places = (int)place + 1;
	work->stray[place] = 1;
}

// truth returns 1 or 0 for a Boolean in any of its forms: truth(cell, place).
static void truth(sqlite3_context *context, int count, sqlite3_value **values) {
	static const char *const words[2][5] = {{"f", "false", "F", "FALSE", "False"}, {"t", "true", "T", "TRUE", "True"}};
	tiddly_value v = value_of(values[0]);
	if (v.type == TYPE_INTEGER && v.integer >= -1 && v.integer <= 1) {
		sqlite3_result_int64(context, v.integer != 0);
		return;
	}
	if (v.type == TYPE_FLOAT && (v.real == 0 || v.real == 1 || v.real == -1)) {
		sqlite3_result_int64(context, v.real != 0);
		return;
	}
	for (int is = 0; v.type == TYPE_TEXT && is < 2; is++) {
		for (int i = 0; i < 5; i++) {
			if (v.length != (int)strlen(words[is][i]) || memcmp(v.text, words[is][i], (size_t)v.length) != 0) continue;
			sqlite3_result_int64(context, is);
			return;
		}
	}
	unreadable(context, count, values, 1);
}

// uuid returns a UUID in lower case, from text in one case or from 16 bytes.
static void uuid(sqlite3_context *context, int count, sqlite3_value **values) {
	tiddly_value v = value_of(values[0]);
	char out[36];
	if (tiddly_uuid_of(v.text, v.length, v.type == TYPE_BLOB, out)) {
		tiddly_result_text(context, out, sizeof out);
	} else {
		unreadable(context, count, values, 1);
	}
}

// text returns the text form of a cell of any type; only floats need more than SQLite has.
static void text(sqlite3_context *context, int count, sqlite3_value **values) {
	int type = sqlite3_value_type(values[0]);
	if (!begin(context)) return;
	if (type == TYPE_FLOAT) {
		tiddlyRealText(context, sqlite3_value_double(values[0]));
	} else if (type == TYPE_INTEGER) {
		const char *digits = (const char *)sqlite3_value_text(values[0]);
		tiddly_result_text(context, digits, sqlite3_value_bytes(values[0]));
	} else if (type == TYPE_TEXT) {
		tiddly_spend(sqlite3_user_data(context), sqlite3_value_bytes(values[0]));
		sqlite3_result_value(context, values[0]);
	} else {
		unreadable(context, count, values, 1);
	}
}

// is_utf8 reports whether bytes are UTF-8, as Go has it.
static int is_utf8(const unsigned char *at, int length) {
	for (const unsigned char *end = at + length; at < end;) {
		int more = *at < 0x80 ? 0 : *at >= 0xc2 && *at < 0xe0 ? 1 : (*at & 0xf0) == 0xe0 ? 2 : *at >= 0xf0 && *at < 0xf5 ? 3 : -1;
		if (more < 0 || end - at <= more) return 0;
		for (int i = 1; i <= more; i++) {
			if ((at[i] & 0xc0) != 0x80) return 0;
		}
		if (more > 1) {
			unsigned int first = (unsigned int)at[0] << 8 | at[1];
			if (first < 0xe0a0 || (first >= 0xeda0 && first < 0xee00) || (first >= 0xf000 && first < 0xf090) || first >= 0xf490) return 0;
		}
		at += more + 1;
	}
	return 1;
}

// readable returns the text form of a cell of any type, of a BLOB its bytes if they are text.
static void readable(sqlite3_context *context, int count, sqlite3_value **values) {
	if (sqlite3_value_type(values[0]) != TYPE_BLOB) {
		text(context, count, values);
		return;
	}
	if (!begin(context)) return;
	tiddly_value v = value_of(values[0]);
	tiddly_spend(sqlite3_user_data(context), v.length);
	if (is_utf8((const unsigned char *)v.text, v.length)) {
		tiddly_result_text(context, v.length > 0 ? v.text : "", v.length);
	} else {
		unreadable(context, count, values, 1);
	}
}

// shown returns a number as it is shown with a scale: shown(number, scale, place).
static void shown(sqlite3_context *context, int count, sqlite3_value **values) {
	int type = sqlite3_value_type(values[0]);
	if (type == TYPE_FLOAT) {
		tiddlyShown(context, sqlite3_value_double(values[0]), sqlite3_value_int64(values[1]));
	} else if (type == TYPE_INTEGER) {
		sqlite3_result_value(context, values[0]);
	} else {
		unreadable(context, count, values, 2);
	}
}

// match compares a text with a part or a pattern; the result is NULL if either is.
static void match(sqlite3_context *context, sqlite3_value **values, int comparison) {
	const char *texts[2];
	int lengths[2];
	if (!begin(context)) return;
	for (int i = 0; i < 2; i++) {
		int type = sqlite3_value_type(values[i]);
		if (type == TYPE_NULL) return;
		// The bytes of a BLOB are compared unchanged, so that no pattern is converted.
		texts[i] = type == TYPE_BLOB ? sqlite3_value_blob(values[i]) : (const char *)sqlite3_value_text(values[i]);
		lengths[i] = sqlite3_value_bytes(values[i]);
		if (texts[i] != NULL) continue;
		if (lengths[i] > 0) {
			sqlite3_result_error_nomem(context);
			return;
		}
		texts[i] = "";
	}
	int found = tiddly_match(sqlite3_user_data(context), comparison, texts[0], lengths[0], texts[1], lengths[1]);
	if (found < 0) {
		tiddly_result_interrupted(context);
	} else {
		sqlite3_result_int64(context, found);
	}
}

#define MATCH(name, comparison)                                                          \
	static void name(sqlite3_context *context, int count, sqlite3_value **values) { \
		(void)count;                                                             \
		match(context, values, comparison);                                      \
	}

MATCH(contains, TIDDLY_CONTAINS)
MATCH(starts_with, TIDDLY_STARTS)
MATCH(ends_with, TIDDLY_ENDS)
MATCH(like, TIDDLY_LIKE)
MATCH(icontains, TIDDLY_CONTAINS | TIDDLY_FOLDED)
MATCH(istarts_with, TIDDLY_STARTS | TIDDLY_FOLDED)
MATCH(iends_with, TIDDLY_ENDS | TIDDLY_FOLDED)
MATCH(ilike, TIDDLY_LIKE | TIDDLY_FOLDED)

static void call(sqlite3_context *context, int count, sqlite3_value **values,
                 void (*function)(uintptr_t, sqlite3_context *, tiddly_value *)) {
	tiddly_value arguments[4];
	if (!begin(context)) return;
	for (int i = 0; i < 4; i++) {
		if (i >= count) {
			arguments[i] = (tiddly_value){NULL, NO_PLACE, 0, 0, TYPE_NULL};
			continue;
		}
		arguments[i] = value_of(values[i]);
		if (arguments[i].type == TYPE_NULL) return; // and so the result is NULL
	}
	tiddly_work *work = sqlite3_user_data(context);
	function(work->owner, context, arguments);
	if (work->ended) tiddly_result_interrupted(context);
}

static void regexp(sqlite3_context *context, int count, sqlite3_value **values) {
	call(context, count, values, tiddlyRegexp);
}

static void json(sqlite3_context *context, int count, sqlite3_value **values) {
	call(context, count, values, tiddlyJSON);
}

static void json_compare(sqlite3_context *context, int count, sqlite3_value **values) {
	call(context, count, values, tiddlyJSONCompare);
}

static void json_has(sqlite3_context *context, int count, sqlite3_value **values) {
	call(context, count, values, tiddlyJSONHas);
}

static void decimal(sqlite3_context *context, int count, sqlite3_value **values) {
	call(context, count, values, tiddlyDecimal);
}

static void add(sqlite3_context *context, int count, sqlite3_value **values) {
	call(context, count, values, tiddlyAdd);
}

// unfit fails for a sum that cannot be stored.
static void unfit(sqlite3_context *context, int count, sqlite3_value **values) {
	int type = sqlite3_value_type(values[0]);
	(void)count;
	tiddly_result_unfit(context, type == TYPE_INTEGER || type == TYPE_FLOAT);
}

void tiddly_result_text(sqlite3_context *context, const char *text, int length) {
	sqlite3_result_text(context, text, length, (void (*)(void *))-1); // copied
}

void tiddly_result_real(sqlite3_context *context, double value) { sqlite3_result_double(context, value); }

void tiddly_result_integer(sqlite3_context *context, int64_t value) { sqlite3_result_int64(context, value); }

void tiddly_result_error(sqlite3_context *context, const char *message, int length) {
	sqlite3_result_error(context, message, length);
}

void tiddly_result_interrupted(sqlite3_context *context) { sqlite3_result_error_code(context, INTERRUPTED); }

void tiddly_result_unfit(sqlite3_context *context, int number) {
	sqlite3_result_error(context, number ? "the sum does not fit" : "the cell is not a number", -1);
	sqlite3_result_error_code(context, number ? CONSTRAINT_FUNCTION : CONSTRAINT_DATATYPE);
}

static const struct {
	const char *name;
	int arguments;
	tiddly_function function;
} functions[] = {
    {"tiddly_instant", 1, instant},
    {"tiddly_instant", 2, instant},
    {"tiddly_clock", 2, clock},
    {"tiddly_clock_or_null", 2, clock_or_null},
    {"tiddly_decimal", 2, decimal},
    {"tiddly_text", 1, text},
    {"tiddly_text", 2, text},
    {"tiddly_formed", 2, formed},
    {"tiddly_formed", 3, formed},
    {"tiddly_moment", 3, moment},
    {"tiddly_epoch", 3, epoch},
    {"tiddly_readable", 2, readable},
    {"tiddly_shown", 3, shown},
    {"tiddly_truth", 2, truth},
    {"tiddly_unread", 2, unread},
    {"tiddly_stray", 2, stray},
    {"tiddly_uuid", 1, uuid},
    {"tiddly_uuid", 2, uuid},
    {"tiddly_json", 1, json},
    {"tiddly_json", 2, json},
    {"tiddly_json_compare", 3, json_compare},
    {"tiddly_json_compare", 4, json_compare},
    {"tiddly_json_has", 2, json_has},
    {"tiddly_json_has", 3, json_has},
    {"tiddly_add", 4, add},
    {"tiddly_unfit", 1, unfit},
    {"tiddly_contains", 2, contains},
    {"tiddly_starts_with", 2, starts_with},
    {"tiddly_ends_with", 2, ends_with},
    {"tiddly_like", 2, like},
    {"tiddly_icontains", 2, icontains},
    {"tiddly_istarts_with", 2, istarts_with},
    {"tiddly_iends_with", 2, iends_with},
    {"tiddly_ilike", 2, ilike},
    {"regexp", 2, regexp},
};

tiddly_work *tiddly_new(sqlite3 *db, uintptr_t owner) {
	tiddly_work *work = calloc(1, sizeof *work);
	if (!work) return NULL;
	work->db = db;
	work->owner = owner;
	return work;
}

int tiddly_configure(tiddly_work *work) {
	if (!work) return NO_MEMORY;
	sqlite3 *db = work->db;
	// A statement that is planned without the bound values stays prepared: otherwise each new pattern of LIKE or GLOB
	// would prepare it again.
	int rc = sqlite3_db_config(db, CONFIG_QPSG, 1, NULL);
	// SQL cannot damage the file. The schema stays trusted, as is SQLite's default: otherwise views that use full-text
	// MATCH would fail, and no function here could do harm.
	if (rc == OK) rc = sqlite3_db_config(db, CONFIG_DEFENSIVE, 1, NULL);
	if (rc == OK) rc = sqlite3_busy_handler(db, wait_for_lock, work);
	// A row larger than the limit cannot be read at all, not even its small columns, so the limit is far above what an
	// answer may hold; it stops what a view could make of nothing (zeroblob).
	sqlite3_limit(db, LIMIT_LENGTH, 128 << 20);
	sqlite3_limit(db, LIMIT_ATTACHED, 0);
	// A generated column is expanded wherever another names it, so that few can become millions of instructions. None of
	// our statements needs a tenth of the limit.
	sqlite3_limit(db, LIMIT_VDBE_OP, 250000);
	for (size_t i = 0; rc == OK && i < sizeof functions / sizeof *functions; i++) {
		rc = sqlite3_create_function_v2(db, functions[i].name, functions[i].arguments, FUNCTION_FLAGS, work,
		                                functions[i].function, NULL, NULL, NULL);
	}
	return rc;
}

void tiddly_free(tiddly_work *work) { free(work); }
