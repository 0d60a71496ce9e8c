// Package serve answers GraphQL: it holds the handler, which has a server for each snapshot, and the executable schema,
// which puts an answer together from what the engine reads, what introspects and what is written in Go. It must not
// know SQL, drivers, or the package graph, which hands in a handwritten.Project.
package serve
