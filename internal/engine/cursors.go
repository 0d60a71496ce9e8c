package engine

import (
	"errors"
	"slices"
	"sync"

	"tiddly/internal/cursor"
	"tiddly/internal/fault"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// processKey returns the key of cursors that do not outlive the process.
var processKey = sync.OnceValue(func() *cursor.Key { return cursor.NewKey([]byte(cursor.NewSecret())) })

// cursors returns the arguments of a plan that are cursors.
func cursors(p *plan.Plan) []request.Slot {
	var all []request.Slot
	for i := range p.Slots {
		if p.Slots[i].Use == plan.Cursor {
			all = append(all, request.SlotAt(i))
		}
	}
	return all
}

// opened returns the arguments with the values of cursors in their places. The input is not modified: requests share
// the constants of a plan.
func (s *Snapshot) opened(p *Prepared, arguments request.Arguments) (request.Arguments, error) {
	if len(p.cursors) == 0 {
		return arguments, nil
	}
	out := slices.Clone(arguments)
	for _, slot := range p.cursors {
		use := &p.Plan.Slots[slot.Index()]
		text, _ := arguments.At(slot).(string)
		values, err := s.cursors.Signer(use.Order).Open(text)
		if err == nil && len(values) != use.Count {
			err = cursor.ErrOrder
		}
		if err != nil {
			return nil, p.locate(slot, cursorFault(err, use))
		}
		out[slot.Index()] = values
	}
	return out, nil
}

func cursorFault(err error, use *plan.Slot) *fault.Fault {
	if errors.Is(err, cursor.ErrOrder) {
		return fault.New(fault.RequestCursor, "the cursor was made for another table or order").
			WithHint("use a cursor with the orderBy with which it was returned; start again without %s", use.Argument)
	}
	return fault.New(fault.RequestCursor, "this is not a cursor of this server").
		WithHint("send a cursor as it was returned; start again without %s if the cursors' key has changed, see cursors.secret", use.Argument)
}
