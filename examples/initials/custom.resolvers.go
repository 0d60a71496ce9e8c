//go:build example

// Package graph holds, in examples/initials, the two files of a field that is written in Go: copy both to graph/, and
// run go generate ./... there. See docs/owning.md.
package graph

import (
	"context"
	"strings"

	"tiddly/graph/model"
)

// Initials answers the field for all users of a list in one call.
func (r *userResolver) Initials(ctx context.Context, objs []*model.User) ([]string, error) {
	all := make([]string, len(objs))
	for i, user := range objs {
		if user.Name != nil {
			for word := range strings.FieldsSeq(*user.Name) {
				all[i] += string([]rune(word)[:1])
			}
		}
	}
	return all, nil
}
