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

// maxLoginBody is the most bytes of a login's body: a password of a kilobyte with every letter escaped, twice.
const maxLoginBody = 32 << 10

// reply is an answer in the original's envelope; without a text it is a success.
type reply struct {
	status int
	text   string
	// code is that of the fault that is answered; empty where there is none.
	code fault.Code
}

// refusal returns the answer to a fault with that code.
func refusal(code fault.Code, text string) *reply {
	return &reply{status: httpfault.REST(code), text: text, code: code}
}

// or returns the other reply where there is one.
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

// failure returns the answer to a fault that is not the client's; report is called where somebody should look at it.
func failure(f *fault.Fault, report func()) *reply {
	if status := httpfault.Status(f.Code); status == http.StatusServiceUnavailable || status == httpfault.StatusLeft {
		return refusal(f.Code, f.Message)
	}
	report()
	return refusal(fault.Internal, "Internal error.")
}

// causeOf returns what the log has of a fault beyond its message.
func causeOf(f *fault.Fault) []any {
	if cause := f.Cause(); cause != nil {
		return []any{"cause", cause.Error()}
	}
	return nil
}

// credentials are what a login gives.
type credentials struct {
	// identity is a text, a json.Number or a Boolean.
	identity any
	password string
}

// readCredentials reads a body: JSON, encoded once or twice, whatever its content type. The identity may be called
// email, identity or as its column is; by each name that is there it has to be the same.
func readCredentials(w http.ResponseWriter, r *http.Request, column string) (credentials, *reply) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxLoginBody))
	if err != nil {
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			return credentials{}, refusal(fault.LimitBody, "The body is too large.")
		}
		if f, ours := errors.AsType[*fault.Fault](err); ours {
			return credentials{}, failure(f, func() {})
		}
		return credentials{}, refusal(fault.RequestMalformed, "The body could not be read.")
	}
	given, err := decodeTwice(body)
	switch {
	case errors.Is(err, jsontext.ErrDuplicate):
		return credentials{}, refusal(fault.RequestMalformed, "The body gives a name twice.")
	case err != nil:
		return credentials{}, refusal(fault.RequestMalformed, "The body is no JSON object.")
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

// maxDepth is how deep the JSON of a login may be nested.
const maxDepth = 16

// errNoObject is a body that is no JSON object.
var errNoObject = errors.New("it is no JSON object")

// decodeTwice reads a JSON object, or a JSON text that holds one. The error may be one of jsontext.
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
