package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

// TestTyped generates the package of the tables for one of each form, and compiles it.
func TestTyped(t *testing.T) {
	root := project(t, map[string]string{"db/schema.sql": `
		CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
		CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT NOT NULL DEFAULT '', mood TEXT CHECK (mood IN ('calm', 'very-wild')), about JSON,
			author_id INTEGER NOT NULL REFERENCES author);
		CREATE TABLE shelf (room TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (room, place));
		CREATE TABLE bare (word TEXT);
		CREATE VIEW titles AS SELECT title FROM book;
		CREATE TABLE user_id (id INTEGER PRIMARY KEY, "type" TEXT, "func" TEXT);
		CREATE TABLE book_mood_calm (id INTEGER PRIMARY KEY);
	`})
	t.Chdir(root)
	if err := run(t.Context(), nil, &bytes.Buffer{}); err != nil {
		t.Fatal(explain(err))
	}
	text := read(t, root, typedFile)
	for _, want := range []string{
		`Rows:       ask.Rows[model.Author, AuthorWhere, AuthorOrderBy]{Table: "Author"},`,
		`Books: ask.Many[model.Author, model.Book, BookWhere, BookOrderBy]{Table: "Author", Relation: "books"},`,
		`Author: ask.One[model.Book, model.Author]{Table: "Book", Relation: "author"},`,
		"Author   *AuthorWhere  ", "Books          BookRelationFilter ", "BooksAggregate BookRelationAggregateFilter ", "BooksAggregate *BookRelationAggregateOrderBy ", "RoomAndPlace *ShelfRoomAndPlaceKey `json:\"roomAndPlace,omitzero\"`",
		"Title    graphql.Omittable[string]    `json:\"title,omitzero\"`", "Mood     graphql.Omittable[*BookMood] `json:\"mood,omitzero\"`",
		"About    graphql.Omittable[any]       `json:\"about,omitzero\"`", "type BookMood = model.BookMood\n", "BookMoodVeryWild = model.BookMoodVeryWild\n", "BookMoodCalm2    = model.BookMoodCalm2\n", "// Title asks view titles.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the package has no %s", want)
		}
	}
	models := read(t, root, modelsFile)
	for _, want := range []string{
		"\tMood *BookMood `json:\"mood\"`\n", "type BookMood string\n", "\tBookMoodCalm2 BookMood = \"CALM\"\n", "var AllBookMood = []BookMood{\n\tBookMoodCalm2,\n\tBookMoodVeryWild,\n}\n",
		"func (e BookMood) IsValid() bool {\n\tswitch e {\n\tcase BookMoodCalm2, BookMoodVeryWild:\n",
	} {
		if !strings.Contains(models, want) {
			t.Errorf("the models have no %s", want)
		}
	}
	if _, title, _ := strings.Cut(text, "type titleTable struct {"); !strings.HasPrefix(title, "\n\task.Rows[model.Title, TitleWhere, TitleOrderBy]\n}") {
		t.Errorf("a view has more than rows:\n%.200s", title)
	}
	if t.Failed() {
		t.Log(text)
	}
	if out, err := exec.CommandContext(t.Context(), "go", "vet", "./graph/tables").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestTypedLines bounds the lines of the package for a table, as docs/owning.md does.
func TestTypedLines(t *testing.T) {
	var script strings.Builder
	const tables, columns = 40, 8
	for i := range tables {
		fmt.Fprintf(&script, "CREATE TABLE t%d (id INTEGER PRIMARY KEY, up INTEGER REFERENCES t%d (id)", i, (i+1)%tables)
		for c := range columns - 2 {
			fmt.Fprintf(&script, ", c%d TEXT", c)
		}
		script.WriteString(");\n")
	}
	root := project(t, map[string]string{"db/schema.sql": script.String()})
	t.Chdir(root)
	if err := run(t.Context(), nil, &bytes.Buffer{}); err != nil {
		t.Fatal(explain(err))
	}
	const relations = 2
	lines, most := strings.Count(read(t, root, typedFile), "\n"), 250+tables*(65+5*columns+6*relations)
	if lines > most {
		t.Errorf("%d lines for %d tables, at most %d", lines, tables, most)
	}
	t.Logf("%d lines a table of %d columns and %d relations", lines/tables, columns, relations)
}
