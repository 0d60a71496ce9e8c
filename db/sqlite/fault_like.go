//go:build tiddly_fault_like

package sqlite

import (
	"maps"

	"tiddly/internal/dialect"
	"tiddly/internal/request"
)

// faulty has one deliberate fault: LIKE is left to SQLite, which ignores the case of ASCII letters. The conformance suite
// must find it.
func faulty(all ops, text string) ops {
	out := maps.Clone(all)
	out[request.Like] = dialect.Fragment{SQL: text + ` LIKE {value} ESCAPE '\'`}
	return out
}
