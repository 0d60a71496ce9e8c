package rest_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// TestPlansAreBounded sends hundreds of requests with large plans: not all may be kept.
func TestPlansAreBounded(t *testing.T) {
	s := serve(t, read(t, "testdata/original.sql"), "--log-level", "error")
	list := strings.Repeat("1,", 8191) + "1"
	heap := func() int64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before := heap()
	for i := range 128 {
		// Each bit selects a condition, so that no two filters have the same shape.
		conditions := []string{`"id": {"in": [` + list + `], "notIn": [` + list + `]}`}
		for bit, op := range []string{"qty", "big", "price", "weight", "created", "day", "name", "active"} {
			if i>>bit&1 == 1 {
				conditions = append(conditions, fmt.Sprintf(`%q: null`, op))
			}
		}
		a := s.send(t, "FETCH", "/item", "{\"where\": {"+strings.Join(conditions, ", ")+"}}")
		if !strings.Contains(a.text, `"success"`) {
			t.Fatalf("got %s", a.text)
		}
	}
	if grown := heap() - before; grown > 48<<20 {
		t.Errorf("the heap has grown by %d MB", grown>>20)
	} else {
		t.Logf("the heap has grown by %d MB", grown>>20)
	}
}
