// Package introspect answers the root fields __schema and __type from the served schema, within limits of size and
// of the request's time. It must not know tables, the engine, or HTTP.
package introspect
