package owning

import (
	"strings"
	"testing"

	"tiddly/db/dbtest"
)

// serverScript has what only the databases of servers have: lists, enumerations, a schema and generated keys.
const serverScript = `
CREATE TYPE mood AS ENUM ('calm', 'wild');
CREATE TABLE author (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, tags text[] NOT NULL DEFAULT '{}', moods mood[]);
CREATE TABLE book (id bigint PRIMARY KEY, title text NOT NULL, price numeric(10,2) NOT NULL, at timestamptz, author_id integer NOT NULL REFERENCES author);
CREATE VIEW cheap AS SELECT id, title FROM book WHERE price < 10;
INSERT INTO author (name, tags, moods) VALUES ('Ada', '{x,y}', '{wild,calm}'), ('Mary', '{}', NULL);
INSERT INTO book VALUES (9007199254740993, 'Notes', 12.5, '2024-02-29 12:00:00+02', 1), (2, 'Valperga', 9.99, NULL, 2);
`

// TestServers generates the code of a database of a server, with fields in Go, and serves it: the
// answers through that code are those of the engine.
func TestServers(t *testing.T) {
	dbtest.OnOthersOnce(t, func(t *testing.T, engine dbtest.Engine) {
		dir := copyOf(t)
		address := engine.Make(t, serverScript)
		write(t, dir, "graph/custom.graphqls", "extend type Author { shout: String! @columns(names: [\"name\"]) tagged: Int! @columns(names: [\"tags\"]) }\n")
		write(t, dir, "graph/custom.resolvers.go", serverResolvers)
		goTool(t, dir, "run", "./internal/cmd/generate", "--force", "--db", address)
		r := reader{dir: dir}
		defer r.stop(t)
		goTool(t, dir, "build", "-o", "served", ".")
		r.start(t, "served", "--db", address)
		for _, c := range []struct{ query, want string }{
			{
				`mutation { insertAuthor(input: {name: "Bell", tags: ["z"], moods: [CALM]}) { node { id shout tagged moods } } }`,
				`{"data": {"insertAuthor": {"node": {"id": 3, "shout": "BELL", "tagged": 1, "moods": ["CALM"]}}}}`,
			},
			{
				`{ authors { shout tagged tags books { id title price at author { shout } } } }`,
				`{"data": {"authors": [
				  {"shout": "ADA", "tagged": 2, "tags": ["x", "y"], "books": [{"id": "9007199254740993", "title": "Notes", "price": "12.50", "at": "2024-02-29T10:00:00Z", "author": {"shout": "ADA"}}]},
				  {"shout": "MARY", "tagged": 0, "tags": [], "books": [{"id": "2", "title": "Valperga", "price": "9.99", "at": null, "author": {"shout": "MARY"}}]},
				  {"shout": "BELL", "tagged": 1, "tags": ["z"], "books": []}]}}`,
			},
			{`{ authors(where: {tags: {has: "y"}}) { name moods } }`, `{"data": {"authors": [{"name": "Ada", "moods": ["WILD", "CALM"]}]}}`},
			{`{ cheaps { id title } }`, `{"data": {"cheaps": [{"id": "2", "title": "Valperga"}]}}`},
		} {
			r.ask(t, c.query, c.want)
		}
		r.stop(t)
		if log := r.log.String(); strings.Contains(log, "edited") {
			t.Errorf("the log takes generated resolvers for edited ones:\n%s", log)
		}
	})
}

const serverResolvers = `package graph

import (
	"context"
	"strings"

	"tiddly/graph/model"
)

func (r *authorResolver) Shout(ctx context.Context, objs []*model.Author) ([]string, error) {
	all := make([]string, len(objs))
	for i, one := range objs {
		all[i] = strings.ToUpper(one.Name)
	}
	return all, nil
}

func (r *authorResolver) Tagged(ctx context.Context, objs []*model.Author) ([]int32, error) {
	all := make([]int32, len(objs))
	for i, one := range objs {
		all[i] = int32(len(one.Tags))
	}
	return all, nil
}
`
