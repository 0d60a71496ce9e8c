package exec

import (
	"slices"
	"time"

	"tiddly/internal/observe"
	"tiddly/internal/sqlgen"
)

// Explainer is a Reader that can explain how its engine would run a statement.
type Explainer interface {
	// Explain returns the engine's plan, one step a line, indented by two spaces a level. Nothing is run, even where the
	// statement writes.
	Explain(sql string, args []any) ([]string, error)
}

// watcher reports the events of a request to its observer. Without an observer it is nil and does nothing.
type watcher struct {
	observer observe.Observer
	// field is the response path of what is being read or written.
	field []string
}

func newWatcher(o observe.Observer) *watcher {
	if o == nil {
		return nil
	}
	return &watcher{observer: o}
}

// now returns the start time for stage and statement.
func (w *watcher) now() time.Time {
	if w == nil {
		return time.Time{}
	}
	return time.Now()
}

// stage reports a stage that began at start.
func (w *watcher) stage(s observe.Stage, start time.Time) {
	if w != nil {
		w.observer.Stage(s, observe.Since(start))
	}
}

// enter and leave maintain the response path.
func (w *watcher) enter(key string) {
	if w != nil {
		w.field = append(w.field, key)
	}
}

func (w *watcher) leave() {
	if w != nil {
		w.field = w.field[:len(w.field)-1]
	}
}

// statement reports a statement that began at start and returned rows. It is explained only after it has ended: a
// connection runs one at a time.
func (w *watcher) statement(reader Reader, start time.Time, sql string, args []sqlgen.Arg, bound []any, rows int) {
	if w == nil {
		return
	}
	s := observe.Statement{Span: observe.Since(start), Field: slices.Clone(w.field), SQL: sql, Rows: rows}
	for i, v := range bound {
		if i < len(args) && args[i].Kind == sqlgen.FromKeys {
			s.Kinds = append(s.Kinds, observe.KeysKind)
			continue
		}
		s.Kinds = append(s.Kinds, observe.Kind(v))
	}
	if e, ok := reader.(Explainer); ok && w.observer.Explains() {
		// Where it cannot be explained, the answer is still right: the statement is reported without a plan.
		s.Plan, _ = e.Explain(sql, bound)
	}
	w.observer.Statement(s)
}
