// Package graph is yours: the fields that you write in Go (*.graphqls, *.resolvers.go, resolver.go), beside what
// gqlgen generates for the tables (generated.go, model, schema.resolvers.go). Resolvers call the functions of
// tables.go; the server's part is in internal/gql. docs/owning.md shows how to use it. It must not know SQL or
// HTTP.
//
// A client sees the text of errors made by gqlerror.Errorf. Of any other error it sees "internal error", and the
// text goes to the log.
package graph

//go:generate go run tiddly/internal/cmd/generate
