//go:build unix

package postgres

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

const corpus = "../../testdata/corpus"

// golden is one statement of the corpus.
type golden struct{ place, sql string }

// goldens returns the statements of the corpus for this engine, by schema.
func goldens(t *testing.T) map[string][]golden {
	t.Helper()
	all := map[string][]golden{}
	err := filepath.WalkDir(corpus, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".txtar" {
			return err
		}
		a, err := txtar.ParseFile(path)
		if err != nil {
			return err
		}
		_, schema, _ := strings.Cut("\n"+string(a.Comment), "\nschema: ")
		schema, _, _ = strings.Cut(schema, "\n")
		at := slices.IndexFunc(a.Files, func(f txtar.File) bool { return f.Name == "postgres.sql" })
		if at < 0 {
			return nil
		}
		title, sql := "", ""
		end := func() {
			if sql != "" {
				all[schema] = append(all[schema], golden{path + ", " + title, strings.TrimSpace(sql)})
			}
			sql = ""
		}
		for line := range strings.Lines(string(a.Files[at].Data)) {
			if comment, found := strings.CutPrefix(line, "-- "); found {
				end()
				title = strings.TrimSpace(comment)
				continue
			}
			sql += line
		}
		end()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// failure matches an error of psql, with the line of the script.
var failure = regexp.MustCompile(`psql:<stdin>:(\d+): (ERROR:.*)`)

// TestStatementsArePrepared prepares every statement of the corpus on a server of each version, over the translated
// tables of the corpus: each is valid, and the types of all its values are known. No schema is in the search path.
func TestStatementsArePrepared(t *testing.T) {
	all := goldens(t)
	onEach(t, func(t *testing.T, s *server) { preparesAll(t, s, all) })
}

func preparesAll(t *testing.T, s *server, all map[string][]golden) {
	t.Helper()
	if out := s.psql("postgres", "\nPREPARE s AS SELECT $1 IS NULL;\n"); !failure.MatchString(out) {
		t.Fatalf("a statement that has a value without a type is prepared: %s", out)
	}
	count := 0
	for schema, list := range all {
		tables, err := os.ReadFile(filepath.Join(corpus, "schema", "postgres", schema+".sql"))
		if err != nil {
			t.Fatal(err)
		}
		database := "corpus_" + schema
		s.psql("postgres", "CREATE DATABASE "+database+" TEMPLATE template0")
		if out := s.psql(database, string(tables)); out != "" {
			t.Fatalf("the tables of %s cannot be made: %s", schema, out)
		}
		script := "SET search_path = '';\n"
		lines := make([]int, len(list))
		for i, one := range list {
			script += fmt.Sprintf("PREPARE s%d AS %s;\n", i, one.sql)
			lines[i] = strings.Count(script, "\n")
		}
		out := s.psql(database, script+"SELECT count(*) FROM pg_prepared_statements;\n")
		for _, found := range failure.FindAllStringSubmatch(out, -1) {
			line, _ := strconv.Atoi(found[1])
			at, _ := slices.BinarySearch(lines, line)
			t.Errorf("%s: %s\n%s", list[min(at, len(list)-1)].place, found[2], list[min(at, len(list)-1)].sql)
		}
		if fields := strings.Fields(out); len(fields) == 0 || fields[len(fields)-1] != strconv.Itoa(len(list)) {
			t.Errorf("%s: not all of %d statements were prepared: %s", schema, len(list), out)
		}
		count += len(list)
	}
	if count < 400 {
		t.Errorf("the corpus has %d statements", count)
	}
	t.Logf("%d statements were prepared", count)
}
