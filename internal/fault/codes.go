package fault

import "strings"

// Code names a kind of failure. The list is closed; a retired code stays listed and is never reused. The part before
// the first underscore is the family.
type Code string

// Family returns the family of a code, such as LIMIT.
func (c Code) Family() string {
	family, _, _ := strings.Cut(string(c), "_")
	return family
}

// Family request: the client's message could not be understood.
const (
	// RequestMalformed is a body, query string or JSON value that cannot be read.
	RequestMalformed Code = "REQUEST_MALFORMED"
	// RequestMediaType is a content type or an Accept header that is not served.
	RequestMediaType Code = "REQUEST_MEDIA_TYPE"
	// RequestMethod is an HTTP method that the address does not support, or a mutation by GET or QUERY.
	RequestMethod Code = "REQUEST_METHOD"
	// RequestPath is an address at which nothing is served.
	RequestPath Code = "REQUEST_PATH"
	// RequestHost is a Host header that is not one of the server's.
	RequestHost Code = "REQUEST_HOST"
	// RequestOrigin is a write that a page of a foreign origin made a browser send.
	RequestOrigin Code = "REQUEST_ORIGIN"
	// RequestSyntax is a GraphQL document that does not parse.
	RequestSyntax Code = "REQUEST_SYNTAX"
	// RequestInvalid is a document that does not fit the schema.
	RequestInvalid Code = "REQUEST_INVALID"
	// RequestOperation is an operation name that the document lacks, or that is missing but needed.
	RequestOperation Code = "REQUEST_OPERATION"
	// RequestValue is an argument or variable whose value is not acceptable.
	RequestValue Code = "REQUEST_VALUE"
	// RequestCursor is a cursor that was edited, or made for another table or order, or with another key.
	RequestCursor Code = "REQUEST_CURSOR"
	// RequestRefused is a request that a field written in Go refused, in words of its own and without a code of its own.
	RequestRefused Code = "REQUEST_REFUSED"
	// RequestLeft is a request whose client disconnected before it was answered.
	RequestLeft Code = "REQUEST_LEFT"
)

// FamilyPersisted is the family of the following codes.
const FamilyPersisted = "PERSISTED"

// Family persisted: the request names a document instead of sending it. The names are those that clients know.
const (
	// PersistedQueryNotFound is a hash by which no document is registered; the client sends the document.
	PersistedQueryNotFound Code = "PERSISTED_QUERY_NOT_FOUND"
	// PersistedQueryNotSupported is a name of a document on a server that has no named documents.
	PersistedQueryNotSupported Code = "PERSISTED_QUERY_NOT_SUPPORTED"
	// PersistedQueryMismatch is a document with another hash than the one that was sent with it.
	PersistedQueryMismatch Code = "PERSISTED_QUERY_MISMATCH"
	// PersistedQueryNotInList is a document that the server's list does not have, where only that is served or the
	// request names one by its id.
	PersistedQueryNotInList Code = "PERSISTED_QUERY_NOT_IN_LIST"
)

// Family schema: the request names what the served database lacks.
const (
	// SchemaUnknown is a table, column or relation that does not exist.
	SchemaUnknown Code = "SCHEMA_UNKNOWN"
	// SchemaChanged is a plan that no longer fits the database.
	SchemaChanged Code = "SCHEMA_CHANGED"
)

// Family permission: the caller is not allowed to.
const (
	// PermissionUnauthenticated is an unauthenticated request to a server that requires authentication.
	PermissionUnauthenticated Code = "PERMISSION_UNAUTHENTICATED"
	// PermissionToken is an invalid key or token: unknown, expired, or in the address.
	PermissionToken Code = "PERMISSION_TOKEN"
)

// Family constraint: a write that a rule of the database forbids.
const (
	// ConstraintUnique is a row whose key another row has already.
	ConstraintUnique Code = "CONSTRAINT_UNIQUE"
	// ConstraintNotNull is a missing value in a column that must have one.
	ConstraintNotNull Code = "CONSTRAINT_NOT_NULL"
	// ConstraintForeignKey is a reference to a row that does not exist, or the deletion of a row that others refer to.
	ConstraintForeignKey Code = "CONSTRAINT_FOREIGN_KEY"
	// ConstraintCheck is a row that a CHECK of its table forbids.
	ConstraintCheck Code = "CONSTRAINT_CHECK"
	// ConstraintType is a value of a type that its column does not take.
	ConstraintType Code = "CONSTRAINT_TYPE"
	// ConstraintTrigger is a write that a trigger refused.
	ConstraintTrigger Code = "CONSTRAINT_TRIGGER"
	// Constraint is a write that any other rule of the database forbids.
	Constraint Code = "CONSTRAINT"
)

// Family database: the database failed.
const (
	// DatabaseValue is a stored value that is not of its column's kind.
	DatabaseValue Code = "DATABASE_VALUE"
	// DatabaseBusy is a lock that did not become free in time.
	DatabaseBusy Code = "DATABASE_BUSY"
	// DatabaseFull is a disk or a database that is full.
	DatabaseFull Code = "DATABASE_FULL"
	// DatabaseReadOnly is a write to a database that is served read-only.
	DatabaseReadOnly Code = "DATABASE_READ_ONLY"
	// DatabaseMoved is a database whose file is no longer at its path, so that what is written there would be lost.
	DatabaseMoved Code = "DATABASE_MOVED"
	// DatabaseCorrupt is a file that is damaged or is not a database.
	DatabaseCorrupt Code = "DATABASE_CORRUPT"
	// DatabaseUnavailable is a database that cannot be opened or reached.
	DatabaseUnavailable Code = "DATABASE_UNAVAILABLE"
	// DatabaseUncertain is a write that may have been kept or not: the connection was lost while it was committed.
	DatabaseUncertain Code = "DATABASE_UNCERTAIN"
	// DatabaseError is any other error of the database.
	DatabaseError Code = "DATABASE_ERROR"
)

// Family limit: the request exceeds a limit.
const (
	// LimitRows is an answer with too many rows or bytes, or a limit argument above the maximum.
	LimitRows Code = "LIMIT_ROWS"
	// LimitAffected is a write that matches more rows than its maxAffected.
	LimitAffected Code = "LIMIT_AFFECTED"
	// LimitTime is a request that did not end before its deadline.
	LimitTime Code = "LIMIT_TIME"
	// LimitBody is a request body that is too large.
	LimitBody Code = "LIMIT_BODY"
	// LimitBatch is an array of too many requests.
	LimitBatch Code = "LIMIT_BATCH"
	// LimitTokens is a document with too many tokens.
	LimitTokens Code = "LIMIT_TOKENS"
	// LimitFields is a document with too many fields, aliases or directives, as written or after its fragments are
	// expanded.
	LimitFields Code = "LIMIT_FIELDS"
	// LimitDepth is a document whose selections are nested too deep.
	LimitDepth Code = "LIMIT_DEPTH"
	// LimitCost is a request whose lists could return more rows, multiplied, than allowed; and an introspection that
	// reads too much.
	LimitCost Code = "LIMIT_COST"
	// LimitRequests is a server whose limits of running and waiting requests are reached.
	LimitRequests Code = "LIMIT_REQUESTS"
	// LimitRegex is a request whose regular expressions are too large, together.
	LimitRegex Code = "LIMIT_REGEX"
	// LimitOutgoing is a server whose limit of bytes waiting to be sent is reached, for one address or for all.
	LimitOutgoing Code = "LIMIT_OUTGOING"
	// LimitList is a list argument with too many items.
	LimitList Code = "LIMIT_LIST"
)

// Family internal: an error of the server itself.
const (
	// Internal is a failure that the client can do nothing about.
	Internal Code = "INTERNAL"
	// InternalStopping is a server that is shutting down.
	InternalStopping Code = "INTERNAL_STOPPING"
)
