// Package soak holds no code of the program: its test serves a database to many clients for a long time, while other
// programs write to it and change its schema. Every answer is compared with what the client knows must be there, and in
// the end nothing may be left: no memory, no file, no goroutine. TIDDLY_SOAK is how long it runs:
//
//	TIDDLY_SOAK=10m go test -race -timeout 20m ./internal/tests/soak -v
package soak
