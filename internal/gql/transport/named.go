package transport

import (
	"encoding/json"

	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// otherIDs are the names of documentId in clients older than it, such as Relay's.
var otherIDs = []string{"id", "doc_id"}

// takeID reads the other names of documentId. Clients may send members of these names that mean something else.
func (m *message) takeID(members map[string]any) {
	for _, name := range otherIDs {
		if id, ok := members[name].(string); ok && m.DocumentID == "" {
			m.DocumentID = id
		}
	}
}

// hash returns the hash of the document in extensions.persistedQuery; empty if there is none.
func (m *message) hash() (string, *fault.Fault) {
	const name = "extensions.persistedQuery"
	given := m.Extensions["persistedQuery"]
	if given == nil {
		return "", nil
	}
	members, ok := given.(map[string]any)
	if !ok {
		return "", fault.New(fault.RequestMalformed, "%s must be an object, got %s", name, request.Describe(given))
	}
	if version, ok := members["version"].(json.Number); !ok || version != "1" {
		return "", fault.New(fault.RequestMalformed, "%s must have version 1", name).WithHint(`send {"version": 1, "sha256Hash": "…"}`)
	}
	hash, ok := members["sha256Hash"].(string)
	if !ok || hash == "" {
		return "", fault.New(fault.RequestMalformed, "%s has no sha256Hash", name).WithHint(`send {"version": 1, "sha256Hash": "…"}`)
	}
	return hash, nil
}
