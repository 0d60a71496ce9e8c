package auth

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"tiddly/internal/store"
)

// The limits of failed logins, within a window that begins with the first failure.
const (
	window          = time.Minute
	mostOfAnAccount = 5
	mostOfAnAddress = 20
)

// attempts counts failed logins in the database: a restart forgets nothing, and several servers count together.
type attempts struct {
	store *store.Store
	now   func() time.Time
	// cleared is when expired failures were last deleted, in seconds since 1970.
	cleared atomic.Int64
}

// subjects are what the failures of a login are counted for: its account and its address, in this order.
type subjects [2]store.Subject

// subjectsOf returns the subjects of a login. An account is counted by the given name, whether it exists or not.
func subjectsOf(identity any, address string) subjects {
	return subjects{
		{Hash: digest(fmt.Sprintf("account\x00%T\x00%v", identity, identity)), Most: mostOfAnAccount},
		{Hash: digest("address\x00" + address), Most: mostOfAnAddress},
	}
}

// begin counts an attempt as failed before it is made, so that concurrent attempts cannot exceed the limits; a
// successful one is subtracted later. At a limit it counts nothing and returns how long to wait.
func (a *attempts) begin(ctx context.Context, of subjects) (wait time.Duration, err error) {
	return a.store.CountLogin(ctx, of[:], a.now(), window, a.clearing()...)
}

// succeeded returns the changes after a successful login: the account's failures are deleted, and the address has
// one less.
func (a *attempts) succeeded(of subjects) []store.Change {
	return []store.Change{store.ForgetLogins(of[0]), store.TakeLoginBack(of[1])}
}

// undo subtracts an attempt that could not be made.
func (a *attempts) undo(ctx context.Context, of subjects) error {
	return a.store.Do(ctx, store.TakeLoginBack(of[0]), store.TakeLoginBack(of[1]))
}

// clearing returns the change that deletes expired failures, if it is due: guesses of random names must not fill
// the table.
func (a *attempts) clearing() []store.Change {
	now, last := a.now().Unix(), a.cleared.Load()
	if now-last < int64(window/time.Second) || !a.cleared.CompareAndSwap(last, now) {
		return nil
	}
	return []store.Change{store.ClearLogins(a.now().Add(-window))}
}
