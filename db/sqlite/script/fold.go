package script

import "strings"

// Fold returns a name in the form in which SQLite compares names: ASCII letters ignore case, no others do.
func Fold(name string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, name)
}

// QuoteName returns a name in quotes, as statements spell it.
func QuoteName(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
