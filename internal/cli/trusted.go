package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"tiddly/internal/config"
	"tiddly/internal/fault"
	"tiddly/internal/gql/persisted"
	"tiddly/internal/gql/serve"
)

// newDocuments returns the documents that requests can name, without those of the manifest.
func newDocuments(s *config.Settings) *persisted.Documents {
	d := &persisted.Documents{Only: s.Documents == config.Only}
	if !d.Only {
		d.Registry = persisted.NewRegistry(s.Limits.Persisted)
	}
	return d
}

// trust reads the manifest, checks its documents against the schema that is served now, and serves them. If
// something is wrong with them, the former ones stay. It returns their number, which is 0 without a manifest.
func (o *opened) trust(ctx context.Context, s *config.Settings) (int, error) {
	if s.Documents == config.Off {
		return 0, nil
	}
	data, err := readManifest(s.Manifest)
	if err != nil {
		return 0, err
	}
	m, err := persisted.ParseManifest(data)
	if err != nil {
		return 0, inFile(err, s.Manifest)
	}
	if err := serve.Validate(ctx, documentLimits(s.Limits), o.live.Current(), m.Entries()); err != nil {
		return 0, inFile(err, s.Manifest)
	}
	o.documents.Trust(m)
	return len(m.Entries()), nil
}

// readManifest returns the content of a manifest.
func readManifest(path string) ([]byte, error) {
	file, err := os.Open(path) //nolint:gosec // the operator names it
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "the manifest %s cannot be read", path).WithHint("check the setting manifest")
	}
	defer func() { _ = file.Close() }() // it was only read
	data, err := io.ReadAll(io.LimitReader(file, persisted.MaxManifest+1))
	switch {
	case err != nil:
		return nil, fault.Wrap(err, fault.Internal, "the manifest %s cannot be read", path).WithHint("check the setting manifest")
	case len(data) > persisted.MaxManifest:
		return nil, fault.New(fault.LimitBody, "the manifest %s is larger than %d bytes", path, persisted.MaxManifest).
			WithHint("remove documents that no client sends any more")
	}
	return data, nil
}

// inFile puts the name of a file before the messages of faults.
func inFile(err error, path string) error {
	var all []error
	for _, e := range every(err) {
		f := *fault.From(e)
		f.Message = path + ": " + f.Message
		all = append(all, &f)
	}
	return errors.Join(all...)
}

// tellTrusted logs which documents are served.
func (o *opened) tellTrusted(log *slog.Logger, s *config.Settings, documents int) {
	switch s.Documents {
	case config.Allow:
		log.Info(fmt.Sprintf("the %s of the manifest can be named by their ids", plural(documents, "document")), "manifest", s.Manifest)
	case config.Only:
		log.Info(fmt.Sprintf("GraphQL answers the %s of the manifest and no others", plural(documents, "document")), "manifest", s.Manifest)
		if s.REST.Legacy != config.Off {
			log.Warn("the list of documents does not cover REST, which serves every table", "override", "rest.legacy: off")
		}
	}
}

// trustFirst reads the manifest at the start, which it ends if something is wrong.
func (o *opened) trustFirst(ctx context.Context, log *slog.Logger, s *config.Settings) error {
	documents, err := o.trust(ctx, s)
	if err == nil {
		o.tellTrusted(log, s, documents)
	}
	return err
}

// onlyManifest returns the manifest of the only documents that are answered; empty if all are.
func onlyManifest(s *config.Settings) string {
	if s.Documents != config.Only {
		return ""
	}
	return s.Manifest
}

// documentsLine returns what check reports about the manifest; empty if there is none.
func documentsLine(s *config.Settings, documents int) string {
	switch s.Documents {
	case config.Allow:
		return fmt.Sprintf("Documents: %d in %s, beside all others\n", documents, s.Manifest)
	case config.Only:
		return fmt.Sprintf("Documents: %d in %s, and no others\n", documents, s.Manifest)
	}
	return ""
}

// trustAgain reads the manifest again while the server runs.
func (o *opened) trustAgain(ctx context.Context, log *slog.Logger, s *config.Settings) {
	documents, err := o.trust(ctx, s)
	if err == nil {
		o.tellTrusted(log, s, documents)
		return
	}
	if ctx.Err() != nil {
		return // the server stops, which ends the check of the documents
	}
	for _, e := range every(err) {
		f := fault.From(e)
		attributes := []any{}
		if f.Details != "" {
			attributes = append(attributes, "place", f.Details)
		}
		if cause := f.Cause(); cause != nil {
			attributes = append(attributes, "cause", cause.Error())
		}
		log.Error("the previous documents of the manifest stay in use: "+f.Message, attributes...)
	}
}
