package sqlite

import "strings"

// The module for full-text search is linked in by a build tag of the driver.
const (
	fullText    = "fts5"
	fullTextTag = "sqlite_fts5"
)

// shellQuoted returns a path as one word of a command line.
func shellQuoted(path string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./:@%+=,", r)
	}
	if path != "" && strings.IndexFunc(path, func(r rune) bool { return !plain(r) }) < 0 {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
