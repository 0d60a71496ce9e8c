package serve

import (
	"testing"

	"tiddly/internal/gql/document"
	"tiddly/internal/gql/gqltest"
	"tiddly/internal/tests/home"
)

// newFake returns an executable schema over the shop and an engine without a database.
func newFake(t testing.TB, o Options) (*served, *gqltest.Engine) {
	t.Helper()
	s, c := gqltest.Schema(t)
	e := &gqltest.Engine{Catalog: c}
	return newServed(s, e, home.Project(), o), e
}

// over replaces the engine.
func (s *served) over(r runner) {
	s.engine, s.planner.Engine = r, r
}

func newCache() *document.Cache { return document.NewCache(&document.Counts{}) }
