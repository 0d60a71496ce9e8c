// The comparisons with a part of a text. A text is as long as its length says, whatever bytes it has; the time of each
// comparison is linear in the text, or it looks at the interrupt on its way.
#include "native.h"

#include <string.h>

typedef struct {
	const unsigned char *at;
	size_t length;
} bytes;

// matcher is what all comparisons of one call need: where their work is counted, and how a byte is compared.
typedef struct {
	tiddly_work *work;
	const unsigned char *fold;
} matcher;

enum {
	// What find gives instead of a place.
	NOWHERE = -1,
	ENDED = -2,
	// A window is what is looked at between two looks at the interrupt.
	WINDOW = 1 << 16,
	// A search that has compared so many bytes beyond what it has passed is no longer an ordinary one.
	PATIENCE = 256,
};

// The tokens of a pattern that stand for no byte: neither is ever part of UTF-8.
enum { ANY_TEXT = 0xff, ANY_CHARACTER = 0xfe };

static unsigned char exact[256], lower[256];

void tiddly_match_install(void) {
	for (int i = 0; i < 256; i++) {
		exact[i] = (unsigned char)i;
		lower[i] = (unsigned char)(i >= 'A' && i <= 'Z' ? i + 'a' - 'A' : i);
	}
}

static bytes after(bytes b, size_t count) { return (bytes){b.at + count, b.length - count}; }

static bytes first(bytes b, size_t count) { return (bytes){b.at, count}; }

// common is how many bytes two texts share from their starts.
static size_t common(const matcher *m, bytes a, bytes b) {
	size_t i = 0, end = a.length < b.length ? a.length : b.length;
	while (i < end && m->fold[a.at[i]] == m->fold[b.at[i]]) i++;
	return i;
}

static int starts(const matcher *m, bytes text, bytes part) {
	return part.length <= text.length && common(m, text, part) == part.length;
}

static int ends(const matcher *m, bytes text, bytes part) {
	return part.length <= text.length && starts(m, after(text, text.length - part.length), part);
}

// byte_in gives the first place of a byte, or the length.
static size_t byte_in(const matcher *m, bytes text, unsigned char c) {
	if (m->fold == exact) {
		const unsigned char *found = text.length > 0 ? memchr(text.at, c, text.length) : NULL;
		return found ? (size_t)(found - text.at) : text.length;
	}
	size_t i = 0;
	while (i < text.length && m->fold[text.at[i]] != m->fold[c]) i++;
	return i;
}

// maximal_suffix gives where the greatest suffix of x begins, by the order of bytes or its reverse, and its period.
static size_t maximal_suffix(const matcher *m, bytes x, int reverse, size_t *period) {
	size_t suffix = 0, candidate = 1, k = 0;
	*period = 1;
	while (candidate + k < x.length) {
		unsigned char a = m->fold[x.at[candidate + k]], b = m->fold[x.at[suffix + k]];
		if (a == b) {
			if (++k == *period) {
				candidate += k;
				k = 0;
			}
		} else if ((a < b) != reverse) {
			candidate += k + 1;
			k = 0;
			*period = candidate - suffix;
		} else {
			suffix = candidate++;
			k = 0;
			*period = 1;
		}
	}
	return suffix;
}

// find_hard is find by the two-way algorithm of Crochemore and Perrin: linear whatever the text and the part, without
// memory, but slower than find on ordinary texts.
static int64_t find_hard(const matcher *m, bytes text, bytes part) {
	size_t period, other, cut = maximal_suffix(m, part, 0, &period), cut2 = maximal_suffix(m, part, 1, &other);
	if (cut2 > cut) {
		cut = cut2;
		period = other;
	}
	int periodic = starts(m, after(part, period), first(part, cut));
	if (!periodic) period = (cut > part.length - cut ? cut : part.length - cut) + 1;
	size_t known = 0; // how many bytes at the start of the part are known to be there
	for (size_t at = 0; at + part.length <= text.length;) {
		size_t i = cut > known ? cut : known;
		i += common(m, after(text, at + i), after(part, i));
		if (tiddly_spend(m->work, (int64_t)(i - cut) + 1)) return ENDED;
		if (i < part.length) {
			at += i - cut + 1;
			known = 0;
			continue;
		}
		for (i = cut; i > known && m->fold[part.at[i - 1]] == m->fold[text.at[at + i - 1]];) i--;
		if (i <= known) return (int64_t)at;
		at += period;
		known = periodic ? part.length - period : 0;
	}
	return NOWHERE;
}

// find gives the first place of a part in a text.
static int64_t find(const matcher *m, bytes text, bytes part) {
	size_t at = 0, compared = 0;
	if (part.length == 0) return 0;
	while (part.length <= text.length - at) {
		size_t window = text.length - at - part.length + 1;
		if (window > WINDOW) window = WINDOW;
		size_t skipped = byte_in(m, first(after(text, at), window), part.at[0]);
		at += skipped;
		if (tiddly_spend(m->work, (int64_t)skipped + 1)) return ENDED;
		if (skipped == window) continue;
		size_t same = common(m, after(text, at), part);
		if (same == part.length) return (int64_t)at;
		at++;
		compared += same;
		if (compared > PATIENCE + at) {
			int64_t found = find_hard(m, after(text, at), part);
			return found < 0 ? found : found + (int64_t)at;
		}
	}
	return NOWHERE;
}

// character is the length of the character that a text begins with: a byte, and those that continue it.
static size_t character(bytes text) {
	size_t i = 1;
	if (text.at[0] < 0xc0) return 1;
	while (i < text.length && (text.at[i] & 0xc0) == 0x80) i++;
	return i;
}

static size_t token(bytes pattern, unsigned char c) {
	const unsigned char *found = pattern.length > 0 ? memchr(pattern.at, c, pattern.length) : NULL;
	return found ? (size_t)(found - pattern.at) : pattern.length;
}

// match_here gives the length of the text that a part of a pattern without ANY_TEXT takes at the start of a text.
static int64_t match_here(const matcher *m, bytes text, bytes part) {
	size_t used = 0;
	while (part.length > 0) {
		if (part.at[0] == ANY_CHARACTER) {
			if (used == text.length) return NOWHERE;
			used += character(after(text, used));
			part = after(part, 1);
			continue;
		}
		bytes literal = first(part, token(part, ANY_CHARACTER));
		if (!starts(m, after(text, used), literal)) return NOWHERE;
		used += literal.length;
		part = after(part, literal.length);
	}
	return (int64_t)used;
}

// skip takes the characters that a part of a pattern begins with; false where the text has too few.
static int skip(bytes *text, bytes *part) {
	for (; part->length > 0 && part->at[0] == ANY_CHARACTER; *part = after(*part, 1)) {
		if (text->length == 0) return 0;
		*text = after(*text, character(*text));
	}
	return 1;
}

// match_somewhere moves a text behind the first place where a part of a pattern fits; where the pattern is at its end,
// the text has to be, too. It gives 1, 0 or ENDED.
static int match_somewhere(const matcher *m, bytes *text, bytes part, int last) {
	if (!skip(text, &part)) return 0;
	bytes literal = first(part, token(part, ANY_CHARACTER));
	if (last && literal.length == part.length) return ends(m, *text, part);
	for (;;) {
		int64_t at = find(m, *text, literal);
		if (at < 0) return at == ENDED ? ENDED : 0;
		*text = after(*text, (size_t)at);
		int64_t used = match_here(m, *text, part);
		if (tiddly_spend(m->work, (int64_t)part.length)) return ENDED;
		if (used >= 0 && (!last || (size_t)used == text->length)) {
			*text = after(*text, (size_t)used);
			return 1;
		}
		if (text->length == 0) return 0;
		*text = after(*text, 1);
	}
}

// like gives 1, 0 or ENDED. Of several places for the parts between two ANY_TEXT the first is as good as any.
static int like(const matcher *m, bytes text, bytes pattern) {
	bytes part = first(pattern, token(pattern, ANY_TEXT));
	int64_t used = match_here(m, text, part);
	if (used < 0) return 0;
	text = after(text, (size_t)used);
	if (part.length == pattern.length) return text.length == 0;
	do {
		pattern = after(pattern, part.length + 1);
		part = first(pattern, token(pattern, ANY_TEXT));
		int last = part.length == pattern.length;
		if (last && part.length == 0) return 1;
		int found = match_somewhere(m, &text, part, last);
		if (found != 1) return found;
	} while (part.length < pattern.length);
	return 1;
}

int tiddly_match(tiddly_work *work, int comparison, const char *text, int length, const char *part, int part_length) {
	matcher m = {work, comparison & TIDDLY_FOLDED ? lower : exact};
	bytes t = {(const unsigned char *)text, (size_t)length}, p = {(const unsigned char *)part, (size_t)part_length};
	int64_t at;
	switch (comparison & ~TIDDLY_FOLDED) {
	case TIDDLY_STARTS:
		return starts(&m, t, p);
	case TIDDLY_ENDS:
		return ends(&m, t, p);
	case TIDDLY_CONTAINS:
		at = find(&m, t, p);
		return at == ENDED ? ENDED : at >= 0;
	default:
		return like(&m, t, p);
	}
}
