package transport

import (
	"tiddly/internal/fault"
	"tiddly/internal/jsontext"
	"tiddly/internal/request"
)

// otherIDs are the names of documentId in clients older than it, such as Relay's.
var otherIDs = []string{"id", "doc_id"}

// takeID reads the other names of documentId. Clients may send members of these names that mean something else.
func (m *message) takeID(o jsontext.Value) {
	for _, name := range otherIDs {
		if m.DocumentID == "" {
			m.DocumentID, _ = o.Member(name).Text()
		}
	}
}

// hash returns the hash of the document in extensions.persistedQuery; empty if there is none.
func (m *message) hash() (string, *fault.Fault) {
	const name = "extensions.persistedQuery"
	given := m.extensions.Member("persistedQuery")
	if given.Null() {
		return "", nil
	}
	if _, ok := given.Object(); !ok {
		return "", fault.New(fault.RequestMalformed, "%s must be an object, got %s", name, request.Describe(given.Decoded())).
			WithHint(`send {"version": 1, "sha256Hash": "…"}`)
	}
	if version, ok := given.Member("version").Number(); !ok || version != "1" {
		return "", fault.New(fault.RequestMalformed, "%s must have version 1", name).WithHint(`send {"version": 1, "sha256Hash": "…"}`)
	}
	hash, _ := given.Member("sha256Hash").Text()
	if hash == "" {
		return "", fault.New(fault.RequestMalformed, "%s has no sha256Hash", name).WithHint(`send {"version": 1, "sha256Hash": "…"}`)
	}
	return hash, nil
}
