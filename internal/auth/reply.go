package auth

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"tiddly/internal/fault"
	"tiddly/internal/httpfault"
	"tiddly/internal/jsontext"
)

// maxLoginBody is the size limit of a login's body in bytes: a password of maximum length with every letter
// escaped twice.
const maxLoginBody = 32 << 10

// reply is an answer in the original's envelope; an empty text means success.
type reply struct {
	status int
	text   string
	// code is the code of the fault; empty without one.
	code fault.Code
}

// refusal returns the answer to a fault with the given code.
func refusal(code fault.Code, text string) *reply {
	return &reply{status: httpfault.REST(code), text: text, code: code}
}

// or returns the other reply unless it is nil.
func (r reply) or(other *reply) *reply {
	if other != nil {
		return other
	}
	return &r
}

func (r *reply) send(w http.ResponseWriter) {
	body := struct {
		Status string `json:"status"`
		Error  string `json:"error,omitempty"`
	}{"success", r.text}
	if r.text != "" {
		body.Status = "error"
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic("invariant broken: an answer to a login is not JSON: " + err.Error())
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	httpfault.SetRetryAfterUnbegun(w.Header(), r.code)
	w.WriteHeader(r.status)
	_, _ = w.Write(append(text, '\n'))
}

// failure returns the answer to a fault that is not the client's; report is called if it needs attention.
func failure(f *fault.Fault, report func()) *reply {
	if status := httpfault.Status(f.Code); status == http.StatusServiceUnavailable || status == httpfault.StatusLeft {
		return refusal(f.Code, f.Message)
	}
	report()
	return refusal(fault.Internal, "Internal error.")
}

// causeOf returns the log attributes of a fault beyond its message.
func causeOf(f *fault.Fault) []any {
	if cause := f.Cause(); cause != nil {
		return []any{"cause", cause.Error()}
	}
	return nil
}

// credentials are the input of a login.
type credentials struct {
	// identity is a text, a json.Number or a Boolean.
	identity any
	password string
}

// readCredentials reads a body: JSON, encoded once or twice, whatever its content type. The member of the identity
// is email, identity or the column's name; if several are present their values must be equal.
func readCredentials(w http.ResponseWriter, r *http.Request, column string) (credentials, *reply) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxLoginBody))
	if err != nil {
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			return credentials{}, refusal(fault.LimitBody, "The body is too large.")
		}
		return credentials{}, refusal(fault.RequestMalformed, "The body could not be read.")
	}
	given, err := decodeTwice(body)
	switch {
	case errors.Is(err, jsontext.ErrDuplicate):
		return credentials{}, refusal(fault.RequestMalformed, "The body has a duplicate name.")
	case err != nil:
		return credentials{}, refusal(fault.RequestMalformed, "The body is not a JSON object.")
	}
	var c credentials
	for _, name := range []string{"identity", "email", column} {
		switch v := given[name].(type) {
		case nil:
			continue
		case string, json.Number, bool:
			if c.identity != nil && c.identity != v {
				return credentials{}, refusal(fault.RequestMalformed, "The body names two accounts.")
			}
			c.identity = v
		default:
			return credentials{}, &reply{status: http.StatusOK, text: incomplete}
		}
	}
	secret, isText := given["password"].(string)
	c.password = secret
	if c.identity == nil || !isText {
		return credentials{}, &reply{status: http.StatusOK, text: incomplete}
	}
	return c, nil
}

// maxDepth limits the nesting of a login's JSON.
const maxDepth = 16

// errNoObject is the error of a body that is not a JSON object.
var errNoObject = errors.New("it is not a JSON object")

// decodeTwice reads a JSON object, or a JSON text that contains one. The error may be one of jsontext.
func decodeTwice(body []byte) (map[string]any, error) {
	text := strings.TrimPrefix(string(body), "\ufeff") // some editors put it in front
	for range 2 {
		v, err := jsontext.Decode(text, maxDepth)
		if err != nil {
			return nil, err
		}
		switch v := v.(type) {
		case map[string]any:
			return v, nil
		case string:
			text = v
		default:
			return nil, errNoObject
		}
	}
	return nil, errNoObject
}
