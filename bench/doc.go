// Package bench measures whole HTTP requests: Tiddly's handler beside the floor, which is a handler written by hand for
// one query (raw driver, JSON appended), and beside what an engineer would write (database/sql, structs,
// encoding/json). All three read the same sample database and give the same data. It holds tests only:
//
//	go test -run '^$' -bench . ./bench
//	go run ./bench/cmd/table
//
// The second runs the three in turns, in one process, and prints a table with intervals. Allocations a row and
// statements a request are ordinary tests; times are reported, never asserted.
package bench
