package cli

import (
	"os"
	"testing"

	"tiddly/internal/gql/handwritten"
	"tiddly/internal/tests/home"
)

// TestMain leaves out the code of an owner: these tests serve tables of their own.
func TestMain(m *testing.M) {
	p := home.Project() // before a test changes the folder
	project = func() *handwritten.Project { return p }
	os.Exit(m.Run())
}
