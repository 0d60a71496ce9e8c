package engine

import (
	"slices"

	"tiddly/internal/caller"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// fromCaller returns the slots of a plan whose values come from the caller.
func fromCaller(p *plan.Plan) []request.Slot {
	var all []request.Slot
	for i := range p.Slots {
		if p.Slots[i].Source.Kind != request.FromArguments {
			all = append(all, request.SlotAt(i))
		}
	}
	return all
}

// filled returns a copy of the arguments with the caller's values filled in; nil stays nil. The input is not
// modified: requests share the constants of a plan.
func (p *Prepared) filled(who *caller.Caller, arguments request.Arguments) request.Arguments {
	if len(p.fromCaller) == 0 || arguments == nil {
		return arguments
	}
	out := slices.Grow(slices.Clone(arguments), max(0, len(p.Plan.Slots)-len(arguments)))
	out = out[:max(len(arguments), len(p.Plan.Slots))]
	for _, slot := range p.fromCaller {
		out[slot.Index()] = valueOf(&p.Plan.Slots[slot.Index()], who)
	}
	return out
}

// valueOf returns the value of a slot that the caller fills. It is NULL if the caller has no account, or if the
// account's key does not match the form of the rows, as after a change of the accounts table.
func valueOf(s *plan.Slot, who *caller.Caller) any {
	key, source := who.Account(), s.Source
	if len(key) != source.Parts {
		return nil
	}
	value, err := request.CoerceLoosely(s.Column.Type.Kind, s.Column.Enum, key[source.Part])
	if err != nil {
		return nil
	}
	return value
}
