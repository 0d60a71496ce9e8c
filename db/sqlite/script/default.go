package script

// DefaultText returns the text that a column has by default, and reports whether the expression is one: a literal, in
// parentheses or not, or one of the keywords for the time of the insert, for which any time stands.
func DefaultText(expression string) (string, bool) {
	tokens := Tokens(expression)
	for len(tokens) > 2 && tokens[0].Is("(") && tokens[len(tokens)-1].Is(")") {
		tokens = tokens[1 : len(tokens)-1]
	}
	if len(tokens) != 1 {
		return "", false
	}
	switch t := tokens[0]; {
	case t.Kind == TextLiteral, t.Kind == QuotedName && t.Quote == '"':
		return t.Text, true
	case t.Word("CURRENT_TIMESTAMP"):
		return "2024-01-02 03:04:05", true
	case t.Word("CURRENT_DATE"):
		return "2024-01-02", true
	case t.Word("CURRENT_TIME"):
		return "03:04:05", true
	default:
		return "", false
	}
}
