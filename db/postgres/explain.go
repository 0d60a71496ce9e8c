package postgres

import (
	"cmp"
	"encoding/json"
	"strings"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

var _ exec.Explainer = (*connection)(nil)

// explained is a step of the server's plan. Its conditions are left out, since they contain bound values.
type explained struct {
	Type  string      `json:"Node Type"`
	Table string      `json:"Relation Name"`
	Index string      `json:"Index Name"`
	Name  string      `json:"CTE Name"`
	Sub   string      `json:"Subplan Name"`
	Op    string      `json:"Operation"`
	Plans []explained `json:"Plans"`
}

// Explain implements exec.Explainer. The text names tables and indexes, and contains no bound value.
func (c *connection) Explain(sql string, args []any) ([]string, error) {
	text := ""
	err := c.each("EXPLAIN (FORMAT JSON, COSTS FALSE) "+sql, args, func(exec.Rows) { text = string(c.rows.values[0]) })
	if err != nil {
		return nil, err
	}
	var plans []struct{ Plan explained }
	if err := json.Unmarshal([]byte(text), &plans); err != nil || len(plans) == 0 {
		return nil, fault.Wrap(err, fault.Internal, "the plan of a statement has an unknown form")
	}
	return plans[0].Plan.steps(nil, 0), nil
}

// steps appends a step and those below it.
func (e *explained) steps(all []string, depth int) []string {
	step := strings.Repeat("  ", depth)
	if sub, _, _ := strings.Cut(e.Sub, " ("); sub != "" { // what it returns depends on the version
		step += sub + ": "
	}
	step += cmp.Or(e.Op, e.Type)
	if e.Index != "" {
		step += " using " + e.Index
	}
	if on := cmp.Or(e.Table, e.Name); on != "" {
		step += " on " + on
	}
	all = append(all, step)
	for i := range e.Plans {
		all = e.Plans[i].steps(all, depth+1)
	}
	return all
}
