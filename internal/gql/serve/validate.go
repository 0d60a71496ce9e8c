package serve

import (
	"context"
	"errors"

	"tiddly/internal/engine"
	"tiddly/internal/fault"
	"tiddly/internal/gql/document"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/gql/limits"
	"tiddly/internal/gql/persisted"
)

// Validate returns the reasons why documents of a manifest would be refused, each with the name of its document and
// the position in it; nil if there are none. It joins at most gqlfault.Max faults.
func Validate(ctx context.Context, l limits.Limits, s *engine.Snapshot, entries []persisted.Entry) error {
	var all []error
	for _, e := range entries {
		_, errs := document.Read(ctx, &l, s.Schema.AST, e.Text)
		for _, wrong := range errs {
			f := fault.Wrap(wrong, gqlfault.CodeOf(wrong), "the document %s is not valid: %s", e.Label(), wrong.Message)
			if len(wrong.Locations) > 0 {
				f = f.WithDetails("line %d, column %d", wrong.Locations[0].Line, wrong.Locations[0].Column)
			}
			if hint, ok := wrong.Extensions["hint"].(string); ok {
				f = f.WithHint("%s", hint)
			}
			all = append(all, f)
		}
		if len(all) >= gqlfault.Max {
			break
		}
	}
	return errors.Join(all[:min(len(all), gqlfault.Max)]...)
}
