// Package bench measures whole HTTP requests: Tiddly's handler beside the floor, a handler written by hand for one
// query (raw driver, JSON appended), and beside what an engineer would write (database/sql, structs, encoding/json).
// All three read the same sample database and return the same data. The package has only tests:
//
//	go test -run '^$' -bench . ./bench
//	go run ./bench/cmd/table
//	go run ./bench/cmd/table -check
//
// The second runs the three in turns, in one process, and prints a table with intervals; the third fails where a ratio
// to the floor of the same run is worse than the one in ratios.txt, beyond both intervals. Allocations per row and
// statements per request are ordinary tests; in these, times are never asserted.
package bench
