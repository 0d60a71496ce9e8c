package cell

import "time"

// AppendInstant appends an instant in the form of RFC 3339, in UTC and without trailing zeros.
func AppendInstant(dst []byte, micros int64) []byte {
	days := dayOf(micros)
	dst = appendDay(dst, days)
	dst = append(dst, 'T')
	dst = AppendClock(dst, micros-days*Day)
	return append(dst, 'Z')
}

// AppendDate appends the date whose midnight is at micros. It reports false, with dst unchanged, where micros is not
// midnight.
func AppendDate(dst []byte, micros int64) ([]byte, bool) {
	days := dayOf(micros)
	if days*Day != micros {
		return dst, false
	}
	return appendDay(dst, days), true
}

// appendDay appends the date of a day since the epoch.
func appendDay(dst []byte, days int64) []byte {
	year, month, day := time.Unix(days*86_400, 0).UTC().Date()
	dst = appendPair(dst, year/100)
	dst = appendPair(dst, year%100)
	dst = append(dst, '-')
	dst = appendPair(dst, int(month))
	dst = append(dst, '-')
	return appendPair(dst, day)
}

// AppendClock appends a time of day, HH:MM:SS, with a fraction that has no trailing zeros.
func AppendClock(dst []byte, micros int64) []byte {
	seconds := int(micros / Second)
	dst = appendPair(dst, seconds/3600)
	dst = append(dst, ':')
	dst = appendPair(dst, seconds/60%60)
	dst = append(dst, ':')
	dst = appendPair(dst, seconds%60)
	fraction := int(micros % Second)
	if fraction == 0 {
		return dst
	}
	dst = append(dst, '.')
	for unit := 100_000; fraction > 0; unit /= 10 {
		dst = append(dst, hexDigits[fraction/unit])
		fraction %= unit
	}
	return dst
}

func appendPair(dst []byte, n int) []byte { return append(dst, hexDigits[n/10], hexDigits[n%10]) }

// dayOf returns the day of an instant in UTC, counted from 1970-01-01.
func dayOf(micros int64) int64 {
	day := micros / Day
	if micros%Day < 0 {
		day--
	}
	return day
}

// AppendDay appends the date of the day of an instant in UTC.
func AppendDay(dst []byte, micros int64) []byte { return appendDay(dst, dayOf(micros)) }

// AppendPlainInstant appends an instant in the form used by databases without a type for it: YYYY-MM-DD
// HH:MM:SS[.ffffff] in UTC. One instant has one such text, and the texts sort as the instants do.
func AppendPlainInstant(dst []byte, micros int64) []byte {
	days := dayOf(micros)
	dst = append(appendDay(dst, days), ' ')
	return AppendFixedClock(dst, micros-days*Day)
}

// AppendFixedClock appends a time of day, HH:MM:SS, with a fraction of six digits where there is one.
func AppendFixedClock(dst []byte, micros int64) []byte {
	dst = AppendClock(dst, micros-micros%Second)
	fraction := int(micros % Second)
	if fraction == 0 {
		return dst
	}
	dst = append(dst, '.')
	dst = appendPair(dst, fraction/10_000)
	dst = appendPair(dst, fraction/100%100)
	return appendPair(dst, fraction%100)
}
