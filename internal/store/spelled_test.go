package store

import "testing"

func TestPlaceholders(t *testing.T) {
	const sql = "UPDATE _tiddly_logins SET began = ?, failures = ? WHERE subject = ?"
	for numbered, want := range map[bool]string{
		false: sql, true: "UPDATE _tiddly_logins SET began = $1, failures = $2 WHERE subject = $3",
	} {
		if got := New(nil, numbered).spelled(sql); got != want {
			t.Errorf("got %s", got)
		}
	}
}
