package observe

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// MaxStatements is the most statements that a trace keeps; it counts the others.
const MaxStatements = 200

// Trace is the observer that remembers, to be shown to the client that asked.
type Trace struct {
	// explains is set once, before the request runs.
	explains bool
	start    time.Time

	// A writer may work for the request on a goroutine of its own.
	mu         sync.Mutex
	stages     [stages]time.Duration
	ran        [stages]bool
	statements []Statement
	more       int
}

var _ Observer = (*Trace)(nil)

// NewTrace begins a trace. Where explain is true, statements come with the plan of the engine.
func NewTrace(explain bool) *Trace { return &Trace{explains: explain, start: time.Now()} }

// Operation implements Observer. Who asks for a trace knows it.
func (t *Trace) Operation(string, string) {}

// Stage implements Observer. A stage that runs several times is the sum of its runs.
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

// Report is a trace as JSON shows it. Times are milliseconds.
type Report struct {
	// Total runs from the first byte of the request to the report.
	Total      Milliseconds      `json:"milliseconds"`
	Stages     []StageReport     `json:"stages"`
	Statements []StatementReport `json:"statements"`
	// More are statements that were run and are not listed.
	More int `json:"moreStatements,omitempty"`
}

// StageReport is the time of one stage; those that did not run are left out.
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

// Milliseconds is a duration that is written in milliseconds, exact to a microsecond.
type Milliseconds time.Duration

// String writes it with at most three fraction digits.
func (m Milliseconds) String() string {
	return strconv.FormatFloat(float64(time.Duration(m).Microseconds())/1000, 'f', -1, 64)
}

// MarshalJSON writes it as a number.
func (m Milliseconds) MarshalJSON() ([]byte, error) { return []byte(m.String()), nil }

// Report tells what was seen so far.
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

// ServerTiming gives the times as the value of the header of that name, which browsers show beside their own.
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

// present gives a list that JSON does not write as null.
func present(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
