package owning

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestFigures prints what the code of a project costs: the time to generate it, its size, and the time to build the
// server again after one line was edited. It runs if TIDDLY_FIGURES is set to numbers of tables (5,60,300); the table
// of docs/owning.md has what it printed.
func TestFigures(t *testing.T) {
	counts := os.Getenv("TIDDLY_FIGURES")
	if counts == "" {
		t.Skip("measures, if TIDDLY_FIGURES names numbers of tables")
	}
	dir := copyOf(t)
	goTool(t, dir, "build", "-o", "generator", "./internal/cmd/generate")
	for text := range strings.SplitSeq(counts, ",") {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		figures(t, dir, n)
	}
}

func figures(t *testing.T, dir string, n int) {
	t.Helper()
	write(t, dir, "db/schema.sql", manyTables(n))
	generate := took(t, dir, "./generator")
	code := read(t, dir, "graph/generated.go")
	build := took(t, dir, "go", "build", "-o", "server", ".")
	resolvers := read(t, dir, "graph/schema.resolvers.go")
	write(t, dir, "graph/schema.resolvers.go", resolvers+"\nvar edited = 1\n")
	rebuild := took(t, dir, "go", "build", "-o", "server", ".")
	write(t, dir, "graph/schema.resolvers.go", resolvers)
	size, err := os.Stat(filepath.Join(dir, "server"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Count(code, "\n")
	t.Logf("%d tables: generate %s, generated.go %d lines (%d a table), %d kB (%d a table), first build %s, after an edit %s, server %d MB",
		n, generate, lines, lines/n, len(code)/1000, len(code)/1000/n, build, rebuild, size.Size()>>20)
}

// manyTables returns a script with tables of eight columns, two of which lead to others.
func manyTables(n int) string {
	var out strings.Builder
	for i := range n {
		fmt.Fprintf(&out, "CREATE TABLE thing_%d (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, price NUMERIC, made_at DATETIME, note TEXT, "+
			"amount REAL, owner_id INTEGER REFERENCES thing_%d (id), part_id INTEGER REFERENCES thing_%d (id));\n", i, i/2, i/3)
	}
	return out.String()
}

// cost is what a command took.
type cost struct{ wall, cpu time.Duration }

// String returns the seconds.
func (c cost) String() string {
	return fmt.Sprintf("%.1f s (%.1f s of CPU)", c.wall.Seconds(), c.cpu.Seconds())
}

func took(t *testing.T, dir, name string, args ...string) cost {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, name, args...)
	c.Dir, c.Env = dir, append(os.Environ(), "GOFLAGS=-trimpath")
	start := time.Now()
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return cost{time.Since(start), c.ProcessState.UserTime() + c.ProcessState.SystemTime()}
}
