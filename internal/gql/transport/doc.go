// Package transport is GraphQL over HTTP: it reads bodies and parameters, negotiates a media type, and writes an
// answer once, as bytes. Documents are looked up by package document and answered by package serve; this package
// must not know the schema, tables, or the engine.
package transport
