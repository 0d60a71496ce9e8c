package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/fault"
	"tiddly/internal/kit"
)

// The limits of a request for a schema.
const (
	introspectionTime  = time.Minute
	introspectionBytes = 256 << 20
)

// direct follows no redirect: the headers are for the server that was named.
var direct = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// introspect asks a server for its schema. What the address and the headers hold is in no message.
func introspect(ctx context.Context, address, header string) (*ast.Schema, error) {
	data, err := askSchema(ctx, address, header, kit.Introspection)
	if refused := fault.From(err); refused != nil && refused.Code == fault.RequestRefused {
		// A gateway may not know @oneOf.
		if older, second := askSchema(ctx, address, header, kit.Older); second == nil {
			data, err = older, nil
		}
	}
	if err != nil {
		return nil, err
	}
	return kit.FromIntrospection(data)
}

// askSchema sends a document, and returns the data of the answer.
func askSchema(ctx context.Context, address, header, document string) (json.RawMessage, error) {
	request, err := introspection(ctx, address, header, document)
	if err != nil {
		return nil, err
	}
	response, err := direct.Do(request)
	if err != nil {
		return nil, fault.New(fault.DatabaseUnavailable, "the server at %s cannot be reached", request.URL.Host).
			WithDetails("%s", innermost(err)).WithHint("check the address, and whether the server runs")
	}
	defer func() { _ = response.Body.Close() }() // it was only read
	body, err := io.ReadAll(io.LimitReader(response.Body, introspectionBytes+1))
	switch {
	case err != nil:
		return nil, fault.Wrap(err, fault.DatabaseUnavailable, "the answer of %s ended early", request.URL.Host).WithHint("try again")
	case len(body) > introspectionBytes:
		return nil, fault.New(fault.LimitBody, "the schema of %s is larger than %d MB", request.URL.Host, introspectionBytes>>20).
			WithHint("read the database itself with --db")
	}
	return dataOf(body, request.URL.Host, response.StatusCode)
}

// dataOf returns the data of an answer, or what the server refused it for.
func dataOf(body []byte, host string, status int) (json.RawMessage, error) {
	var answer struct {
		Data   json.RawMessage
		Errors []struct {
			Message    string
			Extensions struct{ Hint string }
		}
	}
	if json.Unmarshal(body, &answer) != nil {
		return nil, fault.New(fault.RequestMalformed, "%s answered with the status %d and no GraphQL", host, status).
			WithHint("--url is the address of the GraphQL endpoint, such as http://127.0.0.1:8080/graphql")
	}
	if len(answer.Errors) == 0 {
		return answer.Data, nil
	}
	hint := cmp.Or(answer.Errors[0].Extensions.Hint,
		"allow introspection, send what signs you in with --header, or read the database itself with --db")
	return nil, fault.New(fault.RequestRefused, "%s refused: %s", host, answer.Errors[0].Message).WithHint("%s", hint)
}

// introspection returns the request for a schema.
func introspection(ctx context.Context, address, header, document string) (*http.Request, error) {
	at, err := url.Parse(address)
	if err != nil || at.Scheme != "http" && at.Scheme != "https" || at.Host == "" {
		return nil, &usageError{message: "--url is no address of a server", hint: "use one such as http://127.0.0.1:8080/graphql"}
	}
	body, err := json.Marshal(map[string]string{"query": document})
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "the request could not be made")
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, at.String(), bytes.NewReader(body))
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "the request could not be made")
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	lines, err := readFile(header)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(lines) {
		if err := setHeader(request, strings.TrimSpace(line)); err != nil {
			return nil, err
		}
	}
	return request, nil
}

func setHeader(request *http.Request, line string) error {
	if line == "" {
		return nil
	}
	name, value, found := strings.Cut(line, ":")
	if !found {
		return &usageError{message: "--header has no colon", hint: `use a name and a value, as --header "Authorization: Bearer …"`}
	}
	request.Header.Set(strings.TrimSpace(name), strings.TrimSpace(value))
	return nil
}

// innermost returns the text of the innermost error, which has no address.
func innermost(err error) string {
	for {
		inner, ok := err.(interface{ Unwrap() error })
		if !ok || inner.Unwrap() == nil {
			return fmt.Sprint(err)
		}
		err = inner.Unwrap()
	}
}
