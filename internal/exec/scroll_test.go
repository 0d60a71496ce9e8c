package exec

import (
	"testing"
	"time"
)

// TestPagesGrow: fast pages grow up to what is sent at once, slow ones further, and none without limit or back.
func TestPagesGrow(t *testing.T) {
	s := pageSize{firstPage, fullPage}
	for range 10 {
		s = s.after(time.Millisecond)
	}
	if s != (pageSize{mostPage, fullPage}) {
		t.Errorf("quick pages grow to %+v", s)
	}
	for range 10 {
		s = s.after(time.Second)
	}
	if s != (pageSize{largest * mostPage, largest * fullPage}) {
		t.Errorf("slow pages grow to %+v", s)
	}
	if again := s.after(time.Millisecond); again != s {
		t.Errorf("after a quick page %+v is %+v", s, again)
	}
}
