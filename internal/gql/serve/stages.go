package serve

import (
	"time"

	"tiddly/internal/gql/document"
	"tiddly/internal/observe"
)

// now returns when a stage begins; an unobserved request does not ask the clock.
func now(o observe.Observer) time.Time {
	if o == nil {
		return time.Time{}
	}
	return time.Now()
}

// tellPlanning reports planning, which began at start, and of the SQL where the plan was not found but made: then it
// was written since.
func tellPlanning(o observe.Observer, start time.Time, p *document.Plan) {
	if o == nil {
		return
	}
	planning := observe.Since(start)
	if p != nil && p.Engine != nil && p.Engine.Generated.Start.After(start) {
		o.Stage(observe.SQL, p.Engine.Generated)
		planning.End = planning.End.Add(-p.Engine.Generated.Duration())
	}
	o.Stage(observe.Plan, planning)
}
