package serve

import (
	"time"

	"tiddly/internal/gql/document"
	"tiddly/internal/observe"
)

// now returns the time at which a stage begins; for an unobserved request it does not read the clock.
func now(o observe.Observer) time.Time {
	if o == nil {
		return time.Time{}
	}
	return time.Now()
}

// tellPlanning reports planning, which began at start, and the generation of the SQL unless the plan was cached.
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
