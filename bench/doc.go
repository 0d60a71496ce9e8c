// Package bench measures whole HTTP requests: Tiddly's handler beside the floor, a handler written by hand for one
// query (raw driver, JSON appended), and beside what an engineer would write (database/sql, structs, encoding/json).
// All three read the same sample database and return the same data. The package has only tests:
//
//	go test -run '^$' -bench . ./bench
//	go run ./bench/cmd/table
//
// The second runs the three in turns, in one process, and prints a table with intervals. Allocations per row and
// statements per request are ordinary tests; times are reported, never asserted.
package bench
