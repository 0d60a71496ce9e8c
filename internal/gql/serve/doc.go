// Package serve answers GraphQL: it holds the handler, which has a server for each snapshot, and the executable
// schema, which assembles an answer from what the engine reads, introspection and what is written in Go. It must
// not know SQL, drivers, or the package graph, which passes in a handwritten.Project.
package serve
