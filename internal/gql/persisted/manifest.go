package persisted

import (
	"encoding/json"
	"maps"
	"slices"

	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/jsontext"
	"tiddly/internal/request"
)

// MaxManifest is the maximum size of a manifest in bytes.
const MaxManifest = 64 << 20

// format is that of a manifest by Apollo.
const format = "apollo-persisted-query-manifest"

// Entry is a document of a manifest.
type Entry struct {
	// ID is the name by which requests name the document, Name that of its operation, if the manifest has it.
	ID, Name, Text string
}

// Label returns what a person calls the document.
func (e Entry) Label() string {
	if e.Name != "" {
		return gqlfault.Short(e.Name) + " (" + gqlfault.Short(e.ID) + ")"
	}
	return gqlfault.Short(e.ID)
}

// Manifest is a list of documents that an operator trusts. It is immutable.
type Manifest struct {
	entries []Entry
	byID    map[string]string
	texts   map[string]bool
}

// Entries returns the documents, in the order of the manifest, or of their ids.
func (m *Manifest) Entries() []Entry { return m.entries }

// ParseManifest reads a manifest: that of Apollo, or an object of ids and documents, as Relay's compiler writes it.
// Whether the documents are valid is not checked.
func ParseManifest(data []byte) (*Manifest, error) {
	v, err := jsontext.Decode(string(data), 8)
	if err != nil {
		return nil, fault.Wrap(err, fault.RequestMalformed, "the manifest %v", err).
			WithHint("create it anew with the tool that wrote it")
	}
	members, ok := v.(map[string]any)
	if !ok {
		return nil, fault.New(fault.RequestMalformed, "the manifest is not a JSON object").WithHint("%s", forms)
	}
	m := &Manifest{byID: map[string]string{}, texts: map[string]bool{}}
	read := m.readIDs
	if _, given := members["format"]; given {
		read = m.readOperations
	}
	if f := read(members); f != nil {
		return nil, f
	}
	if len(m.entries) == 0 {
		return nil, fault.New(fault.RequestMalformed, "the manifest has no documents").WithHint("%s", forms)
	}
	return m, nil
}

const forms = `use Apollo's form, {"format": "` + format + `", "version": 1, "operations": […]}, or Relay's, {"id": "document"}`

// readIDs reads the form of Relay.
func (m *Manifest) readIDs(members map[string]any) *fault.Fault {
	for _, id := range slices.Sorted(maps.Keys(members)) {
		text, ok := members[id].(string)
		if !ok {
			return fault.New(fault.RequestMalformed, "%s is %s, not a document", gqlfault.Short(id), request.Describe(members[id])).WithHint("%s", forms)
		}
		if f := m.add(Entry{ID: id, Text: text}); f != nil {
			return f
		}
	}
	return nil
}

// readOperations reads the form of Apollo.
func (m *Manifest) readOperations(members map[string]any) *fault.Fault {
	operations, ok := members["operations"].([]any)
	if members["format"] != format || members["version"] != json.Number("1") || !ok {
		return fault.New(fault.RequestMalformed, "the manifest has another format").WithHint("%s", forms)
	}
	for i, v := range operations {
		operation, _ := v.(map[string]any)
		id, hasID := operation["id"].(string)
		text, hasText := operation["body"].(string)
		name, _ := operation["name"].(string)
		if !hasID || !hasText {
			return fault.New(fault.RequestMalformed, "operations[%d] has no id or no body", i).
				WithHint(`an operation is {"id": "…", "name": "…", "type": "query", "body": "…"}`)
		}
		if f := m.add(Entry{ID: id, Name: name, Text: text}); f != nil {
			return f
		}
	}
	return nil
}

// add adds a document; a second one of an id must be the same.
func (m *Manifest) add(e Entry) *fault.Fault {
	switch text, known := m.byID[e.ID]; {
	case e.ID == "" || e.Text == "":
		return fault.New(fault.RequestMalformed, "%s has no id or no text", e.Label()).WithHint("%s", forms)
	case known && text != e.Text:
		return fault.New(fault.RequestMalformed, "two documents have the id %s", gqlfault.Short(e.ID)).WithHint("create the manifest anew with the tool that wrote it")
	case known:
		return nil
	}
	m.byID[e.ID] = e.Text
	m.texts[e.Text] = true
	m.entries = append(m.entries, e)
	return nil
}
