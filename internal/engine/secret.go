package engine

import (
	"context"
	"slices"
	"time"

	"tiddly/internal/catalog"
	"tiddly/internal/ending"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/observe"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// maxPasswords limits the passwords that one request may write: hashing each is expensive by design.
const maxPasswords = 100

// secrets returns the arguments of a plan that hold values of secret columns.
func secrets(p *plan.Plan) []request.Slot {
	var all []request.Slot
	for i := range p.Slots {
		s := &p.Slots[i]
		one := s.Use == plan.Assigned && s.Column.Secret
		if one || slices.ContainsFunc(s.Sets, hasSecret) {
			all = append(all, request.SlotAt(i))
		}
	}
	return all
}

func hasSecret(set []*catalog.Column) bool { return slices.ContainsFunc(set, isSecret) }

func isSecret(c *catalog.Column) bool { return c.Secret }

// Secret reports whether an argument holds passwords and so must not be printed.
func (p *Prepared) Secret(argument int) bool {
	return slices.Contains(p.secrets, request.SlotAt(argument))
}

// hashed returns the arguments with passwords replaced by hashes. It runs before anything is written, and once
// however often the write is retried. The input is not modified: requests share the constants of a plan.
func (s *Snapshot) hashed(ctx context.Context, p *Prepared, arguments request.Arguments) (request.Arguments, error) {
	if len(p.secrets) == 0 {
		return arguments, nil
	}
	if _, ok := s.database.(exec.Writer); !ok {
		return arguments, nil // the write will be refused
	}
	if f := countPasswords(p, arguments); f != nil {
		return nil, f
	}
	if o := observe.From(ctx); o != nil {
		start := time.Now()
		defer func() { o.Stage(observe.Hash, observe.Since(start)) }()
	}
	out := slices.Clone(arguments)
	for _, slot := range p.secrets {
		var err error
		if p.Plan.Slots[slot.Index()].Use == plan.Rows {
			out[slot.Index()], err = s.hashedRows(ctx, p, slot, arguments.At(slot))
		} else if out[slot.Index()], err = s.hashedValue(ctx, arguments.At(slot)); err != nil {
			err = p.locate(slot, fault.From(err))
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Snapshot) hashedRows(ctx context.Context, p *Prepared, slot request.Slot, value any) (any, error) {
	use := &p.Plan.Slots[slot.Index()]
	given, _ := value.([]request.InsertRow)
	rows := slices.Clone(given)
	for i := range rows {
		row := &rows[i]
		at := slices.IndexFunc(use.Sets[row.Set], isSecret)
		if at < 0 || row.Values[at] == nil {
			continue
		}
		hash, err := s.hashedValue(ctx, row.Values[at])
		if err != nil {
			c := use.Sets[row.Set][at]
			f := *p.locate(slot, fault.From(err))
			f.Message = use.Item(i, c) + ": " + fault.From(err).Message
			f.Table, f.Columns = c.Table.TypeName, []string{c.Name}
			return nil, &f
		}
		row.Values = slices.Clone(row.Values)
		row.Values[at] = hash
	}
	return rows, nil
}

// hashedValue returns the hash of a password; NULL stays NULL.
func (s *Snapshot) hashedValue(ctx context.Context, value any) (any, error) {
	if value == nil {
		return nil, nil //nolint:nilnil // nil is NULL
	}
	plain, ok := value.(string)
	if !ok || s.hash == nil {
		return nil, fault.New(fault.Internal, "internal error")
	}
	if f := ending.Fault(ctx, "the request did not end in time"); f != nil {
		return nil, f
	}
	hash, err := s.hash(ctx, plain)
	if err != nil {
		return nil, fault.From(err)
	}
	return hash, nil
}

// countPasswords returns a fault if a request writes too many passwords, before the first is hashed.
func countPasswords(p *Prepared, arguments request.Arguments) *fault.Fault {
	n := 0
	for _, slot := range p.secrets {
		use := &p.Plan.Slots[slot.Index()]
		if use.Use != plan.Rows {
			if arguments.At(slot) != nil {
				n++
			}
			continue
		}
		rows, _ := arguments.At(slot).([]request.InsertRow)
		for i := range rows {
			if at := slices.IndexFunc(use.Sets[rows[i].Set], isSecret); at >= 0 && rows[i].Values[at] != nil {
				n++
			}
		}
	}
	if n <= maxPasswords {
		return nil
	}
	return fault.New(fault.LimitList, "a request may write at most %d passwords, this one has %d", maxPasswords, n).
		WithHint("write the rows in several requests")
}
