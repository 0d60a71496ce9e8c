package observe

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// MaxStatements limits the statements that a trace keeps; the others are only counted.
const MaxStatements = 200

// Trace is the observer whose record is returned to the client.
type Trace struct {
	// explains is set once, before the request runs.
	explains bool
	start    time.Time

	// The writer may run for the request on a goroutine of its own.
	mu         sync.Mutex
	stages     [stages]time.Duration
	ran        [stages]bool
	statements []Statement
	more       int
}

var _ Observer = (*Trace)(nil)

// NewTrace begins a trace. If explain is true, statements come with the query plan of the database.
func NewTrace(explain bool) *Trace { return &Trace{explains: explain, start: time.Now()} }

// Operation implements Observer. The client that asks for a trace knows it.
func (t *Trace) Operation(string, string) {}

// Stage implements Observer. The runs of a stage are summed.
func (t *Trace) Stage(stage Stage, span Span) {
	if stage >= stages {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stages[stage] += max(span.Duration(), 0)
	t.ran[stage] = true
}

// Statement implements Observer.
func (t *Trace) Statement(s Statement) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.statements) == MaxStatements {
		t.more++
		return
	}
	t.statements = append(t.statements, s)
}

// Explains implements Observer.
func (t *Trace) Explains() bool { return t.explains }

// Report is the JSON form of a trace. Times are in milliseconds.
type Report struct {
	// Total is the time from the first byte of the request to the report.
	Total      Milliseconds      `json:"milliseconds"`
	Stages     []StageReport     `json:"stages"`
	Statements []StatementReport `json:"statements"`
	// More is the number of executed statements that are not listed.
	More int `json:"moreStatements,omitempty"`
}

// StageReport is the time of one stage; stages that did not run are left out.
type StageReport struct {
	Name string       `json:"name"`
	Time Milliseconds `json:"milliseconds"`
}

// StatementReport is one statement.
type StatementReport struct {
	Field []string     `json:"field"`
	SQL   string       `json:"sql"`
	Kinds []string     `json:"kinds"`
	Rows  int          `json:"rows"`
	Time  Milliseconds `json:"milliseconds"`
	Plan  []string     `json:"plan,omitempty"`
}

// Milliseconds is a duration that is written in milliseconds, with a precision of a microsecond.
type Milliseconds time.Duration

// String returns the milliseconds with at most three fraction digits.
func (m Milliseconds) String() string {
	return strconv.FormatFloat(float64(time.Duration(m).Microseconds())/1000, 'f', -1, 64)
}

// MarshalJSON returns the milliseconds as a number.
func (m Milliseconds) MarshalJSON() ([]byte, error) { return []byte(m.String()), nil }

// Report returns what was recorded so far.
func (t *Trace) Report() Report {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := Report{
		Total: Milliseconds(time.Since(t.start)), Stages: t.stageReports(),
		Statements: make([]StatementReport, len(t.statements)), More: t.more,
	}
	for i := range t.statements {
		s := &t.statements[i]
		r.Statements[i] = StatementReport{
			Field: present(s.Field), SQL: s.SQL, Kinds: present(s.Kinds), Rows: s.Rows,
			Time: Milliseconds(s.Duration()), Plan: s.Plan,
		}
	}
	return r
}

func (t *Trace) stageReports() []StageReport {
	all := make([]StageReport, 0, stages)
	for s := range stages {
		if t.ran[s] {
			all = append(all, StageReport{s.String(), Milliseconds(t.stages[s])})
		}
	}
	return all
}

// ServerTiming returns the times as the value of the Server-Timing header, which browsers show in their network
// tools.
func (r Report) ServerTiming() string {
	var b strings.Builder
	for _, s := range slices.Concat(r.Stages, []StageReport{{"total", r.Total}}) {
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(s.Name + ";dur=" + s.Time.String())
	}
	return b.String()
}

// present returns a list that JSON does not write as null.
func present(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// Traced reports whether what observes a request shows its client what was run.
func Traced(o Observer) bool {
	switch o := o.(type) {
	case *Trace:
		return true
	case both:
		return Traced(o.first) || Traced(o.second)
	}
	return false
}
