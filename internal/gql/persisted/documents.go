package persisted

import (
	"strings"

	"tiddly/internal/fault"
)

// Request is how a request says which document it is about.
type Request struct {
	// Text is the document itself; empty if it is only named.
	Text string
	// Hash is the hash of the document, as in extensions.persistedQuery; ID is any other name of it.
	Hash, ID string
}

// Document is the document of a request.
type Document struct {
	Text string
	// register is the hash by which it is registered once it is known to be valid; empty if it is not.
	register string
}

// Documents finds the documents that requests name. The zero value, and nil, have none.
type Documents struct {
	// Registry is where clients register documents; nil if they cannot.
	Registry *Registry
}

// prefix is what precedes the hash of a document in an id (GraphQL over HTTP, appendix A).
const prefix = "sha256:"

// Find returns the document of a request.
func (d *Documents) Find(r Request) (Document, *fault.Fault) {
	hash := r.Hash
	if hash == "" {
		hash, _ = strings.CutPrefix(r.ID, prefix)
		if len(hash) == len(r.ID) {
			hash = ""
		}
	}
	switch {
	case r.Hash != "" && r.ID != "" && r.ID != r.Hash && r.ID != prefix+r.Hash:
		return Document{}, fault.New(fault.RequestMalformed, "the request names two documents").
			WithHint("send either extensions.persistedQuery or documentId")
	case r.Text == "" && (hash != "" || r.ID != ""):
		return d.named(hash)
	case d == nil || d.Registry == nil || r.Hash == "":
		return Document{Text: r.Text}, nil
	case Hash(r.Text) != r.Hash:
		return Document{}, mismatch()
	default:
		return Document{Text: r.Text, register: r.Hash}, nil
	}
}

// named returns the document that is registered by a hash.
func (d *Documents) named(hash string) (Document, *fault.Fault) {
	if d == nil || d.Registry == nil || hash == "" {
		// Clients compare the messages of this fault and the next one.
		return Document{}, fault.New(fault.PersistedQueryNotSupported, "PersistedQueryNotSupported").
			WithHint("send the document as query")
	}
	text, ok := d.Registry.Find(hash)
	if !ok {
		return Document{}, fault.New(fault.PersistedQueryNotFound, "PersistedQueryNotFound").
			WithHint("send the document as query, together with its hash")
	}
	return Document{Text: text}, nil
}

// Valid registers a document that is valid, if the request asked for it.
func (d *Documents) Valid(document Document) {
	if document.register != "" {
		d.Registry.Add(document.register, document.Text)
	}
}

func mismatch() *fault.Fault {
	return fault.New(fault.PersistedQueryMismatch, "the document does not have the hash in extensions.persistedQuery").
		WithHint("send the SHA-256 of the text of query, in lower-case hexadecimal digits")
}
