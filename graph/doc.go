// Package graph is yours: the resolvers of the tables, and the fields that you write in Go. Files that say DO NOT EDIT
// are generated whole; to every other, generating only adds what is missing. Resolvers call the functions of tables.go; the server's part is in internal/gql. docs/owning.md shows how to use it. It must not know SQL or
// HTTP.
//
// A client sees the text of errors made by gqlerror.Errorf. Of any other error it sees "internal error", and the
// text goes to the log.
package graph

//go:generate go run tiddly/internal/cmd/generate
