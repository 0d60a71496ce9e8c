package script

import (
	"slices"
)

// MaxEnum is the largest number of values of an enum: a CHECK that lists more is none.
const MaxEnum = 1_000

// TableText is what only the text of a CREATE TABLE statement reveals; the pragmas do not report it. Columns are
// named in folded form.
type TableText struct {
	// Enums are the texts that a CHECK (column IN ('a', 'b')) allows.
	Enums map[string][]string
	// Dates are the forms of dates, as package cell has them, to which a CHECK keeps columns.
	Dates map[string]string
	// Collations are the declared COLLATE clauses.
	Collations map[string]string
	// Definitions are the columns' definitions as written.
	Definitions map[string]string
	// Autoincrement reports whether row ids are never reused.
	Autoincrement bool
	// Strict and WithoutRowID are the options after the columns.
	Strict, WithoutRowID bool
	// Conflicts reports whether a conflict clause does anything other than refuse the write.
	Conflicts bool
}

// ReadTableText parses a CREATE TABLE statement from sqlite_schema: SQLite has accepted it, so nothing is checked
// here. What is not understood is skipped.
func ReadTableText(sql string) TableText {
	text := TableText{Enums: map[string][]string{}, Dates: map[string]string{}, Collations: map[string]string{}, Definitions: map[string]string{}}
	var checks [][]Token
	all := Tokens(sql)
	text.Autoincrement = slices.ContainsFunc(all, func(t Token) bool { return t.Word("AUTOINCREMENT") })
	text.readOptions(all)
	for _, part := range BodyParts(all) {
		text.Conflicts = text.Conflicts || resolves(part)
		if !StartsConstraint(part) {
			column := Fold(part[0].Text)
			first, last := part[0], part[len(part)-1]
			text.Definitions[column] = sql[first.Start:last.End]
			if name := collation(part); name != "" {
				text.Collations[column] = name
			}
		}
		checks = append(checks, checkExpressions(part)...)
	}
	for _, expression := range checks {
		column, values := text.allowed(expression)
		// Under a collation the CHECK accepts other spellings of the values.
		_, known := text.Enums[column]
		if values != nil && len(values) <= MaxEnum && !known && Exact(text.Collations[column]) {
			text.Enums[column] = values
		}
		if column, form := dateForm(expression); form != "" && Exact(text.Collations[column]) {
			text.Dates[column] = form
		}
	}
	return text
}

// readOptions reads the options after the columns.
func (text *TableText) readOptions(all []Token) {
	open := slices.IndexFunc(all, func(t Token) bool { return t.Is("(") })
	if open < 0 {
		return
	}
	for _, t := range all[Closing(all, open):] {
		text.Strict = text.Strict || t.Word("STRICT")
		text.WithoutRowID = text.WithoutRowID || t.Word("WITHOUT")
	}
}

// resolves reports whether a constraint skips conflicting rows, or removes others for them.
func resolves(part []Token) bool {
	for i := 1; i+1 < len(part); i++ {
		if part[i].Word("CONFLICT") && part[i-1].Word("ON") && (part[i+1].Word("IGNORE") || part[i+1].Word("REPLACE")) {
			return true
		}
	}
	return false
}

// Exact reports whether only identical texts are equal under a collation.
func Exact(collation string) bool { return collation == "" || Fold(collation) == "binary" }

// BodyParts returns the column definitions and table constraints: what is between commas in the outermost
// parentheses.
func BodyParts(all []Token) [][]Token {
	var parts [][]Token
	depth, start := 0, 0
	for i, t := range all {
		switch {
		case t.Is("("):
			depth++
			if depth == 1 {
				start = i + 1
			}
		case t.Is(")"):
			depth--
			if depth == 0 {
				return appendPart(parts, all[start:i])
			}
		case t.Is(",") && depth == 1:
			parts = appendPart(parts, all[start:i])
			start = i + 1
		}
	}
	return parts
}

func appendPart(parts [][]Token, part []Token) [][]Token {
	if len(part) == 0 {
		return parts
	}
	return append(parts, part)
}

// StartsConstraint reports whether a part is a table constraint, not a column: these words cannot be columns unless
// quoted.
func StartsConstraint(part []Token) bool {
	return slices.ContainsFunc([]string{"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"}, part[0].Word)
}

// collation returns the collation that a column definition declares.
func collation(part []Token) string {
	depth := 0
	for i, t := range part {
		switch {
		case t.Is("("):
			depth++
		case t.Is(")"):
			depth--
		case depth == 0 && t.Word("COLLATE") && i+1 < len(part):
			return part[i+1].Text
		}
	}
	return ""
}

// checkExpressions returns the contents of the parentheses of each CHECK.
func checkExpressions(part []Token) [][]Token {
	var found [][]Token
	for i := 0; i+1 < len(part); i++ {
		if part[i].Word("CHECK") && part[i+1].Is("(") {
			if end := Closing(part, i+1); end > 0 {
				found = append(found, part[i+2:end])
				i = end
			}
		}
	}
	return found
}

// Closing returns the index of the parenthesis that closes the one at open, or 0.
func Closing(list []Token, open int) int {
	depth := 0
	for i := open; i < len(list); i++ {
		switch {
		case list[i].Is("("):
			depth++
		case list[i].Is(")"):
			depth--
			if depth == 0 {
				return i
			}
		}
	}
	return 0
}

// allowed parses an expression of the form: column IN (texts), also with OR column IS NULL on either side. It returns
// the folded column and the texts; nil if the expression has another form.
func (text TableText) allowed(expression []Token) (column string, values []string) {
	expression = unwrap(expression)
	left, right, ok := cutOr(expression)
	if !ok {
		return text.inList(expression)
	}
	left, right = unwrap(left), unwrap(right)
	if nullable := nullTest(left); nullable != "" {
		column, values = text.inList(right)
		return sameOrNone(column, nullable, values)
	}
	column, values = text.inList(left)
	return sameOrNone(column, nullTest(right), values)
}

func sameOrNone(column, other string, values []string) (string, []string) {
	if column != other {
		return "", nil
	}
	return column, values
}

// unwrap removes parentheses around the whole expression.
func unwrap(list []Token) []Token {
	for len(list) > 1 && list[0].Is("(") && Closing(list, 0) == len(list)-1 {
		list = list[1 : len(list)-1]
	}
	return list
}

// cutOr splits at the only OR outside parentheses.
func cutOr(list []Token) (left, right []Token, ok bool) {
	depth, at := 0, -1
	for i, t := range list {
		switch {
		case t.Is("("):
			depth++
		case t.Is(")"):
			depth--
		case depth == 0 && t.Word("OR"):
			if at >= 0 {
				return nil, nil, false
			}
			at = i
		}
	}
	if at < 0 {
		return nil, nil, false
	}
	return list[:at], list[at+1:], true
}

// reference parses a column, optionally qualified by its table's name, at the start of list.
func reference(list []Token) (column string, rest []Token) {
	if len(list) > 2 && list[0].IsName() && list[1].Is(".") {
		list = list[2:]
	}
	if len(list) == 0 || !list[0].IsName() {
		return "", nil
	}
	return Fold(list[0].Text), list[1:]
}

// nullTest returns the column of: column IS NULL.
func nullTest(list []Token) string {
	column, rest := reference(list)
	switch {
	case len(rest) == 1 && rest[0].Word("ISNULL"):
		return column
	case len(rest) == 2 && rest[0].Word("IS") && rest[1].Word("NULL"):
		return column
	}
	return ""
}

// PartialIndex returns the column, by its folded name, of an index over the rows in which it is NULL (null), or is not;
// false for any other statement.
func PartialIndex(sql string) (column string, null, ok bool) {
	all := Tokens(sql)
	open := slices.IndexFunc(all, func(t Token) bool { return t.Is("(") })
	if open < 0 {
		return "", false, false
	}
	where := Closing(all, open) + 1
	if where >= len(all) || !all[where].Word("WHERE") {
		return "", false, false
	}
	condition := unwrap(all[where+1:])
	if column = nullTest(condition); column != "" {
		return column, true, true
	}
	column, rest := reference(condition)
	for _, form := range [][]string{{"NOTNULL"}, {"NOT", "NULL"}, {"IS", "NOT", "NULL"}} {
		if slices.EqualFunc(rest, form, Token.Word) {
			return column, false, true
		}
	}
	return "", false, false
}

func (text TableText) inList(list []Token) (column string, values []string) {
	column, rest := reference(list)
	if len(rest) < 4 || !rest[0].Word("IN") || !rest[1].Is("(") || Closing(rest, 1) != len(rest)-1 {
		return "", nil
	}
	for i, t := range rest[2 : len(rest)-1] {
		switch {
		case i%2 == 1 && t.Is(","):
		case i%2 == 0 && text.literal(t):
			values = append(values, t.Text)
		default:
			return "", nil
		}
	}
	return column, values
}

// literal reports whether t is a text. SQLite also takes "x" for one if no column has that name.
func (text TableText) literal(t Token) bool {
	if t.Kind == QuotedName && t.Quote == '"' {
		_, column := text.Definitions[Fold(t.Text)]
		return !column
	}
	return t.Kind == TextLiteral
}

// Virtual reports whether a statement creates a virtual table.
func Virtual(sql string) bool {
	words := Tokens(sql[:min(len(sql), 200)]) // the keywords are at its start
	return len(words) > 1 && words[1].Word("VIRTUAL")
}
