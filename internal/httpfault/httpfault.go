// Package httpfault maps the codes of faults to HTTP statuses, for all edges: which status a fault has, whether
// its client should retry, what the client may be told and what is for the log. It may know nothing of bodies,
// GraphQL or SQL.
package httpfault

import (
	"net/http"
	"strconv"
	"time"

	"tiddly/internal/fault"
)

// StatusLeft is the status of requests whose clients disconnected before they were answered. It only appears in
// the log and the metrics.
const StatusLeft = 499

// row is the entry of a code.
type row struct {
	status int
	// nature is the kind of failure.
	nature nature
	// told is set if the log has the cause although the client can correct the request: only the cause says how.
	told bool
	// passes is set if the cause is temporary, so that the same request may soon succeed.
	passes bool
}

type nature uint8

const (
	// transport is a failure around the request: it has its status at every edge.
	transport nature = iota
	// asked is an error in the request. Clients of the original find it in a body with status 200.
	asked
	// executed is a failure of the database during execution. In GraphQL that is an answer whose data is null.
	executed
	// constraint is an execution failure caused by the client.
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
	fault.RequestCursor:    {status: http.StatusBadRequest, nature: asked},
	fault.RequestRefused:   {status: http.StatusBadRequest, nature: asked},
	fault.RequestLeft:      {status: StatusLeft},

	fault.PersistedQueryNotFound:     {status: http.StatusBadRequest, nature: asked},
	fault.PersistedQueryNotSupported: {status: http.StatusBadRequest, nature: asked},
	fault.PersistedQueryMismatch:     {status: http.StatusBadRequest, nature: asked},
	fault.PersistedQueryNotInList:    {status: http.StatusBadRequest, nature: asked},

	fault.SchemaUnknown: {status: http.StatusBadRequest, nature: asked},
	fault.SchemaChanged: {status: http.StatusServiceUnavailable},

	fault.PermissionUnauthenticated: {status: http.StatusUnauthorized},
	fault.PermissionToken:           {status: http.StatusUnauthorized},

	fault.ConstraintUnique:     {status: http.StatusConflict, nature: constraint},
	fault.ConstraintNotNull:    {status: http.StatusConflict, nature: constraint},
	fault.ConstraintForeignKey: {status: http.StatusConflict, nature: constraint},
	fault.ConstraintCheck:      {status: http.StatusConflict, nature: constraint},
	fault.ConstraintType:       {status: http.StatusConflict, nature: constraint},
	fault.ConstraintTrigger:    {status: http.StatusConflict, nature: constraint, told: true},
	fault.Constraint:           {status: http.StatusConflict, nature: constraint, told: true},

	fault.DatabaseValue:       {status: http.StatusInternalServerError, nature: executed},
	fault.DatabaseBusy:        {status: http.StatusServiceUnavailable, passes: true},
	fault.DatabaseFull:        {status: http.StatusInternalServerError, nature: executed},
	fault.DatabaseReadOnly:    {status: http.StatusInternalServerError, nature: executed},
	fault.DatabaseMoved:       {status: http.StatusServiceUnavailable},
	fault.DatabaseCorrupt:     {status: http.StatusInternalServerError, nature: executed},
	fault.DatabaseUnavailable: {status: http.StatusServiceUnavailable, passes: true},
	// Whoever repeats a write without looking may write twice.
	fault.DatabaseUncertain: {status: http.StatusInternalServerError, nature: executed},
	fault.DatabaseError:     {status: http.StatusInternalServerError, nature: executed},

	fault.LimitRows:     {status: http.StatusBadRequest, nature: asked},
	fault.LimitAffected: {status: http.StatusBadRequest, nature: asked},
	// A request that took too long would take as long again.
	fault.LimitTime:     {status: http.StatusServiceUnavailable},
	fault.LimitBody:     {status: http.StatusRequestEntityTooLarge},
	fault.LimitBatch:    {status: http.StatusBadRequest},
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

// find returns the entry of a code. The table has all codes of the server; others come from fields written in Go.
func find(code fault.Code) row {
	if r, ok := table[code]; ok {
		return r
	}
	return row{status: http.StatusBadRequest, nature: asked}
}

// Status returns the status of a request that was refused before an edge processed it.
func Status(code fault.Code) int { return find(code).status }

// GraphQL returns the status of a request that failed as a whole, or 0 for a failure of execution: then the answer
// has data, which is null.
func GraphQL(code fault.Code) int {
	r := find(code)
	if r.nature == executed || r.nature == constraint {
		return 0
	}
	return r.status
}

// REST returns the status of a failed request. It is 200 where the original reported the error in the envelope
// only.
func REST(code fault.Code) int {
	r := find(code)
	if r.nature != transport {
		return http.StatusOK
	}
	return r.status
}

// SetRetryAfter sets Retry-After if the cause is temporary.
func SetRetryAfter(h http.Header, code fault.Code) {
	if find(code).passes {
		h["Retry-After"] = soon
	}
}

// SetRetryAfterUnbegun sets Retry-After on the refusal of a request that had not begun to run: identifying a
// caller costs little, so any failure of the server is temporary then.
func SetRetryAfterUnbegun(h http.Header, code fault.Code) {
	if Status(code) == http.StatusServiceUnavailable {
		h["Retry-After"] = soon
	}
}

// SetRetryAfterWait sets Retry-After to a known wait, in whole seconds.
func SetRetryAfterWait(h http.Header, wait time.Duration) {
	h["Retry-After"] = []string{strconv.Itoa(int(wait / time.Second))}
}

// soon is the default Retry-After in seconds; answers share it.
var soon = []string{"1"}

// Told returns what a client may be told of a fault: without the names of the schema if it may not know that.
func Told(f *fault.Fault, schema bool) *fault.Fault {
	if schema {
		return f
	}
	return f.WithoutNames()
}

// ForLog reports whether a fault belongs into the log: it has a cause, and is not the client's mistake, or one that the
// cause alone explains.
func ForLog(f *fault.Fault) bool {
	r := find(f.Code)
	server := r.told || r.nature == executed || r.nature == transport && r.status >= http.StatusInternalServerError
	return server && f.Cause() != nil
}
