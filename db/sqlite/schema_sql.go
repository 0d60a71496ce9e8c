package sqlite

import (
	"slices"
	"strings"
)

// tableText is what only the text of a CREATE TABLE statement reveals; the pragmas do not report it. Columns are
// named in folded form.
type tableText struct {
	// enums are the texts that a CHECK (column IN ('a', 'b')) allows.
	enums map[string][]string
	// collations are the declared COLLATE clauses.
	collations map[string]string
	// definitions are the columns' definitions as written.
	definitions map[string]string
	// autoincrement reports whether row ids are never reused.
	autoincrement bool
	// strict and withoutRowID are the options after the columns.
	strict, withoutRowID bool
	// conflicts reports whether a conflict clause does anything other than refuse the write.
	conflicts bool
}

// readTableText parses a CREATE TABLE statement from sqlite_schema: SQLite has accepted it, so nothing is checked
// here. What is not understood is skipped.
func readTableText(sql string) tableText {
	text := tableText{enums: map[string][]string{}, collations: map[string]string{}, definitions: map[string]string{}}
	var checks [][]token
	all := tokens(sql)
	text.autoincrement = slices.ContainsFunc(all, func(t token) bool { return t.word("AUTOINCREMENT") })
	text.readOptions(all)
	for _, part := range bodyParts(all) {
		text.conflicts = text.conflicts || resolves(part)
		if !startsConstraint(part) {
			column := fold(part[0].text)
			first, last := part[0], part[len(part)-1]
			text.definitions[column] = sql[first.start:last.end]
			if name := collation(part); name != "" {
				text.collations[column] = name
			}
		}
		checks = append(checks, checkExpressions(part)...)
	}
	for _, expression := range checks {
		column, values := text.allowed(expression)
		// Under a collation the CHECK accepts other spellings of the values.
		if _, known := text.enums[column]; values != nil && len(values) <= maxEnum && !known && exact(text.collations[column]) {
			text.enums[column] = values
		}
	}
	return text
}

// readOptions reads the options after the columns.
func (text *tableText) readOptions(all []token) {
	open := slices.IndexFunc(all, func(t token) bool { return t.is("(") })
	if open < 0 {
		return
	}
	for _, t := range all[closing(all, open):] {
		text.strict = text.strict || t.word("STRICT")
		text.withoutRowID = text.withoutRowID || t.word("WITHOUT")
	}
}

// resolves reports whether a constraint skips conflicting rows, or removes others for them.
func resolves(part []token) bool {
	for i := 1; i+1 < len(part); i++ {
		if part[i].word("CONFLICT") && part[i-1].word("ON") && (part[i+1].word("IGNORE") || part[i+1].word("REPLACE")) {
			return true
		}
	}
	return false
}

// exact reports whether only identical texts are equal under a collation.
func exact(collation string) bool { return collation == "" || fold(collation) == "binary" }

// bodyParts returns the column definitions and table constraints: what is between commas in the outermost
// parentheses.
func bodyParts(all []token) [][]token {
	var parts [][]token
	depth, start := 0, 0
	for i, t := range all {
		switch {
		case t.is("("):
			depth++
			if depth == 1 {
				start = i + 1
			}
		case t.is(")"):
			depth--
			if depth == 0 {
				return appendPart(parts, all[start:i])
			}
		case t.is(",") && depth == 1:
			parts = appendPart(parts, all[start:i])
			start = i + 1
		}
	}
	return parts
}

func appendPart(parts [][]token, part []token) [][]token {
	if len(part) == 0 {
		return parts
	}
	return append(parts, part)
}

// startsConstraint reports whether a part is a table constraint, not a column: these words cannot be columns unless
// quoted.
func startsConstraint(part []token) bool {
	return slices.ContainsFunc([]string{"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"}, part[0].word)
}

// collation returns the collation that a column definition declares.
func collation(part []token) string {
	depth := 0
	for i, t := range part {
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case depth == 0 && t.word("COLLATE") && i+1 < len(part):
			return part[i+1].text
		}
	}
	return ""
}

// checkExpressions returns the contents of the parentheses of each CHECK.
func checkExpressions(part []token) [][]token {
	var found [][]token
	for i := 0; i+1 < len(part); i++ {
		if part[i].word("CHECK") && part[i+1].is("(") {
			if end := closing(part, i+1); end > 0 {
				found = append(found, part[i+2:end])
				i = end
			}
		}
	}
	return found
}

// closing returns the index of the parenthesis that closes the one at open, or 0.
func closing(list []token, open int) int {
	depth := 0
	for i := open; i < len(list); i++ {
		switch {
		case list[i].is("("):
			depth++
		case list[i].is(")"):
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
func (text tableText) allowed(expression []token) (column string, values []string) {
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
func unwrap(list []token) []token {
	for len(list) > 1 && list[0].is("(") && closing(list, 0) == len(list)-1 {
		list = list[1 : len(list)-1]
	}
	return list
}

// cutOr splits at the only OR outside parentheses.
func cutOr(list []token) (left, right []token, ok bool) {
	depth, at := 0, -1
	for i, t := range list {
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case depth == 0 && t.word("OR"):
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
func reference(list []token) (column string, rest []token) {
	if len(list) > 2 && list[0].name() && list[1].is(".") {
		list = list[2:]
	}
	if len(list) == 0 || !list[0].name() {
		return "", nil
	}
	return fold(list[0].text), list[1:]
}

// nullTest returns the column of: column IS NULL.
func nullTest(list []token) string {
	column, rest := reference(list)
	switch {
	case len(rest) == 1 && rest[0].word("ISNULL"):
		return column
	case len(rest) == 2 && rest[0].word("IS") && rest[1].word("NULL"):
		return column
	}
	return ""
}

func (text tableText) inList(list []token) (column string, values []string) {
	column, rest := reference(list)
	if len(rest) < 4 || !rest[0].word("IN") || !rest[1].is("(") || closing(rest, 1) != len(rest)-1 {
		return "", nil
	}
	for i, t := range rest[2 : len(rest)-1] {
		switch {
		case i%2 == 1 && t.is(","):
		case i%2 == 0 && text.literal(t):
			values = append(values, t.text)
		default:
			return "", nil
		}
	}
	return column, values
}

// literal reports whether t is a text. SQLite also takes "x" for one if no column has that name.
func (text tableText) literal(t token) bool {
	if t.kind == quotedName && t.quote == '"' {
		_, column := text.definitions[fold(t.text)]
		return !column
	}
	return t.kind == textLiteral
}

// fold returns a name in the form in which SQLite compares names: ASCII letters ignore case, no others do.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, name)
}
