// Package gql holds no code: it is the map of the GraphQL edge, a room a step.
//
//	HTTP ─ transport ─ document ─┬─ operation ─→ the engine plans     once a document and shape of its variables
//	                             │
//	                           serve ──────────→ the engine runs      once a request
//	                             ├─ introspect    __schema, __type
//	                             └─ handwritten   fields in Go
//
// A request goes through transport (its body, the media type), document (its text is looked up in the cache, or read
// within the limits and by the rules of GraphQL), and serve, which has its plan filled, runs it and puts the answer
// together in the memory that transport writes to the client. What is not in the cache is read by operation: its
// selection, arguments and variables become a request.Request, which the engine plans.
//
// For each snapshot serve makes an operation.Model, a document.Planner with a cache, an introspect.Introspector and a
// handwritten.Runner. Beside the rooms are two leaves, limits and gqlfault, and gqltest for their tests.
package gql
