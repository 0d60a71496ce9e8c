//go:build !unix

package dbtest

import "testing"

// sharedServer skips the test: the server is started as Unix does.
func sharedServer(tb testing.TB, _ string) string {
	tb.Helper()
	tb.Skip("PostgreSQL is only started on Unix")
	return ""
}

// Start skips the test: private servers are started on Unix alone.
func Start(tb testing.TB, _ string, _ ...string) string {
	tb.Helper()
	tb.Skip("PostgreSQL is only started on Unix")
	return ""
}
