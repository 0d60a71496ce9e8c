// Package transport is GraphQL over HTTP: it reads bodies and parameters, agrees on a media type, and writes an answer
// once, as bytes. What stands in a document is looked up by package document and answered by whoever serves; this
// package must not know the schema, tables, or the engine.
package transport
