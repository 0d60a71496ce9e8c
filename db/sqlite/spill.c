#include "native.h"

#ifdef _WIN32

void tiddly_spill_install(void) {}

#else

#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "_cgo_export.h"

// The head of SQLite's own struct, as far as it is used here; its layout is stable.
typedef void (*system_call)(void);
typedef struct sqlite3_vfs sqlite3_vfs;
struct sqlite3_vfs {
	int version;
	int file_size;
	int longest_path;
	sqlite3_vfs *next;
	const char *name;
	void *data;
	void (*others[13])(void); // xOpen to xCurrentTimeInt64
	int (*set_system_call)(sqlite3_vfs *, const char *, system_call);
	system_call (*get_system_call)(sqlite3_vfs *, const char *);
};

extern sqlite3_vfs *sqlite3_vfs_find(const char *name);

enum {
	// Smaller files are closed at once: that takes less time than handing them over.
	SMALL = 1 << 20,
	// Files with greater descriptors are closed at once, too.
	KNOWN = 1 << 16,
	BITS = sizeof(unsigned) * CHAR_BIT,
};

static int (*open_file)(const char *, int, int);
static int (*close_file)(int);

// temporary has a bit for each temporary file of SQLite. Only these are opened as new files, and SQLite holds no lock
// on them, which would be released with the first of the process's descriptors of the file to be closed.
static _Atomic unsigned temporary[KNOWN / BITS];

static int open_noted(const char *path, int flags, int mode) {
	int file = open_file(path, flags, mode);
	if (file >= 0 && file < KNOWN && (flags & O_EXCL) != 0) {
		atomic_fetch_or(&temporary[file / BITS], 1u << file % BITS);
	}
	return file;
}

// close_spilled closes a file. Closing a large file that has no name any more returns its blocks to the file system,
// which takes long and is done inside the step that ends a statement: so that is left to the background.
static int close_spilled(int file) {
	struct stat s;
	if (file >= 0 && file < KNOWN) {
		unsigned bit = 1u << file % BITS;
		int noted = (atomic_fetch_and(&temporary[file / BITS], ~bit) & bit) != 0;
		if (noted && fstat(file, &s) == 0 && s.st_nlink == 0 && s.st_size >= SMALL && tiddlyDiscard(file)) return 0;
	}
	return close_file(file);
}

void tiddly_spill_install(void) {
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
	if (!vfs || vfs->version < 3 || !vfs->set_system_call) return;
	open_file = (int (*)(const char *, int, int))vfs->get_system_call(vfs, "open");
	close_file = (int (*)(int))vfs->get_system_call(vfs, "close");
	if (!open_file || !close_file) return;
	vfs->set_system_call(vfs, "open", (system_call)open_noted);
	vfs->set_system_call(vfs, "close", (system_call)close_spilled);
}

#endif
