package ending_test

import (
	"testing"

	"tiddly/internal/ending"
)

// looked is work that tells of each look.
type looked chan struct{}

func (l looked) Look() bool {
	select {
	case l <- struct{}{}:
	default:
	}
	return true
}

// TestWatchman requires that what was added is looked at again and again, and not once it was removed.
func TestWatchman(t *testing.T) {
	var m ending.Watchman
	first, second := make(looked), make(looked)
	m.Add(first)
	m.Add(second)
	m.Wake()
	m.Wake() // the rounds go on as they are
	for range 2 {
		<-first
		<-second
	}
	m.Remove(first)
	<-second
	<-second // a whole round lies between
	select {
	case <-first:
		t.Error("what was removed is looked at")
	default:
	}
	m.Remove(second)
}
