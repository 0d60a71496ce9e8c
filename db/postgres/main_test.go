//go:build unix

package postgres_test

import (
	"os"
	"testing"

	"tiddly/db/postgres"
	"tiddly/internal/tests/home"
)

func TestMain(m *testing.M) {
	postgres.Plain = home.Plain
	os.Exit(m.Run())
}
