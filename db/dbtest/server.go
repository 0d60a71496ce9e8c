package dbtest

import (
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The variables of the environment that say which servers the tests use.
const (
	// envAddress is the address of a server that runs; the role may create databases.
	envAddress = "TIDDLY_TEST_POSTGRES"
	// envFolders are the folders of the programs of servers, besides those in PATH.
	envFolders = "TIDDLY_TEST_POSTGRES_BIN"
)

// installation are the programs of a server.
type installation struct{ folder, version string }

var release = regexp.MustCompile(`PostgreSQL\) (\d+)`)

// installations returns the installed servers: the one in PATH, else the newest of Debian's, and those of the environment.
func installations() []installation {
	var folders []string
	if program, err := exec.LookPath("initdb"); err == nil {
		folders = append(folders, filepath.Dir(program))
	} else if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin"); len(found) > 0 {
		folders = append(folders, found[len(found)-1])
	}
	folders = append(folders, filepath.SplitList(os.Getenv(envFolders))...)
	var all []installation
	for _, folder := range folders {
		out, err := exec.Command(filepath.Join(folder, "initdb"), "--version").Output() //nolint:gosec,noctx // a short question to what is installed
		found := release.FindSubmatch(out)
		if err == nil && found != nil {
			all = append(all, installation{folder, string(found[1])})
		}
	}
	return all
}

// servers returns the engines that are servers: the one whose address the environment has, else the installed ones. If
// there is none it returns one that skips its tests.
func servers() []Engine {
	if address := os.Getenv(envAddress); address != "" {
		return []Engine{serverEngine("postgres", func(testing.TB) string { return address })}
	}
	var all []Engine
	for i, installed := range installations() {
		name := "postgres"
		if i > 0 {
			name += "-" + installed.version
		}
		e := serverEngine(name, func(tb testing.TB) string {
			tb.Helper()
			return sharedServer(tb, installed.folder)
		})
		e.Further = i > 0
		all = append(all, e)
	}
	if len(all) == 0 {
		all = append(all, serverEngine("postgres", func(tb testing.TB) string {
			tb.Helper()
			Without(tb, "PostgreSQL is not installed, and "+envAddress+" does not name a server")
			return ""
		}))
	}
	return all
}

// Without skips a test that lacks what it needs, and fails it in CI, where all of that is installed.
func Without(tb testing.TB, why string) {
	tb.Helper()
	if os.Getenv("CI") != "" {
		tb.Fatal(why)
	}
	tb.Skip(why)
}

// serverEngine returns the engine of a server, which start starts.
func serverEngine(name string, start func(testing.TB) string) Engine {
	return Engine{
		Name: name, Run: runPostgres, RunOwn: runAsWritten, Spell: spelled, As: asRole,
		Make: func(tb testing.TB, script string) string {
			tb.Helper()
			own := newDatabase(tb, start(tb))
			runPostgres(tb, own, script+continued)
			return own
		},
		Place: func(tb testing.TB) string {
			tb.Helper()
			return newDatabase(tb, start(tb))
		},
	}
}

// newDatabase creates a database of a server and returns its address. It drops it at the end of the test.
func newDatabase(tb testing.TB, address string) string {
	tb.Helper()
	name := "tiddly_" + strings.ToLower(rand.Text())
	runPostgres(tb, address, "CREATE DATABASE "+name+" TEMPLATE template0")
	tb.Cleanup(func() { runPostgres(tb, address, "DROP DATABASE "+name+" WITH (FORCE)") })
	return otherDatabase(address, name)
}

// otherDatabase returns the address of another database of a server.
func otherDatabase(address, name string) string {
	before, query, found := strings.Cut(address, "?")
	at := strings.LastIndexByte(before, '/')
	if at >= 0 && strings.Count(before[:at], "/") >= 2 {
		before = before[:at]
	}
	before += "/" + name
	if found {
		return before + "?" + query
	}
	return before
}
