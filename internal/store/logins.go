package store

import (
	"context"
	"errors"
	"time"

	"tiddly/internal/exec"
)

// Subject is what failed logins are counted for: an account or an address, by its hash.
type Subject struct {
	Hash string
	// Most is the maximum number of failures within a window.
	Most int64
}

// countLogin counts a failed login. It changes nothing if the maximum is reached within the current window. A
// window has ended if it began no later than the third and fourth values.
const countLogin = `INSERT INTO _tiddly_logins (subject, began, failures) VALUES (?, ?, 1)
	ON CONFLICT (subject) DO UPDATE SET
		failures = CASE WHEN _tiddly_logins.began <= ? THEN 1 ELSE _tiddly_logins.failures + 1 END,
		began = CASE WHEN _tiddly_logins.began <= ? THEN excluded.began ELSE _tiddly_logins.began END
	WHERE _tiddly_logins.began <= ? OR _tiddly_logins.failures < ?`

// errTooMany ends a transaction if the limit of failed logins is reached.
var errTooMany = errors.New("too many logins have failed")

// CountLogin counts a failed login for all subjects, after applying the given changes. If one of them has reached
// its limit within the window, it changes nothing and returns how long to wait. Errors are faults.
func (s *Store) CountLogin(
	ctx context.Context, of []Subject, now time.Time, window time.Duration, before ...Change,
) (wait time.Duration, err error) {
	err = s.database.Do(ctx, func(tx exec.Tx) error {
		wait = 0
		for _, c := range before {
			if _, err := s.exec(tx, c); err != nil {
				return err
			}
		}
		for _, subject := range of {
			more, err := s.count(tx, subject, now, window)
			if err != nil {
				return err
			}
			wait = max(wait, more)
		}
		if wait > 0 {
			return errTooMany
		}
		return nil
	})
	if errors.Is(err, errTooMany) {
		return wait, nil
	}
	return 0, err
}

// count counts a failed login for one subject; at the limit it returns how long to wait.
func (s *Store) count(tx exec.Tx, of Subject, now time.Time, window time.Duration) (wait time.Duration, err error) {
	over := now.Add(-window).Unix()
	n, err := s.exec(tx, Change{countLogin, []any{of.Hash, now.Unix(), over, over, over, of.Most}})
	if err != nil || n > 0 {
		return 0, err
	}
	wait = time.Second // at least: the row may be gone
	err = s.query(tx, "SELECT began FROM _tiddly_logins WHERE subject = ?", []any{of.Hash}, func(r exec.Rows) {
		wait = max(wait, time.Duration(number(r, 0)-over)*time.Second)
	})
	return wait, err
}

// ForgetLogins returns the change that deletes all failures of a subject.
func ForgetLogins(of Subject) Change {
	return Change{"DELETE FROM _tiddly_logins WHERE subject = ?", []any{of.Hash}}
}

// TakeLoginBack returns the change that subtracts one failure of a subject.
func TakeLoginBack(of Subject) Change {
	return Change{"UPDATE _tiddly_logins SET failures = failures - 1 WHERE subject = ? AND failures > 0", []any{of.Hash}}
}

// ClearLogins returns the change that deletes the failures whose window began by the given time.
func ClearLogins(by time.Time) Change {
	return Change{"DELETE FROM _tiddly_logins WHERE began <= ?", []any{by.Unix()}}
}
