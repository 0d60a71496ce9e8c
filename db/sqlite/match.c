// The comparisons with a part of a text. A text is as long as its length, whatever bytes it contains. Each comparison
// takes time linear in the text, or checks for the interrupt as it proceeds.
#include "native.h"

#include <string.h>

typedef struct {
	const unsigned char *at;
	size_t length;
} bytes;

// matcher is what all comparisons of one call need: where their work is counted, and how bytes are compared.
typedef struct {
	tiddly_work *work;
	const unsigned char *fold;
} matcher;

enum {
	// What find returns instead of a position.
	NOWHERE = -1,
	ENDED = -2,
	// A search that has compared this many bytes more than it has passed is no longer an ordinary one.
	PATIENCE = 256,
};

// The tokens of a pattern that stand for no byte: neither occurs in UTF-8.
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

// common returns the length of the common prefix of two texts.
static size_t common(const matcher *m, bytes a, bytes b) {
	const unsigned char *fold = m->fold;
	size_t i = 0, end = a.length < b.length ? a.length : b.length;
	while (i < end && fold[a.at[i]] == fold[b.at[i]]) i++;
	return i;
}

static int starts(const matcher *m, bytes text, bytes part) {
	return part.length <= text.length && common(m, text, part) == part.length;
}

static int ends(const matcher *m, bytes text, bytes part) {
	return part.length <= text.length && starts(m, after(text, text.length - part.length), part);
}

// either returns the first position, from a position on, of a byte or of another that is equal to it, or the length.
static size_t either(bytes text, unsigned char c, unsigned char other, size_t from) {
	// What is searched in vain for the one byte is short, so that all searches together are linear.
	size_t window = other == c ? text.length : 256;
	for (; from < text.length; from += window) {
		size_t length = text.length - from < window ? text.length - from : window;
		const unsigned char *start = text.at + from, *found = memchr(start, c, length);
		if (other != c) {
			const unsigned char *before = memchr(start, other, found ? (size_t)(found - start) : length);
			if (before) found = before;
		}
		if (found) return (size_t)(found - text.at);
		if (other == c) break;
	}
	return text.length;
}

// maximal_suffix returns where the greatest suffix of x begins, by the order of bytes or its reverse, and its period.
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

// find_hard is find by the two-way algorithm of Crochemore and Perrin: linear for any text and part, without
// allocation, but slower than find on ordinary texts.
static int64_t find_hard(const matcher *m, bytes text, bytes part) {
	size_t period, other, cut = maximal_suffix(m, part, 0, &period), cut2 = maximal_suffix(m, part, 1, &other);
	if (cut2 > cut) {
		cut = cut2;
		period = other;
	}
	int periodic = starts(m, after(part, period), first(part, cut));
	if (!periodic) period = (cut > part.length - cut ? cut : part.length - cut) + 1;
	size_t known = 0; // how many bytes at the start of the part are known to match
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

// find returns the first position of a part in a text. It searches for the first byte, in both cases if they are
// folded.
static int64_t find(const matcher *m, bytes text, bytes part) {
	if (part.length == 0) return 0;
	if (part.length > text.length) return NOWHERE;
	unsigned char c = m->fold[part.at[0]], other = c;
	if (m->fold == lower && c >= 'a' && c <= 'z') other = (unsigned char)(c - 'a' + 'A');
	bytes starts_in = first(text, text.length - part.length + 1);
	for (size_t at = 0, compared = 0;;) {
		size_t place = either(starts_in, c, other, at);
		if (tiddly_spend(m->work, (int64_t)(place - at) + 1)) return ENDED;
		if (place == starts_in.length) return NOWHERE;
		size_t same = common(m, after(text, place), part);
		if (same == part.length) return (int64_t)place;
		at = place + 1;
		compared += same;
		if (compared > PATIENCE + at) {
			int64_t found = find_hard(m, after(text, at), part);
			return found < 0 ? found : found + (int64_t)at;
		}
	}
}

// character returns the length of the character at the start of a text: a byte and its continuation bytes.
static size_t character(bytes text) {
	size_t i = 1;
	if (text.at[0] < 0xc0) return 1;
	while (i < text.length && (text.at[i] & 0xc0) == 0x80) i++;
	return i;
}

// match_here returns how much of a text a pattern matches at its start, and advances the pattern to its end or to an
// ANY_TEXT.
static int64_t match_here(const matcher *m, bytes text, bytes *pattern) {
	const unsigned char *fold = m->fold;
	size_t used = 0, i = 0;
	for (; i < pattern->length && pattern->at[i] != ANY_TEXT; i++) {
		if (used == text.length) return NOWHERE;
		if (pattern->at[i] == ANY_CHARACTER) {
			used += character(after(text, used));
		} else if (fold[pattern->at[i]] == fold[text.at[used]]) {
			used++;
		} else {
			return NOWHERE;
		}
	}
	*pattern = after(*pattern, i);
	return (int64_t)used;
}

// skip removes the characters that a pattern begins with; it returns false if the text has too few.
static int skip(bytes *text, bytes *pattern) {
	for (; pattern->length > 0 && pattern->at[0] == ANY_CHARACTER; *pattern = after(*pattern, 1)) {
		if (text->length == 0) return 0;
		*text = after(*text, character(*text));
	}
	return 1;
}

// match_somewhere finds the first position where a pattern, which begins with a byte, matches up to its next
// ANY_TEXT, and advances both past it; if the pattern has no ANY_TEXT, the text must end there too. It returns 1, 0
// or ENDED.
static int match_somewhere(const matcher *m, bytes *text, bytes *pattern) {
	size_t length = 0;
	while (length < pattern->length && pattern->at[length] < ANY_CHARACTER) length++;
	bytes literal = first(*pattern, length), tail = after(*pattern, length);
	if (tail.length == 0) {
		*pattern = tail;
		return ends(m, *text, literal);
	}
	for (;;) {
		int64_t at = find(m, *text, literal);
		if (at < 0) return at == ENDED ? ENDED : 0;
		bytes behind = after(*text, (size_t)at + length), rest = tail;
		int64_t used = match_here(m, behind, &rest);
		if (used >= 0 && (rest.length > 0 || (size_t)used == behind.length)) {
			*text = after(behind, (size_t)used);
			*pattern = rest;
			return 1;
		}
		if (tiddly_spend(m->work, (int64_t)tail.length)) return ENDED;
		*text = after(*text, (size_t)at + 1);
	}
}

// like returns 1, 0 or ENDED. Of several positions for what is between two ANY_TEXT the first is as good as any.
static int like(const matcher *m, bytes text, bytes pattern) {
	int64_t used = match_here(m, text, &pattern);
	if (used < 0) return 0;
	text = after(text, (size_t)used);
	if (pattern.length == 0) return text.length == 0;
	while (pattern.length > 0) {
		pattern = after(pattern, 1);
		if (!skip(&text, &pattern)) return 0;
		if (pattern.length == 0 || pattern.at[0] == ANY_TEXT) continue;
		int found = match_somewhere(m, &text, &pattern);
		if (found != 1) return found;
	}
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
