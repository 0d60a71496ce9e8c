package script

import "strings"

// dateForm parses an expression that lets a column have dates of one form alone: column GLOB '[0-9]…', or that the column
// is what a function of SQLite makes of it (column = datetime(column)), also with OR column IS NULL on either side. It
// returns the folded column and the form as package cell has it; empty if the expression is another one.
func dateForm(expression []Token) (column, form string) {
	expression = unwrap(expression)
	left, right, ok := cutOr(expression)
	if !ok {
		return ownForm(expression)
	}
	nullable, other := nullTest(unwrap(left)), unwrap(right)
	if nullable == "" {
		nullable, other = nullTest(unwrap(right)), unwrap(left)
	}
	if column, form = ownForm(other); column != nullable {
		return "", ""
	}
	return column, form
}

// ownForm is dateForm without OR.
func ownForm(list []Token) (column, form string) {
	column, rest := reference(list)
	switch {
	case len(rest) == 2 && rest[0].Word("GLOB") && rest[1].Kind == TextLiteral:
		return column, globForm(rest[1].Text)
	case len(rest) > 1 && equals(rest) > 0:
		of, form, after := dateCall(rest[equals(rest):])
		if of == column && len(after) == 0 {
			return column, form
		}
	}
	of, form, after := dateCall(list)
	if n := equals(after); of != "" && n > 0 {
		if column, rest := reference(after[n:]); column == of && len(rest) == 0 {
			return column, form
		}
	}
	return "", ""
}

// equals returns the number of tokens of an operator that compares for equality; 0 if there is none at the start.
func equals(list []Token) int {
	switch {
	case len(list) > 1 && list[0].Is("=") && list[1].Is("="):
		return 2
	case len(list) > 0 && (list[0].Is("=") || list[0].Is("==") || list[0].Word("IS")):
		return 1
	default:
		return 0
	}
}

// dateCall parses date(column), datetime(column) or strftime('…', column) at the start of list.
func dateCall(list []Token) (column, form string, rest []Token) {
	if len(list) < 4 || !list[1].Is("(") {
		return "", "", nil
	}
	end := Closing(list, 1)
	arguments := list[2:max(end, 2)]
	switch {
	case list[0].Word("DATE"):
		form = "YYYY-MM-DD"
	case list[0].Word("DATETIME"):
		form = "YYYY-MM-DD HH:MM:SS"
	case list[0].Word("STRFTIME") && len(arguments) > 2 && arguments[0].Kind == TextLiteral && arguments[1].Is(","):
		form = timeFormats.Replace(arguments[0].Text)
		arguments = arguments[2:]
	default:
		return "", "", nil
	}
	column, more := reference(arguments)
	if column == "" || len(more) > 0 {
		return "", "", nil
	}
	return column, form, list[end+1:]
}

var timeFormats = strings.NewReplacer(
	"%Y", "YYYY", "%m", "MM", "%d", "DD", "%F", "YYYY-MM-DD", "%H", "HH", "%M", "MM", "%S", "SS", "%T", "HH:MM:SS", "%R", "HH:MM", "%f", "SS.fff",
)

// globForm returns the form of a pattern of digits; empty if it has other wildcards.
func globForm(pattern string) string {
	const digits = "YYYY-MM-DD HH:MM:SS.ffffff"
	var form strings.Builder
	for at := 0; pattern != ""; at++ {
		rest, digit := strings.CutPrefix(pattern, "[0-9]")
		switch {
		case digit && at < len(digits):
			form.WriteByte(digits[at])
			pattern = rest
		case digit || strings.ContainsRune("?*[]", rune(pattern[0])):
			return ""
		default:
			form.WriteByte(pattern[0])
			pattern = pattern[1:]
		}
	}
	return form.String()
}
