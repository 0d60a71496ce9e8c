// Command table runs the benchmarks of package bench in turns, in one process, and prints the figures as a Markdown
// table. It must be run inside the project, and does not depend on what is measured.
//
//	go run ./bench/cmd/table -rounds 60
//	go run ./bench/cmd/table -check
//	go run ./bench/cmd/table -check -only 'key|list' -rounds 100
//
// With -check it fails where a ratio to the floor is worse than the one in bench/ratios.txt, beyond both intervals, each of
// three times; with -record it writes that file; with -only it measures the requests whose names match.
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
	only := flag.String("only", "", "measure only the requests whose names match this expression")
	check := flag.Bool("check", false, "fail where a ratio is worse than the recorded one")
	record := flag.Bool("record", false, "record the ratios")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, os.Stderr, "-rounds="+strconv.Itoa(*rounds), "-turn="+turn.String(), "-only="+*only,
		"-check="+strconv.FormatBool(*check), "-record="+strconv.FormatBool(*record))
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "table:", err)
		os.Exit(1)
	}
}

// run calls go test to measure: the handlers compared with ours are test code, which no command can import.
func run(ctx context.Context, stdout, stderr io.Writer, settings ...string) error {
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	file := filepath.Join(folder, "table.md")
	arguments := append([]string{"test", "-count=1", "-timeout=0", "-run=^TestTable$", "tiddly/bench", "-args", "-table=" + file}, settings...)
	test := exec.CommandContext(ctx, "go", arguments...) //nolint:gosec // the arguments are ours: numbers, a duration, yes or no
	test.Stdout, test.Stderr = stderr, stderr
	failed := test.Run()
	// The figures are shown of a check that has failed, too.
	table, err := os.ReadFile(file) //nolint:gosec // a file of our own folder
	if err == nil {
		_, err = stdout.Write(table)
	}
	if failed != nil {
		return fmt.Errorf("go test: %w", failed)
	}
	return err
}
