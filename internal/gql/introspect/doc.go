// Package introspect answers the root fields __schema and __type from the schema that is served, within bounds of bytes
// and of the request's time. It must not know tables, the engine, or HTTP.
package introspect
