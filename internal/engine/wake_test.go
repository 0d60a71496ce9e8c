package engine_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"tiddly/db/dbtest"
	"tiddly/internal/engine"
)

// TestDatabasesThatTellWakeTheServer requires that a change is served without waiting for the next look, where the
// database tells of it: there is no such look within the test.
func TestDatabasesThatTellWakeTheServer(t *testing.T) {
	dbtest.OnOthers(t, func(t *testing.T, e dbtest.Engine) {
		address := e.Make(t, two)
		d := dbtest.Open(t, address)
		if _, err := d.Notify(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		told := make(chan engine.Change, 1)
		live, _, err := engine.Open(t.Context(), d, engine.Options{Limits: engine.DefaultLimits()}, func(c engine.Change) { told <- c })
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancelCause(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			live.Watch(ctx, time.Hour)
		}()
		e.Run(t, address, "ALTER TABLE word ADD COLUMN m INT")
		select {
		case c := <-told:
			if len(c.What) != 1 || c.What[0] != `table "word": column "m" is new, and served as m` {
				t.Errorf("told %+v", c)
			}
		case <-time.After(30 * time.Second):
			t.Error("the change is not noticed")
		}
		stop(errors.New("the end of the test"))
		<-ended
	})
}
