package observe_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"tiddly/internal/observe"
)

func lasting(d time.Duration) observe.Span {
	start := time.Now()
	return observe.Span{Start: start, End: start.Add(d)}
}

func TestSeveralObserversSeeTheSame(t *testing.T) {
	count := observe.NewRequest(t.Context(), slog.New(slog.DiscardHandler), 0)
	trace := observe.NewTrace(true)
	o := observe.From(observe.With(observe.With(t.Context(), count), trace))
	if !o.Explains() {
		t.Error("one of them explains, and both together do not")
	}
	o.Operation("query", "Names")
	o.Stage(observe.Plan, lasting(time.Millisecond))
	o.Stage(observe.Plan, lasting(time.Millisecond))
	o.Statement(observe.Statement{SQL: "SELECT 1", Rows: 3})
	c := count.Counts()
	if c.Operation != "query" || c.Name != "Names" || c.Statements != 1 || c.Rows != 3 {
		t.Errorf("counted %+v", c)
	}
	for stage, took := range c.Each {
		if stage != observe.Plan || took != 2*time.Millisecond {
			t.Errorf("stage %s took %s", stage, took)
		}
	}
	if r := trace.Report(); len(r.Statements) != 1 || len(r.Stages) != 1 {
		t.Errorf("the trace has %+v", r)
	}
	if observe.From(context.Background()) != nil {
		t.Error("somebody watches nothing")
	}
}

func TestSlowStatementsAreLogged(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(observe.NamesRequests(slog.NewJSONHandler(&out, nil))).With("of", "test")
	ctx := observe.WithID(t.Context(), "id-1")
	r := observe.NewRequest(ctx, log, 10*time.Millisecond)
	r.Operation("query", "Slow")
	r.Statement(observe.Statement{Span: lasting(9 * time.Millisecond), SQL: "SELECT fast"})
	r.Statement(observe.Statement{Span: lasting(10 * time.Millisecond), SQL: "SELECT slow", Kinds: []string{"text"}, Rows: 2})
	var line map[string]any
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	for key, want := range map[string]any{
		"level": "WARN", "request": "id-1", "sql": "SELECT slow", "name": "Slow", "rows": 2.0, "milliseconds": 10.0, "of": "test",
	} {
		if line[key] != want {
			t.Errorf("%s is %v, want %v", key, line[key], want)
		}
	}
	out.Reset()
	observe.NewRequest(ctx, log, 0).Statement(observe.Statement{Span: lasting(time.Hour), SQL: "SELECT slow"})
	if strings.Contains(out.String(), "slow") {
		t.Errorf("0 logs %s", out.String())
	}
}
