// Package graph is the GraphQL edge: it turns operations into requests of the engine and
// its answers into responses. What gqlgen generates from schema.graphqls lies here too:
// generated.go and the package model. It must not know SQL or drivers.
package graph

//go:generate go run tiddly/internal/cmd/generate
