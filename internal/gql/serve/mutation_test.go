package serve

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqltest"
	"tiddly/internal/request"
)

// TestFailedWrites checks the data of failed writes: it is null if work was rolled back, and absent if the request
// was refused before.
func TestFailedWrites(t *testing.T) {
	for name, tt := range map[string]struct {
		code       fault.Code
		statements int
		status     int
		keys       string
	}{
		"a broken constraint":        {fault.ConstraintUnique, 1, http.StatusOK, "[data errors]"},
		"a constraint that we check": {fault.ConstraintNotNull, 0, http.StatusOK, "[data errors]"},
		"a bound that was met":       {fault.LimitAffected, 1, http.StatusOK, "[data errors]"},
		"a value that was refused":   {fault.RequestValue, 0, http.StatusBadRequest, "[errors]"},
		"a busy database":            {fault.DatabaseBusy, 1, http.StatusServiceUnavailable, "[errors]"},
		"a full disk":                {fault.DatabaseFull, 1, http.StatusOK, "[data errors]"},
	} {
		t.Run(name, func(t *testing.T) {
			var reported []error
			o := Options{Report: func(_ context.Context, err error) { reported = append(reported, err) }}
			w := send(t, post(`{"query": "mutation { deleteArtist(by: {id: 1}) { affectedRows } }"}`, ""), o,
				func(context.Context, request.Arguments, []byte) exec.Answer {
					return exec.Answer{Errors: []*fault.Fault{gqltest.Fault(tt.code).At("deleteArtist")}, Statements: tt.statements}
				})
			if w.Code != tt.status || fmt.Sprint(gqltest.Keys(t, w.Body.Bytes())) != tt.keys {
				t.Errorf("got %d %s", w.Code, w.Body)
			}
			client := strings.HasPrefix(string(tt.code), "CONSTRAINT") || strings.HasPrefix(string(tt.code), "REQUEST")
			if wanted := !client && tt.code != fault.LimitAffected; wanted != (len(reported) == 1) {
				t.Errorf("the log has %v", reported)
			}
		})
	}
}

// TestGetNeverMutates sends a valid mutation, alone and beside a query.
func TestGetNeverMutates(t *testing.T) {
	ran := false
	run := func(context.Context, request.Arguments, []byte) exec.Answer {
		ran = true
		return exec.Answer{Data: []byte(`{}`)}
	}
	const document = `mutation W { deleteArtist(by: {id: 1}) { affectedRows } } query R { __typename }`
	for _, operation := range []string{"W", "R"} {
		w := send(t, get("operationName="+operation+"&query="+url.QueryEscape(document)), Options{}, run)
		if mutates := operation == "W"; mutates != (w.Code == http.StatusMethodNotAllowed) || mutates == ran {
			t.Errorf("%s: got %d %s, ran %v", operation, w.Code, w.Body, ran)
		}
	}
}
