// Package document reads and caches GraphQL documents: from a text within the limits to a valid document, and on
// to the plans of its operations, in one cache. Operations are read by package operation, and planned by the
// engine. It must not know HTTP, and answers nothing.
package document
