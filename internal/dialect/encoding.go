package dialect

// Encoding names the way a neutral value (request.Arguments) becomes the value that is bound.
type Encoding uint8

// The encodings. What each takes and gives is tested in encode_test.go.
const (
	// AsIs binds the value as it is (JSONText as string).
	AsIs Encoding = iota
	// Upper is a UUID in upper case.
	Upper
	// Binary is a UUID as its 16 bytes.
	Binary
	// EpochSeconds and EpochMillis turn microseconds into a number of seconds or
	// milliseconds: an int64 where exact, else a float64.
	EpochSeconds
	EpochMillis
	// DayBefore is the date (YYYY-MM-DD) of the day before an instant in microseconds, DayAfter
	// that of the second day after it: text bounds within which every written form of the
	// instant lies, whatever its offset.
	DayBefore
	DayAfter
	// LeastDayBefore and GreatestDayAfter are the same for the least and the greatest of a list.
	LeastDayBefore
	GreatestDayAfter
	// PrefixEnd is the least text that is greater than every text with that prefix, by code points;
	// an empty blob where there is none.
	PrefixEnd
	// LikeTokens is a LIKE pattern (% _ and backslash as escape) as bytes: 0xff is any text and 0xfe any character,
	// neither of which UTF-8 has, and all others are themselves.
	LikeTokens
	// RE2 is a regular expression, checked.
	RE2
	// Keys is a list of parents' keys ([][]any, one entry a column) as a JSON array: of values for one
	// column, of arrays for several. Bytes are an array of their hexadecimal text, which tells them from text.
	Keys
	// Number is text that is a number as that number (an int64, else a float64); other text as it is.
	Number
	// CanonicalNumber is text that is a number as the one text that all its spellings share.
	CanonicalNumber
	// Text is bytes as text.
	Text
	// DateTimeText, DateText and TimeText are microseconds as YYYY-MM-DD HH:MM:SS[.ffffff], YYYY-MM-DD and
	// HH:MM:SS[.ffffff]. A year before 1 is refused: it could not be read again.
	DateTimeText
	DateText
	TimeText
	// WholeSeconds and WholeMillis are EpochSeconds and EpochMillis as an int64; what has a finer fraction is refused.
	WholeSeconds
	WholeMillis
	// ShortDecimal is Number, with more than 15 significant digits refused: a float64 keeps no more.
	ShortDecimal
	// TextOfNumber is text for a cell that keeps numbers as numbers: text that would be read again in another
	// form (007, 1e3) is refused.
	TextOfNumber
)
