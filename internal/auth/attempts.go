package auth

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"tiddly/internal/exec"
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
	store store
	now   func() time.Time
	// cleared is when those that do not count any more were cleared away last, in seconds since 1970.
	cleared atomic.Int64
}

// subject is what failures are counted of: an account or an address, by its hash.
type subject struct {
	hash string
	most int64
}

// subjects gives those of a login. An account is counted by the name that was given, whether there is one or not.
func subjects(identity any, address string) [2]subject {
	return [2]subject{
		{digest(fmt.Sprintf("account\x00%T\x00%v", identity, identity)), mostOfAnAccount},
		{digest("address\x00" + address), mostOfAnAddress},
	}
}

// begin counts an attempt as failed before it is made, so that any number at the same time are no way around the
// bounds; what did not fail is taken back. Where there were too many, it counts nothing and tells how long to wait.
func (a *attempts) begin(ctx context.Context, of [2]subject) (wait time.Duration, err error) {
	clearing := a.clearing()
	err = a.store.database.Do(ctx, func(tx exec.Tx) error {
		if err := a.store.run(tx, clearing...); err != nil {
			return err
		}
		now := a.now().Unix()
		wait = 0
		var known [2]bool
		var began, failures [2]int64
		for i, s := range of {
			if known[i], began[i], failures[i], err = a.count(tx, s.hash); err != nil {
				return err
			}
			if over := began[i] + int64(window/time.Second) - now; over <= 0 {
				began[i], failures[i] = now, 0
			} else if failures[i] >= s.most {
				wait = max(wait, time.Duration(over)*time.Second)
			}
		}
		if wait > 0 {
			return nil
		}
		for i, s := range of {
			sql := "INSERT INTO _tiddly_logins (began, failures, subject) VALUES (?, ?, ?)"
			if known[i] {
				sql = "UPDATE _tiddly_logins SET began = ?, failures = ? WHERE subject = ?"
			}
			if err := a.store.run(tx, statement{sql, []any{began[i], failures[i] + 1, s.hash}}); err != nil {
				return err
			}
		}
		return nil
	})
	return wait, err
}

func (a *attempts) count(tx exec.Tx, hash string) (known bool, began, failures int64, err error) {
	err = a.store.query(tx, "SELECT began, failures FROM _tiddly_logins WHERE subject = ?", []any{hash}, func(r exec.Rows) {
		known, began, failures = true, number(r, 0), number(r, 1)
	})
	return known, began, failures, err
}

// succeeded gives the statements after a login that did not fail: the account's failures are forgotten, and the address
// has one less.
func (a *attempts) succeeded(of [2]subject) []statement {
	return []statement{{"DELETE FROM _tiddly_logins WHERE subject = ?", []any{of[0].hash}}, takenBack(of[1])}
}

// undo takes an attempt back that could not be made.
func (a *attempts) undo(ctx context.Context, of [2]subject) error {
	return a.store.write(ctx, takenBack(of[0]), takenBack(of[1]))
}

func takenBack(s subject) statement {
	return statement{"UPDATE _tiddly_logins SET failures = failures - 1 WHERE subject = ? AND failures > 0", []any{s.hash}}
}

// clearing gives the statement that clears away what does not count any more, when it is time again: who guesses names
// at random fills no table.
func (a *attempts) clearing() []statement {
	now, last := a.now().Unix(), a.cleared.Load()
	if now-last < int64(window/time.Second) || !a.cleared.CompareAndSwap(last, now) {
		return nil
	}
	return []statement{{"DELETE FROM _tiddly_logins WHERE began <= ?", []any{a.now().Add(-window).Unix()}}}
}
