package sqlite

import "C"

import (
	"os"
	"sync/atomic"
)

// mostDiscarded is the maximum number of files that are closed in the background at the same time; others are closed
// at once.
const mostDiscarded = 16

// discards closes files in the background.
type discards struct {
	// room holds a token for each file that is being closed.
	room  chan struct{}
	close func(file *os.File) error
}

func newDiscards(closing func(*os.File) error) *discards {
	return &discards{room: make(chan struct{}, mostDiscarded), close: closing}
}

// spilled closes the files that statements have spilled. Tests replace it.
var spilled = func() *atomic.Pointer[discards] {
	p := &atomic.Pointer[discards]{}
	p.Store(newDiscards((*os.File).Close))
	return p
}()

// tiddlyDiscard closes a file in the background and returns 1, or returns 0 if too many are being closed. It is
// called inside the step that ends a statement, and only if that has spilled a megabyte or more.
//
//export tiddlyDiscard
func tiddlyDiscard(descriptor C.int) C.int {
	d := spilled.Load()
	select {
	case d.room <- struct{}{}:
	default:
		return 0
	}
	go func() {
		_ = d.close(os.NewFile(uintptr(descriptor), "spilled")) // its content is no longer needed
		<-d.room
	}()
	return 1
}
