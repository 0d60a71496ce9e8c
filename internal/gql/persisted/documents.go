package persisted

import (
	"strings"
	"sync/atomic"

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
	// Listed is set for a document of the manifest.
	Listed bool
	// register is the hash by which it is registered once it is known to be valid; empty if it is not.
	register string
}

// Documents finds the documents that requests name. The zero value, and nil, have none.
type Documents struct {
	// Registry is where clients register documents; nil if they cannot.
	Registry *Registry
	// Only refuses documents that are not in the manifest.
	Only bool

	manifest atomic.Pointer[Manifest]
}

// Trust replaces the manifest.
func (d *Documents) Trust(m *Manifest) { d.manifest.Store(m) }

// prefix is what precedes the hash of a document in an id (GraphQL over HTTP, appendix A).
const prefix = "sha256:"

// Find returns the document of a request.
func (d *Documents) Find(r Request) (Document, *fault.Fault) {
	if d == nil {
		d = &none
	}
	if r.Hash != "" && r.ID != "" && r.ID != r.Hash && r.ID != prefix+r.Hash {
		return Document{}, fault.New(fault.RequestMalformed, "the request names two documents").
			WithHint("send either extensions.persistedQuery or documentId")
	}
	if m := d.manifest.Load(); m != nil {
		if document, f := m.find(r); f != nil || document.Listed {
			return document, f
		}
	}
	switch {
	case d.Only:
		return Document{}, unlisted(r)
	case r.Text != "":
		return d.sent(r)
	}
	return d.named(r)
}

var none Documents

// find returns the document of a request, if the manifest has it: by a name, or by its exact text.
func (m *Manifest) find(r Request) (Document, *fault.Fault) {
	for _, id := range []string{r.ID, r.Hash, strings.TrimPrefix(r.ID, prefix), prefix + r.Hash} {
		text, ok := m.byID[id]
		switch {
		case !ok:
		case r.Text != "" && r.Text != text:
			return Document{}, fault.New(fault.PersistedQueryMismatch, "the document is not the one of its id").
				WithHint("send the id alone")
		default:
			return Document{Text: text, Listed: true}, nil
		}
	}
	return Document{Text: r.Text, Listed: m.texts[r.Text]}, nil
}

// sent returns the document that a request has, after checking its hash.
func (d *Documents) sent(r Request) (Document, *fault.Fault) {
	switch {
	case d.Registry == nil || r.Hash == "":
		return Document{Text: r.Text}, nil
	case Hash(r.Text) != r.Hash:
		return Document{}, fault.New(fault.PersistedQueryMismatch, "the document does not have the hash in extensions.persistedQuery").
			WithHint("send the SHA-256 of the text of query, in lower-case hexadecimal digits")
	}
	return Document{Text: r.Text, register: r.Hash}, nil
}

// named returns the document that a request names by its hash. Clients compare the messages of the faults.
func (d *Documents) named(r Request) (Document, *fault.Fault) {
	hash := r.Hash
	if rest, ok := strings.CutPrefix(r.ID, prefix); ok && hash == "" {
		hash = rest
	}
	switch {
	case hash == "" && d.manifest.Load() != nil:
		return Document{}, unlisted(r)
	case hash == "" || d.Registry == nil:
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

// unlisted returns the fault of a request for a document that the manifest does not have.
func unlisted(r Request) *fault.Fault {
	if r.Hash == "" && r.ID == "" {
		return fault.New(fault.PersistedQueryNotInList, "the server answers only the documents of its list").
			WithHint("send the id of a listed document, as documentId or as the hash in extensions.persistedQuery")
	}
	return fault.New(fault.PersistedQueryNotInList, "the list of documents has none of this id").
		WithHint("add the document to the manifest of the server, and reload it")
}

// Valid registers a document that is valid, if the request asked for it.
func (d *Documents) Valid(document Document) {
	if document.register != "" {
		d.Registry.Add(document.register, document.Text)
	}
}
