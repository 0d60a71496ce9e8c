package engine

import (
	"testing"

	"tiddly/internal/kept"
	"tiddly/internal/request"
)

// BenchmarkMiss measures what a request costs more of which nothing is kept.
func BenchmarkMiss(b *testing.B) {
	s := &Snapshot{kept: kept.New(kept.DefaultBytes, func() (uint64, bool) { return 1, true })}
	p := &Prepared{number: 7}
	ctx := b.Context()
	arguments := request.Arguments{int64(0), "20.00", int64(100)}
	b.ReportAllocs()
	for n := int64(0); b.Loop(); n++ {
		arguments[0] = n
		if !s.keeps(ctx, p) {
			b.Fatal("it is not kept")
		}
		var space [128]byte
		key, _ := appendKey(space[:0], p.number, nil, arguments)
		if found, _ := s.kept.Find(key); found != nil {
			b.Fatal("it was never asked before")
		}
	}
}
