//go:build unix

package postgres

import (
	"errors"
	"testing"

	"tiddly/internal/exec"
)

// testLate asks for a way to run a transaction when statements of it have run already, as the parts of a transaction of Go
// code do: it goes on as it was begun.
func testLate(t *testing.T, s *server) {
	d := s.open(t, "")
	s.psql("driver", "CREATE TABLE late (id int PRIMARY KEY)")
	insert := func(id int64) func(exec.Tx) error {
		return func(tx exec.Tx) error {
			_, err := tx.Exec("INSERT INTO public.late VALUES ($1::int4)", []any{id})
			return err
		}
	}
	//nolint:forcetypeassert // it is asserted where they are declared
	ways := map[string]func(exec.Tx){
		"as usual": func(exec.Tx) {},
		"brief":    func(tx exec.Tx) { tx.(exec.Brief).Brief(false) },
		"steady":   func(tx exec.Tx) { tx.(exec.Steady).Steady() },
		"alone":    func(tx exec.Tx) { tx.(exec.Alone).Alone(nil) },
	}
	id := int64(0)
	for first, one := range ways {
		for then, other := range ways {
			id += 2
			err := d.Transact(t.Context(), func(tx exec.Tx) error {
				one(tx)
				err := insert(id)(tx)
				other(tx)
				return errors.Join(err, insert(id+1)(tx))
			})
			if err != nil {
				t.Errorf("%s, then %s: %v", first, then, err)
			}
			refused := errors.New("refused")
			err = d.Transact(t.Context(), func(tx exec.Tx) error {
				one(tx)
				err := insert(-1)(tx)
				other(tx)
				return errors.Join(err, insert(-2)(tx), refused)
			})
			if err == nil {
				t.Errorf("%s, then %s: what was refused is kept", first, then)
			}
		}
	}
	if got := read(t, d, "SELECT count(*) || ' ' || min(id) FROM public.late"); got != "32 2" {
		t.Errorf("the rows are %s", got)
	}
	s.wantNoneOpen(t)
}
