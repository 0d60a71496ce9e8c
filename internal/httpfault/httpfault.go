// Package httpfault is the one table from the codes of faults to statuses of HTTP, for all edges: which status a fault
// has, whether its client should come back, what the client may be told and what is for the log. It may know nothing of
// bodies, GraphQL or SQL.
package httpfault

import (
	"net/http"
	"strconv"
	"time"

	"tiddly/internal/fault"
)

// StatusLeft is the status of requests whose clients left before they were answered. No client sees it: the log and the
// metrics have it.
const StatusLeft = 499

// row is what the table has for a code.
type row struct {
	status int
	// nature is where the mistake is.
	nature nature
	// passes reports that the reason passes by itself, so that the same request may soon succeed.
	passes bool
}

type nature uint8

const (
	// transport is a failure around the request: it has its status at every edge.
	transport nature = iota
	// asked is a mistake in what was asked for. The original's clients find it in a body with status 200.
	asked
	// executed is a failure of the database while it did what was asked for. For GraphQL that is an answer, whose data
	// is null.
	executed
	// constraint is one that the client caused.
	constraint
)

var table = map[fault.Code]row{
	fault.RequestMalformed: {status: http.StatusBadRequest},
	fault.RequestMediaType: {status: http.StatusUnsupportedMediaType},
	fault.RequestMethod:    {status: http.StatusMethodNotAllowed},
	fault.RequestPath:      {status: http.StatusNotFound},
	fault.RequestHost:      {status: http.StatusMisdirectedRequest},
	fault.RequestOrigin:    {status: http.StatusForbidden},
	fault.RequestSyntax:    {status: http.StatusBadRequest, nature: asked},
	fault.RequestInvalid:   {status: http.StatusBadRequest, nature: asked},
	fault.RequestOperation: {status: http.StatusBadRequest, nature: asked},
	fault.RequestValue:     {status: http.StatusBadRequest, nature: asked},
	fault.RequestLeft:      {status: StatusLeft},

	fault.SchemaUnknown: {status: http.StatusBadRequest, nature: asked},
	fault.SchemaChanged: {status: http.StatusServiceUnavailable},

	fault.PermissionUnauthenticated: {status: http.StatusUnauthorized},
	fault.PermissionToken:           {status: http.StatusUnauthorized},

	fault.ConstraintUnique:     {status: http.StatusConflict, nature: constraint},
	fault.ConstraintNotNull:    {status: http.StatusConflict, nature: constraint},
	fault.ConstraintForeignKey: {status: http.StatusConflict, nature: constraint},
	fault.ConstraintCheck:      {status: http.StatusConflict, nature: constraint},
	fault.ConstraintType:       {status: http.StatusConflict, nature: constraint},
	fault.ConstraintTrigger:    {status: http.StatusConflict, nature: constraint},
	fault.Constraint:           {status: http.StatusConflict, nature: constraint},

	fault.DatabaseValue:       {status: http.StatusInternalServerError, nature: executed},
	fault.DatabaseBusy:        {status: http.StatusServiceUnavailable, passes: true},
	fault.DatabaseFull:        {status: http.StatusInternalServerError, nature: executed},
	fault.DatabaseReadOnly:    {status: http.StatusInternalServerError, nature: executed},
	fault.DatabaseMoved:       {status: http.StatusServiceUnavailable},
	fault.DatabaseCorrupt:     {status: http.StatusInternalServerError, nature: executed},
	fault.DatabaseUnavailable: {status: http.StatusServiceUnavailable},
	fault.DatabaseError:       {status: http.StatusInternalServerError, nature: executed},

	fault.LimitRows:     {status: http.StatusBadRequest, nature: asked},
	fault.LimitAffected: {status: http.StatusBadRequest, nature: asked},
	// What took too long would take as long again.
	fault.LimitTime:     {status: http.StatusServiceUnavailable},
	fault.LimitBody:     {status: http.StatusRequestEntityTooLarge},
	fault.LimitTokens:   {status: http.StatusBadRequest, nature: asked},
	fault.LimitFields:   {status: http.StatusBadRequest, nature: asked},
	fault.LimitDepth:    {status: http.StatusBadRequest, nature: asked},
	fault.LimitCost:     {status: http.StatusBadRequest, nature: asked},
	fault.LimitRequests: {status: http.StatusServiceUnavailable, passes: true},
	fault.LimitRegex:    {status: http.StatusBadRequest, nature: asked},
	fault.LimitOutgoing: {status: http.StatusServiceUnavailable, passes: true},
	fault.LimitList:     {status: http.StatusBadRequest, nature: asked},

	fault.Internal:         {status: http.StatusInternalServerError},
	fault.InternalStopping: {status: http.StatusServiceUnavailable, passes: true},
}

// find returns the row of a code. The table has all of ours; others are those that a field written in Go made up.
func find(code fault.Code) row {
	if r, ok := table[code]; ok {
		return r
	}
	return row{status: http.StatusBadRequest, nature: asked}
}

// Status returns the status of a request that was refused before any edge had begun to work on it.
func Status(code fault.Code) int { return find(code).status }

// GraphQL returns the status of a request that failed as a whole, or 0 where the failure is one of execution: then the
// answer has data, which is null.
func GraphQL(code fault.Code) int {
	r := find(code)
	if r.nature == executed || r.nature == constraint {
		return 0
	}
	return r.status
}

// REST returns the status of a request that failed. Whatever the original answered with an envelope alone has 200.
func REST(code fault.Code) int {
	r := find(code)
	if r.nature != transport {
		return http.StatusOK
	}
	return r.status
}

// SetRetryAfter sets Retry-After where the reason passes by itself, so that the client should send the request again.
func SetRetryAfter(h http.Header, code fault.Code) {
	if find(code).passes {
		h["Retry-After"] = soon
	}
}

// SetRetryAfterUnbegun sets Retry-After on the refusal of a request whose own work had not begun: finding out who asks
// takes little for every request, so that any failure of the server passes by itself.
func SetRetryAfterUnbegun(h http.Header, code fault.Code) {
	if Status(code) == http.StatusServiceUnavailable {
		h["Retry-After"] = soon
	}
}

// SetRetryAfterWait sets Retry-After to a wait that is known, in whole seconds.
func SetRetryAfterWait(h http.Header, wait time.Duration) {
	h["Retry-After"] = []string{strconv.Itoa(int(wait / time.Second))}
}

// soon is how many seconds a client should wait where nothing says how long; answers share it.
var soon = []string{"1"}

// Told returns what a client may be told of a fault: without the names of the schema where it may not know that.
func Told(f *fault.Fault, schema bool) *fault.Fault {
	if schema {
		return f
	}
	return f.WithoutNames()
}

// ForLog reports whether the log should have a fault: something else stands behind it, and it is no mistake of the
// client.
func ForLog(f *fault.Fault) bool {
	r := find(f.Code)
	server := r.nature == executed || r.nature == transport && r.status >= http.StatusInternalServerError
	return server && f.Cause() != nil
}
