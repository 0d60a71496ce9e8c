package sqlite

import (
	"strings"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

var _ exec.Explainer = (*connection)(nil)

// The columns of EXPLAIN QUERY PLAN.
const (
	explainID = iota
	explainParent
	_
	explainDetail
)

// Explain implements exec.Explainer. The text names tables and indexes, and contains no bound value.
func (c *connection) Explain(sql string, args []any) ([]string, error) {
	rows, err := c.Query("EXPLAIN QUERY PLAN "+sql, args)
	if err != nil {
		return nil, err
	}
	var steps []string
	depth := map[int64]int{}
	for rows.Next() {
		id, _ := rows.Value(explainID).(int64)
		parent, _ := rows.Value(explainParent).(int64)
		detail, ok := rows.Value(explainDetail).(string)
		if !ok {
			return nil, fault.New(fault.Internal, "the plan of a statement has an unknown form")
		}
		depth[id] = depth[parent] + 1
		steps = append(steps, strings.Repeat("  ", depth[id]-1)+detail)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return steps, rows.Close()
}
