// Command table runs the benchmarks of package bench in turns, in one process, and prints the figures as a Markdown
// table. It must be run inside the project, and does not depend on what is measured.
//
//	go run ./bench/cmd/table -rounds 60
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"time"
)

func main() {
	rounds := flag.Int("rounds", 40, "how often each handler has its turn")
	turn := flag.Duration("turn", 25*time.Millisecond, "about how long a turn is")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, os.Stderr, *rounds, *turn)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "table:", err)
		os.Exit(1)
	}
}

// run calls go test to measure: the handlers compared with ours are test code, which no command can import.
func run(ctx context.Context, stdout, stderr io.Writer, rounds int, turn time.Duration) error {
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	file := filepath.Join(folder, "table.md")
	//nolint:gosec // the arguments are ours, a number and a duration
	test := exec.CommandContext(ctx, "go", "test", "-count=1", "-timeout=0", "-run=^TestTable$", "tiddly/bench",
		"-args", "-table="+file, "-rounds="+strconv.Itoa(rounds), "-turn="+turn.String())
	test.Stdout, test.Stderr = stderr, stderr
	if err := test.Run(); err != nil {
		return fmt.Errorf("go test: %w", err)
	}
	table, err := os.ReadFile(file) //nolint:gosec // a file of our own folder
	if err != nil {
		return err
	}
	_, err = stdout.Write(table)
	return err
}
