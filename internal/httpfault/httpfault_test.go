package httpfault_test

import (
	"errors"
	"net/http"
	"os"
	"regexp"
	"testing"
	"time"

	"tiddly/internal/fault"
	"tiddly/internal/httpfault"
)

// The statuses of each code: of a request refused before any edge, of GraphQL (0 is an answer whose data is null),
// and of REST, whose envelope has most errors with 200.
var statuses = map[fault.Code][3]int{
	fault.RequestMalformed:           {400, 400, 400},
	fault.RequestMediaType:           {415, 415, 415},
	fault.RequestMethod:              {405, 405, 405},
	fault.RequestPath:                {404, 404, 404},
	fault.RequestHost:                {421, 421, 421},
	fault.RequestOrigin:              {403, 403, 403},
	fault.RequestSyntax:              {400, 400, 200},
	fault.RequestInvalid:             {400, 400, 200},
	fault.RequestOperation:           {400, 400, 200},
	fault.RequestValue:               {400, 400, 200},
	fault.RequestCursor:              {400, 400, 200},
	fault.RequestRefused:             {400, 400, 200},
	fault.RequestLeft:                {499, 499, 499},
	fault.PersistedQueryNotFound:     {400, 400, 200},
	fault.PersistedQueryNotSupported: {400, 400, 200},
	fault.PersistedQueryMismatch:     {400, 400, 200},
	fault.PersistedQueryNotInList:    {400, 400, 200},
	fault.SchemaUnknown:              {400, 400, 200},
	fault.SchemaChanged:              {503, 503, 503},
	fault.PermissionUnauthenticated:  {401, 401, 401},
	fault.PermissionToken:            {401, 401, 401},
	fault.ConstraintUnique:           {409, 0, 200},
	fault.ConstraintNotNull:          {409, 0, 200},
	fault.ConstraintForeignKey:       {409, 0, 200},
	fault.ConstraintCheck:            {409, 0, 200},
	fault.ConstraintType:             {409, 0, 200},
	fault.ConstraintTrigger:          {409, 0, 200},
	fault.Constraint:                 {409, 0, 200},
	fault.DatabaseValue:              {500, 0, 200},
	fault.DatabaseBusy:               {503, 503, 503},
	fault.DatabaseFull:               {500, 0, 200},
	fault.DatabaseReadOnly:           {500, 0, 200},
	fault.DatabaseMoved:              {503, 503, 503},
	fault.DatabaseCorrupt:            {500, 0, 200},
	fault.DatabaseUnavailable:        {503, 503, 503},
	fault.DatabaseUncertain:          {500, 0, 200},
	fault.DatabaseError:              {500, 0, 200},
	fault.LimitRows:                  {400, 400, 200},
	fault.LimitAffected:              {400, 400, 200},
	fault.LimitTime:                  {503, 503, 503},
	fault.LimitBody:                  {413, 413, 413},
	fault.LimitBatch:                 {400, 400, 400},
	fault.LimitTokens:                {400, 400, 200},
	fault.LimitFields:                {400, 400, 200},
	fault.LimitDepth:                 {400, 400, 200},
	fault.LimitCost:                  {400, 400, 200},
	fault.LimitRequests:              {503, 503, 503},
	fault.LimitRegex:                 {400, 400, 200},
	fault.LimitOutgoing:              {503, 503, 503},
	fault.LimitList:                  {400, 400, 200},
	fault.Internal:                   {500, 500, 500},
	fault.InternalStopping:           {503, 503, 503},
	"CODE_OF_A_USER":                 {400, 400, 200},
}

func TestStatuses(t *testing.T) {
	source, err := os.ReadFile("../fault/codes.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, m := range regexp.MustCompile(`Code = "(\w+)"`).FindAllSubmatch(source, -1) {
		found++
		if _, ok := statuses[fault.Code(m[1])]; !ok {
			t.Errorf("nothing says which statuses %s has", m[1])
		}
	}
	if found != len(statuses)-1 {
		t.Errorf("there are %d codes, and statuses for %d", found, len(statuses)-1)
	}
	for code, want := range statuses {
		if got := [3]int{httpfault.Status(code), httpfault.GraphQL(code), httpfault.REST(code)}; got != want {
			t.Errorf("%s: got %v, want %v", code, got, want)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	passing := map[fault.Code]bool{
		fault.LimitRequests: true, fault.LimitOutgoing: true, fault.DatabaseBusy: true, fault.InternalStopping: true,
		fault.DatabaseUnavailable: true,
	}
	for code, status := range statuses {
		h := http.Header{}
		httpfault.SetRetryAfter(h, code)
		if (h.Get("Retry-After") == "1") != passing[code] {
			t.Errorf("%s: %v", code, h)
		}
		h = http.Header{}
		httpfault.SetRetryAfterUnbegun(h, code)
		if (h.Get("Retry-After") == "1") != (status[0] == 503) {
			t.Errorf("%s, before the work: %v", code, h)
		}
	}
	h := http.Header{}
	httpfault.SetRetryAfterWait(h, 59*time.Second)
	if h.Get("Retry-After") != "59" {
		t.Errorf("a known wait: %v", h)
	}
}

func TestTold(t *testing.T) {
	f := fault.New(fault.SchemaUnknown, "there is no table x").WithNames(fault.Names{Details: "the tables are a, b"})
	if _, details, _ := httpfault.Told(f, true).Texts(); details != "the tables are a, b" {
		t.Errorf("where the schema is shown: %q", details)
	}
	if message, details, _ := httpfault.Told(f, false).Texts(); details != "" || message != "there is no table x" {
		t.Errorf("where it is not: %q, %q", message, details)
	}
}

func TestForLog(t *testing.T) {
	for code, want := range map[fault.Code]bool{
		fault.RequestMalformed: false, fault.RequestValue: false, fault.RequestLeft: false, fault.LimitRows: false, fault.LimitBody: false,
		fault.ConstraintCheck: false, fault.DatabaseError: true, fault.DatabaseValue: true, fault.DatabaseBusy: true, fault.LimitTime: true,
		fault.SchemaChanged: true, fault.Internal: true, fault.ConstraintTrigger: true, fault.Constraint: true,
	} {
		if got := httpfault.ForLog(fault.Wrap(errors.New("why"), code, "it failed")); got != want {
			t.Errorf("%s with a cause: %v", code, got)
		}
		if httpfault.ForLog(fault.New(code, "it failed")) {
			t.Errorf("%s without a cause is for the log", code)
		}
	}
}
