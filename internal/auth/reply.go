package auth

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"

	"tiddly/internal/fault"
)

// maxLoginBody is the most bytes of a login's body: a password of a kilobyte with every letter escaped, twice.
const maxLoginBody = 32 << 10

// reply is an answer in the original's envelope; without a text it is a success.
type reply struct {
	status int
	text   string
}

// or gives the other reply where there is one.
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
	if r.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	w.WriteHeader(r.status)
	_, _ = w.Write(append(text, '\n'))
}

// statusLeft is that of requests whose clients left, which no client sees: the log and the metrics have it.
const statusLeft = 499

// failure is the answer to a fault that is not the client's; tell is called where somebody should look at it.
func failure(f *fault.Fault, tell func()) *reply {
	switch f.Code {
	case fault.LimitRequests, fault.LimitTime, fault.DatabaseBusy, fault.SchemaChanged, fault.InternalStopping:
		return &reply{status: http.StatusServiceUnavailable, text: f.Message}
	case fault.RequestLeft:
		return &reply{status: statusLeft, text: f.Message}
	}
	tell()
	return &reply{status: http.StatusInternalServerError, text: "Internal error."}
}

// causeOf gives what the log learns of a fault beyond its message.
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

// readCredentials reads a body: JSON, encoded once or twice, whatever its content type. The identity may be called email, identity
// or as its column is.
func readCredentials(w http.ResponseWriter, r *http.Request, column string) (credentials, *reply) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxLoginBody))
	if err != nil {
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			return credentials{}, &reply{status: http.StatusRequestEntityTooLarge, text: "The body is too large."}
		}
		return credentials{}, &reply{status: http.StatusBadRequest, text: "The body could not be read."}
	}
	given, ok := decodeTwice(body)
	if !ok {
		return credentials{}, &reply{status: http.StatusBadRequest, text: "The body is no JSON object."}
	}
	var c credentials
	for _, name := range []string{"identity", "email", column} {
		if v, there := given[name]; there {
			c.identity = v
		}
	}
	secret, isText := given["password"].(string)
	c.password = secret
	switch c.identity.(type) {
	case string, json.Number, bool:
		if isText {
			return c, nil
		}
	}
	return credentials{}, &reply{status: http.StatusOK, text: "A login needs email and password."}
}

// decodeTwice reads a JSON object, or a JSON text that holds one.
func decodeTwice(body []byte) (map[string]any, bool) {
	body = bytes.TrimPrefix(body, []byte("\xEF\xBB\xBF")) // some editors put it in front
	for range 2 {
		var v any
		d := json.NewDecoder(bytes.NewReader(body))
		d.UseNumber()
		if !utf8.Valid(body) || d.Decode(&v) != nil {
			return nil, false
		}
		if _, err := d.Token(); !errors.Is(err, io.EOF) {
			return nil, false
		}
		switch v := v.(type) {
		case map[string]any:
			return v, true
		case string:
			body = []byte(strings.TrimSpace(v))
		default:
			return nil, false
		}
	}
	return nil, false
}
