package sqlite

/*
#include "block.h"
*/
import "C"

import (
	"context"
	"sync"

	"tiddly/internal/ending"
)

// watch has the context of the request that uses a connection, which is interrupted when that ends early. At most one
// request is attached, and after detach returns no interrupt can occur: so none reaches the next request or a closed
// connection.
type watch struct {
	db *C.sqlite3

	mu sync.Mutex
	// ctx is nil if no request is attached.
	ctx context.Context //nolint:containedctx // a connection is lent for exactly one request
}

func (w *watch) attach(ctx context.Context) {
	w.mu.Lock()
	w.ctx = ctx
	w.mu.Unlock()
	watchman.Wake()
}

func (w *watch) detach() {
	w.mu.Lock()
	w.ctx = nil
	w.mu.Unlock()
}

// Look implements ending.Watched.
func (w *watch) Look() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ctx == nil {
		return false
	}
	if w.ctx.Err() != nil {
		C.tiddly_interrupt(w.db)
	}
	return true
}

// watchman looks at all open connections. SQLite ignores an interrupt that arrives between two statements, so each
// round sends them again.
var watchman ending.Watchman
