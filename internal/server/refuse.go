package server

import (
	"encoding/json"
	"net/http"

	"tiddly/internal/fault"
	"tiddly/internal/httpfault"
)

// refusal is the body of an answer that came from no edge. It has the form of a GraphQL error, which the clients
// of this server understand anyway.
type refusal struct {
	Errors [1]refusalError `json:"errors"`
}

type refusalError struct {
	Message    string     `json:"message"`
	Extensions extensions `json:"extensions"`
}

type extensions struct {
	Code    fault.Code `json:"code"`
	Details string     `json:"details,omitempty"`
	Hint    string     `json:"hint,omitempty"`
}

// refuse answers with a fault. The caller is not identified here, so details of the schema are hidden.
func refuse(w http.ResponseWriter, f *fault.Fault) {
	message, details, hint := httpfault.Told(f, false).Texts()
	writeJSON(w, httpfault.Status(f.Code), refusal{Errors: [1]refusalError{{
		Message: message, Extensions: extensions{Code: f.Code, Details: details, Hint: hint},
	}}})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		panic("invariant broken: an answer of the server is not JSON: " + err.Error())
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(append(text, '\n'))
}
