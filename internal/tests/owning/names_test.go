package owning

import (
	"strings"
	"testing"
)

// TestHardNames serves a project whose tables have names that clash in Go, one of them without code: through generated
// code, with a field in Go, it answers as the engine does.
func TestHardNames(t *testing.T) {
	dir := copyOf(t)
	write(t, dir, "db/schema.sql", `CREATE TABLE user_id (id INTEGER PRIMARY KEY, api_key TEXT, node_id TEXT, fetched TEXT);
CREATE TABLE resolver (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES user_id (id), tls_version TEXT);
CREATE TABLE ui (id INTEGER PRIMARY KEY, url TEXT);
CREATE TABLE u_i (id INTEGER PRIMARY KEY, log_id INTEGER REFERENCES log (id));
CREATE TABLE log (id INTEGER PRIMARY KEY, text TEXT);
`)
	write(t, dir, "tiddly.yml", "generate:\n  numberNames: true\n  tables: [user_id, resolver, u*i]\n")
	write(t, dir, "graph/custom.graphqls", "extend type UserId { short: String! @columns(names: [\"apiKey\"]) }\nextend type UI { two: Int! }\n")
	write(t, dir, "graph/custom.resolvers.go", `package graph

import (
	"context"

	"tiddly/graph/model"
)

func (r *userIdResolver) Short(ctx context.Context, objs []*model.UserID) ([]string, error) {
	all := make([]string, len(objs))
	for i, one := range objs {
		all[i] = (*one.APIKey)[:1]
	}
	return all, nil
}

func (r *uIResolver) Two(ctx context.Context, objs []*model.UI) ([]int32, error) {
	all := make([]int32, len(objs))
	for i := range all {
		all[i] = 2
	}
	return all, nil
}
`)
	goTool(t, dir, "generate", "./...")
	r := reader{dir: dir}
	defer r.stop(t)
	r.run(t, "go run .")
	for _, c := range []struct{ query, want string }{
		{
			`mutation { insertUserId(input: {id: 1, apiKey: "k1", nodeId_: "n", fetched: "f"}) { node { apiKey nodeId_ fetched short } } insertResolver(input: {id: 1, userId: 1, tlsVersion: "1.3"}) { node { user { short } } } }`,
			`{"data": {"insertUserId": {"node": {"apiKey": "k1", "nodeId_": "n", "fetched": "f", "short": "k"}}, "insertResolver": {"node": {"user": {"short": "k"}}}}}`,
		},
		{`{ resolver(by: {id: 1}) { tlsVersion user { short nodeId_ fetched } } }`, `{"data": {"resolver": {"tlsVersion": "1.3", "user": {"short": "k", "nodeId_": "n", "fetched": "f"}}}}`},
		{
			`mutation { insertLog(input: {id: 7, text: "hi"}) { node { text } } insertUI(input: {id: 1, logId: 7}) { node { two logId } } insertUi(input: {id: 3, url: "u"}) { node { url } } }`,
			`{"data": {"insertLog": {"node": {"text": "hi"}}, "insertUI": {"node": {"two": 2, "logId": 7}}, "insertUi": {"node": {"url": "u"}}}}`,
		},
		// The engine serves the table without code, and the relation to it.
		{`{ logs { text uIs { id } } uIs { id log { text } } }`, `{"data": {"logs": [{"text": "hi", "uIs": [{"id": 1}]}], "uIs": [{"id": 1, "log": {"text": "hi"}}]}}`},
		{`{ uIs { two log { text } } }`, `{"errors": [{"message": "the Go code below uIs was generated for tables other than those served",
		  "path": ["uIs"], "locations": [{"line": 1, "column": 3}],
		  "extensions": {"code": "SCHEMA_CHANGED", "hint": "run go generate ./... for this database, and build again"}}]}`},
	} {
		r.ask(t, c.query, c.want)
	}
	r.stop(t)
	if log := r.log.String(); strings.Contains(log, "edited") {
		t.Errorf("the log takes generated resolvers for edited ones:\n%s", log)
	}
}
