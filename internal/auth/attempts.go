package auth

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"tiddly/internal/store"
)

// The bounds of failed logins, within a window that begins with the first.
const (
	window          = time.Minute
	mostOfAnAccount = 5
	mostOfAnAddress = 20
)

// attempts count the logins that failed, in the database: a restart forgets nothing, and several servers count
// together.
type attempts struct {
	store *store.Store
	now   func() time.Time
	// cleared is when those that do not count any more were cleared away last, in seconds since 1970.
	cleared atomic.Int64
}

// subjects are what the failures of a login are counted of: its account and its address, in this order.
type subjects [2]store.Subject

// subjectsOf returns those of a login. An account is counted by the name that was given, whether there is one or not.
func subjectsOf(identity any, address string) subjects {
	return subjects{
		{Hash: digest(fmt.Sprintf("account\x00%T\x00%v", identity, identity)), Most: mostOfAnAccount},
		{Hash: digest("address\x00" + address), Most: mostOfAnAddress},
	}
}

// begin counts an attempt as failed before it is made, so that any number at the same time are no way around the
// bounds; what did not fail is taken back. Where there were too many, it counts nothing and returns how long to wait.
func (a *attempts) begin(ctx context.Context, of subjects) (wait time.Duration, err error) {
	return a.store.CountLogin(ctx, of[:], a.now(), window, a.clearing()...)
}

// succeeded returns the changes after a login that did not fail: the account's failures are forgotten, and the address
// has one less.
func (a *attempts) succeeded(of subjects) []store.Change {
	return []store.Change{store.ForgetLogins(of[0]), store.TakeLoginBack(of[1])}
}

// undo takes an attempt back that could not be made.
func (a *attempts) undo(ctx context.Context, of subjects) error {
	return a.store.Do(ctx, store.TakeLoginBack(of[0]), store.TakeLoginBack(of[1]))
}

// clearing returns the change that clears away what does not count any more, when it is time again: who guesses names
// at random fills no table.
func (a *attempts) clearing() []store.Change {
	now, last := a.now().Unix(), a.cleared.Load()
	if now-last < int64(window/time.Second) || !a.cleared.CompareAndSwap(last, now) {
		return nil
	}
	return []store.Change{store.ClearLogins(a.now().Add(-window))}
}
