package store

import (
	"context"
	"errors"
	"time"

	"tiddly/internal/exec"
)

// Subject is what failed logins are counted of: an account or an address, by its hash.
type Subject struct {
	Hash string
	// Most is how many may fail within a window.
	Most int64
}

// countLogin counts a failed login, and changes nothing where as many have failed as may within the window that has begun
// last. A window is over where it began no later than the third and fourth value.
const countLogin = `INSERT INTO _tiddly_logins (subject, began, failures) VALUES (?, ?, 1)
	ON CONFLICT (subject) DO UPDATE SET
		failures = CASE WHEN _tiddly_logins.began <= ? THEN 1 ELSE _tiddly_logins.failures + 1 END,
		began = CASE WHEN _tiddly_logins.began <= ? THEN excluded.began ELSE _tiddly_logins.began END
	WHERE _tiddly_logins.began <= ? OR _tiddly_logins.failures < ?`

// errTooMany ends a transaction in which a login may not be counted.
var errTooMany = errors.New("too many logins have failed")

// CountLogin counts a failed login of all subjects, after the changes before it. Where too many of one have failed within
// the window it changes nothing and returns how long to wait. Errors are faults.
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

// count counts a failed login of one subject; where it may not, it returns how long to wait.
func (s *Store) count(tx exec.Tx, of Subject, now time.Time, window time.Duration) (wait time.Duration, err error) {
	over := now.Add(-window).Unix()
	n, err := s.exec(tx, Change{countLogin, []any{of.Hash, now.Unix(), over, over, over, of.Most}})
	if err != nil || n > 0 {
		return 0, err
	}
	wait = time.Second // at least: the row may have gone
	err = s.query(tx, "SELECT began FROM _tiddly_logins WHERE subject = ?", []any{of.Hash}, func(r exec.Rows) {
		wait = max(wait, time.Duration(number(r, 0)-over)*time.Second)
	})
	return wait, err
}

// ForgetLogins forgets all failures of a subject.
func ForgetLogins(of Subject) Change {
	return Change{"DELETE FROM _tiddly_logins WHERE subject = ?", []any{of.Hash}}
}

// TakeLoginBack counts one failure of a subject less.
func TakeLoginBack(of Subject) Change {
	return Change{"UPDATE _tiddly_logins SET failures = failures - 1 WHERE subject = ? AND failures > 0", []any{of.Hash}}
}

// ClearLogins clears away the failures whose window began by then.
func ClearLogins(by time.Time) Change {
	return Change{"DELETE FROM _tiddly_logins WHERE began <= ?", []any{by.Unix()}}
}
