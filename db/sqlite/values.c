// The reading of cells in C, equivalent to package cell in Go: the test vectors in internal/cell/testdata apply to
// both.
#include "native.h"

#include <string.h>

typedef struct {
	const char *at, *end;
} reader;

// digits reads exactly count digits.
static int digits(reader *r, int count, int *value) {
	if (r->end - r->at < count) return 0;
	*value = 0;
	for (int i = 0; i < count; i++, r->at++) {
		if (*r->at < '0' || *r->at > '9') return 0;
		*value = *value * 10 + (*r->at - '0');
	}
	return 1;
}

static int byte(reader *r, char c) {
	if (r->at == r->end || *r->at != c) return 0;
	r->at++;
	return 1;
}

// clock_of reads HH:MM[:SS[.fffffffff]] as microseconds of the day; anything smaller is dropped.
static int clock_of(reader *r, int64_t *micros) {
	int hour, minute, second = 0, fraction = 0, scale = 0;
	if (!digits(r, 2, &hour) || !byte(r, ':') || !digits(r, 2, &minute)) return 0;
	if (byte(r, ':')) {
		if (!digits(r, 2, &second)) return 0;
		if (byte(r, '.')) {
			for (int digit; scale < 9 && digits(r, 1, &digit); scale++) {
				if (scale < 6) fraction = fraction * 10 + digit;
			}
			if (scale == 0) return 0;
			for (; scale < 6; scale++) fraction *= 10;
		}
	}
	if (hour > 23 || minute > 59 || second > 59) return 0;
	*micros = ((hour * 60 + minute) * 60 + second) * INT64_C(1000000) + fraction;
	return 1;
}

static int ended(const reader *r) { return r->at == r->end; }

// blanks skips blanks, and reports whether there were any.
static int blanks(reader *r) {
	const char *from = r->at;
	while (byte(r, ' ')) {
	}
	return r->at > from;
}

// offset_of reads +HH:MM, +HHMM or +HH, up to the end or a blank, as minutes.
static int offset_of(reader *r, int *minutes) {
	int hour, minute = 0, sign = 1;
	if (byte(r, '-')) {
		sign = -1;
	} else if (!byte(r, '+')) {
		return 0;
	}
	if (!digits(r, 2, &hour)) return 0;
	if (!ended(r) && *r->at != ' ') {
		byte(r, ':');
		if (!digits(r, 2, &minute)) return 0;
	}
	if (hour > 23 || minute > 59) return 0;
	*minutes = sign * (hour * 60 + minute);
	return ended(r) || *r->at == ' ';
}

static int starts(const reader *r, const char *text, size_t length) {
	return (size_t)(r->end - r->at) >= length && memcmp(r->at, text, length) == 0;
}

// zone_name reads the name that follows an offset: letters, or the offset once more where the zone has no name.
static int zone_name(reader *r) {
	int minutes;
	const char *from = r->at;
	if (ended(r)) return 0;
	if (*r->at == '+' || *r->at == '-') return offset_of(r, &minutes);
	if (starts(r, "m=", 2)) return 1;
	while (!ended(r) && ((*r->at >= 'A' && *r->at <= 'Z') || (*r->at >= 'a' && *r->at <= 'z'))) r->at++;
	return r->at > from;
}

// monotonic reads the rest as Go prints the reading of its monotonic clock, if there is one.
static int monotonic(reader *r) {
	blanks(r);
	if (ended(r)) return 1;
	if (!starts(r, "m=", 2)) return 0;
	r->at += 2;
	if (!byte(r, '+') && !byte(r, '-')) return 0;
	if (ended(r)) return 0;
	while (!ended(r) && ((*r->at >= '0' && *r->at <= '9') || *r->at == '.')) r->at++;
	return ended(r);
}

// zone_of reads the rest as a zone: Z, an offset, UTC or GMT, or nothing.
static int zone_of(reader *r, int *minutes) {
	int apart = blanks(r);
	*minutes = 0;
	if (ended(r)) return !apart;
	if (byte(r, 'Z') || byte(r, 'z')) return ended(r);
	if (apart && r->end - r->at == 3 && (starts(r, "UTC", 3) || starts(r, "GMT", 3))) return 1;
	if (!offset_of(r, minutes)) return 0;
	return ended(r) || (blanks(r) && zone_name(r) && monotonic(r));
}

static int days_in(int year, int month) {
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)) return 29;
	return days[month - 1];
}

// day_number returns the days since 1970-01-01; years are counted from March, so that a leap day is the last of a
// year.
static int64_t day_number(int year, int month, int day) {
	int shifted = month > 2 ? month - 3 : month + 9;
	int64_t y = month > 2 ? year : year - 1;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * shifted + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

// in_range reports whether an instant is one of DateTime: from year 1 to the end of year 9999.
static int in_range(int64_t micros) {
	return micros >= INT64_C(-62135596800000000) && micros < INT64_C(253402300800000000);
}

int tiddly_clock_of(const char *text, int length, int64_t *micros) {
	reader r = {text, text + length};
	return length > 2 && text[2] == ':' && clock_of(&r, micros) && ended(&r);
}

int tiddly_instant_of(const char *text, int length, int64_t *micros) {
	reader r = {text, text + length};
	int year, month, day, minutes = 0;
	int64_t clock = 0;
	if (!digits(&r, 4, &year) || !byte(&r, '-') || !digits(&r, 2, &month) || !byte(&r, '-') || !digits(&r, 2, &day)) return 0;
	if (month < 1 || month > 12 || day < 1 || day > days_in(year, month)) return 0;
	if (r.at != r.end) {
		if (!byte(&r, ' ') && !byte(&r, 'T')) return 0;
		if (!clock_of(&r, &clock) || !zone_of(&r, &minutes)) return 0;
	}
	*micros = day_number(year, month, day) * INT64_C(86400000000) + clock - minutes * INT64_C(60000000);
	return in_range(*micros);
}

// has_fraction reports whether a text is a fraction of so many digits, or of any number (*) without a 0 at its end, that
// is not 0; or nothing.
static int has_fraction(const char *text, int length, char count) {
	int last = 0;
	if (length == 0) return 1;
	if (text[0] != '.' || length < 2 || length > 7) return 0;
	for (int i = 1; i < length; i++) {
		if (text[i] < '0' || text[i] > '9') return 0;
		if (text[i] != '0') last = i;
	}
	if (last == 0) return 0;
	return count == '*' ? last == length - 1 : length - 1 == count - '0';
}

int tiddly_has_form(const char *text, int length, const char *pattern, int pattern_length) {
	int64_t micros;
	for (int i = 0; i < pattern_length; i++) {
		if (pattern[i] == '[') {
			if (i + 1 >= pattern_length || i > length || !has_fraction(text + i, length - i, pattern[i + 1])) return 0;
			return tiddly_instant_of(text, length, &micros);
		}
		if (i >= length || (pattern[i] == '9' ? text[i] < '0' || text[i] > '9' : text[i] != pattern[i])) return 0;
	}
	return length == pattern_length && tiddly_instant_of(text, length, &micros);
}

// The epochs, as in package cell: one unit is micros/parts microseconds, begin is the instant of 0, and fractions are
// exact to so many microseconds.
static const struct {
	const char *name;
	int64_t micros, parts, begin, rounded;
} epochs[] = {
    {"s", 1000000, 1, 0, 1},
    {"ms", 1000, 1, 0, 1},
    {"us", 1, 1, 0, 1},
    {"ns", 1, 1000, 0, 1},
    {"us1601", 1, 1, INT64_C(-11644473600000000), 1},
    {"100ns1601", 1, 10, INT64_C(-11644473600000000), 1},
    {"s2001", 1000000, 1, INT64_C(978307200000000), 1},
    {"julian", INT64_C(86400000000), 1, INT64_C(-210866760000000000), 1000},
};

// nearest returns the nearest integer, the one away from zero where there are two.
static int64_t nearest(double d) {
	int64_t n = (int64_t)d;
	double rest = d - (double)n;
	return n + (rest >= 0.5) - (rest <= -0.5);
}

int tiddly_epoch_of(const tiddly_value *unit, const tiddly_value *number, int64_t *micros) {
	size_t e = 0, count = sizeof epochs / sizeof *epochs;
	while (e < count && (strlen(epochs[e].name) != (size_t)unit->length || memcmp(epochs[e].name, unit->text, (size_t)unit->length) != 0)) e++;
	if (e == count) return 0;
	if (number->type == 1) {
		int64_t n = number->integer;
		if (epochs[e].parts > 1) {
			int64_t parts = epochs[e].parts;
			*micros = n / parts - (n % parts < 0) + epochs[e].begin;
			return in_range(*micros);
		}
		if (n > INT64_MAX / epochs[e].micros / 2 || n < INT64_MIN / epochs[e].micros / 2) return 0;
		*micros = n * epochs[e].micros + epochs[e].begin;
		return in_range(*micros);
	}
	int64_t rounded = epochs[e].rounded;
	double scaled = number->real * (double)(epochs[e].micros / rounded) / (double)epochs[e].parts;
	if (number->type != 2 || !(scaled > -4611686018427387904.0 && scaled < 4611686018427387904.0)) return 0;
	if (rounded > 1) {
		int64_t n = nearest(scaled);
		if (n > INT64_MAX / rounded / 2 || n < INT64_MIN / rounded / 2) return 0;
		*micros = n * rounded + epochs[e].begin;
		return in_range(*micros);
	}
	*micros = nearest(scaled) + epochs[e].begin;
	return in_range(*micros);
}

int tiddly_uuid_of(const char *text, int length, int binary, char out[36]) {
	static const char hex[] = "0123456789abcdef";
	int lower = 0, upper = 0;
	if (length != (binary ? 16 : 36)) return 0;
	for (int i = 0, at = 0; i < 36; i++) {
		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (!binary && text[i] != '-') return 0;
			out[i] = '-';
			continue;
		}
		if (binary) {
			unsigned char b = (unsigned char)text[at / 2];
			out[i] = hex[at % 2 ? b & 15 : b >> 4];
			at++;
			continue;
		}
		char c = text[i];
		if (c >= 'A' && c <= 'F') {
			upper = 1;
			c += 'a' - 'A';
		} else if (c >= 'a' && c <= 'f') {
			lower = 1;
		} else if (c < '0' || c > '9') {
			return 0;
		}
		out[i] = c;
	}
	return !(lower && upper);
}
