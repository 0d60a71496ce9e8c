// Package serve is the GraphQL edge: it turns operations into requests of the engine and its answers into responses.
// It must not know SQL, drivers, or the package graph, which hands in what is generated and written in Go.
package serve
