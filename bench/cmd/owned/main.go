// Command owned prints what the generated code of a project costs, as a table of Markdown: its lines and bytes, and the
// CPU time (user and system, which other programs on the machine lengthen least) to generate it, to build the server,
// and to build it again after an edit of one line of a resolver. It works in a copy of the repository.
//
//	go run ./bench/cmd/owned 5 60 300 300:20
//
// An argument is a number of tables; after a colon stands the number of those that have code (generate.tables).
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "owned:", err)
		os.Exit(1) //nolint:gocritic // the copy is gone, and nothing else is open
	}
}

func run(ctx context.Context, args []string) error {
	dir, err := os.MkdirTemp("", "owned")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // the system removes what is left
	if err := copyRepository(ctx, dir); err != nil {
		return err
	}
	if _, err := took(ctx, dir, "go", "build", "-o", "generator", "./internal/cmd/generate"); err != nil {
		return err
	}
	// So that no figure has what the go command compiles only once.
	if _, err := took(ctx, dir, "./generator"); err != nil {
		return err
	}
	if _, err := took(ctx, dir, "go", "build", "-o", "server", "."); err != nil {
		return err
	}
	fmt.Println("| tables | generate | executor | a table | first build | after an edit of one line | server |")
	fmt.Println("| --- | --- | --- | --- | --- | --- | --- |")
	for _, arg := range args {
		if err := measure(ctx, dir, arg); err != nil {
			return fmt.Errorf("%s: %w", arg, err)
		}
	}
	return nil
}

// copyRepository copies the files that git knows.
func copyRepository(ctx context.Context, dir string) error {
	names, err := exec.CommandContext(ctx, "git", "ls-files", "-z").Output()
	if err != nil {
		return fmt.Errorf("git ls-files (run it at the root of the repository): %w", err)
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(names), "\x00"), "\x00") {
		text, err := os.ReadFile(name) //nolint:gosec // a file of the repository
		if err != nil {
			return err
		}
		if err := write(dir, name, text); err != nil {
			return err
		}
	}
	return nil
}

func write(dir, name string, text []byte) error {
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o600) //nolint:gosec // in the copy
}

// measure prints the figures of a project.
func measure(ctx context.Context, dir, arg string) error {
	tables, coded, err := numbers(arg)
	if err != nil {
		return err
	}
	if err := write(dir, "db/schema.sql", script(tables)); err != nil {
		return err
	}
	if err := write(dir, "tiddly.yml", settings(tables, coded)); err != nil {
		return err
	}
	generate, err := took(ctx, dir, "./generator")
	if err != nil {
		return err
	}
	code, err := os.ReadFile(filepath.Join(dir, "graph", "executor", "generated.go")) //nolint:gosec // it was generated
	if err != nil {
		return err
	}
	build, err := took(ctx, dir, "go", "build", "-o", "server", ".")
	if err != nil {
		return err
	}
	rebuild, err := edited(ctx, dir)
	if err != nil {
		return err
	}
	server, err := os.Stat(filepath.Join(dir, "server"))
	if err != nil {
		return err
	}
	lines := bytes.Count(code, []byte("\n"))
	fmt.Printf("| %s | %s | %d lines | %d lines, %d kB | %s | %s | %d MB |\n",
		arg, generate, lines, lines/coded, len(code)/1000/coded, build, rebuild, server.Size()>>20)
	return nil
}

// edited builds the server again after an edit of one line, which it takes back.
func edited(ctx context.Context, dir string) (string, error) {
	const name = "graph/schema.resolvers.go"
	text, err := os.ReadFile(filepath.Join(dir, name)) //nolint:gosec // it was generated
	if err != nil {
		return "", err
	}
	if err := write(dir, name, append(bytes.Clone(text), "\nvar edited = 1\n"...)); err != nil {
		return "", err
	}
	rebuild, err := took(ctx, dir, "go", "build", "-o", "server", ".")
	if err != nil {
		return "", err
	}
	return rebuild, write(dir, name, text)
}

// numbers returns the number of tables, and of those that have code.
func numbers(arg string) (tables, coded int, err error) {
	all, some, few := strings.Cut(arg, ":")
	if tables, err = strconv.Atoi(all); err == nil && few {
		coded, err = strconv.Atoi(some)
	} else {
		coded = tables
	}
	if err != nil || coded < 1 || coded > tables {
		return 0, 0, fmt.Errorf("%q is no number of tables, such as 60, or 300:20 where 20 of them have code", arg)
	}
	return tables, coded, nil
}

// script returns tables of eight columns, two of which lead to others.
func script(n int) []byte {
	var out bytes.Buffer
	for i := range n {
		fmt.Fprintf(&out, "CREATE TABLE thing_%d (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, price NUMERIC, made_at DATETIME, note TEXT, "+
			"amount REAL, owner_id INTEGER REFERENCES thing_%d (id), part_id INTEGER REFERENCES thing_%d (id));\n", i, i/2, i/3)
	}
	return out.Bytes()
}

// settings choose the tables that have code.
func settings(tables, coded int) []byte {
	if coded == tables {
		return nil
	}
	var out bytes.Buffer
	out.WriteString("generate:\n  tables:\n")
	for i := range coded {
		fmt.Fprintf(&out, "    - thing_%d\n", i)
	}
	return out.Bytes()
}

// took runs a command, and returns its CPU time.
func took(ctx context.Context, dir, name string, args ...string) (string, error) {
	c := exec.CommandContext(ctx, name, args...) //nolint:gosec // the commands of this program
	c.Dir, c.Env = dir, append(os.Environ(), "GOFLAGS=-trimpath")
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return fmt.Sprintf("%.0f s", (c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Round(time.Second).Seconds()), nil
}
