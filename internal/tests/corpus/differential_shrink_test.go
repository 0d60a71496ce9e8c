package corpus_test

import "slices"

// step is a change that makes a document smaller. It returns the function that undoes it.
type step func() (undo func())

// shrink removes everything from the document that is not needed to fail.
func shrink(d *document, fails func() bool) {
	for progress, tries := true, 0; progress && tries < 3000; {
		progress = false
		// The steps are recomputed after each successful one, because others may have become invalid.
		for i := 0; ; i++ {
			all := d.steps()
			if i >= len(all) {
				break
			}
			undo := all[i]()
			tries++
			if !fails() {
				undo()
				continue
			}
			progress = true
			i--
		}
	}
}

// set returns the step that changes a value, if it differs.
func set[T comparable](at *T, to T) []step {
	if *at == to {
		return nil
	}
	return []step{func() func() {
		was := *at
		*at = to
		return func() { *at = was }
	}}
}

// without returns a step for each item that can be left out.
func without[T any](list *[]T, least int, can func(T) bool) []step {
	var all []step
	for i := range *list {
		if len(*list) <= least || !can((*list)[i]) {
			continue
		}
		all = append(all, func() func() {
			was := *list
			*list = slices.Delete(slices.Clone(was), i, i+1)
			return func() { *list = was }
		})
	}
	return all
}

func (d *document) steps() []step {
	return append(stepsOf(&d.fields), set(&d.shared, false)...)
}

func stepsOf(fields *[]*asked) []step {
	all := without(fields, 1, func(*asked) bool { return true })
	for _, f := range *fields {
		if len(f.fields) > 0 {
			all = append(all, stepsOf(&f.fields)...)
		}
		all = append(all, without(&f.arguments, 0, func(g *given) bool { return !g.fixed })...)
		for _, g := range f.arguments {
			if !g.fixed || f.kind != askedConnection {
				all = append(all, g.value.steps()...)
			}
		}
		all = append(all, set(&f.wrap, plainly)...)
	}
	return all
}

func (in *input) steps() []step {
	var all []step
	for _, below := range in.below(nil) {
		if below.typ == in.typ && in.kind == isObject && below.kind == isObject {
			all = append(all, func() func() {
				was := *in
				*in = *below
				return func() { *in = was }
			})
		}
	}
	if !in.bare {
		all = append(all, without(&in.list, 0, func(*input) bool { return true })...)
	}
	all = append(all, without(&in.members, 0, func(g *given) bool { return !g.fixed })...)
	if spelt(in) {
		all = append(all, set(&in.as, asLiteral)...)
	}
	for _, item := range in.list {
		all = append(all, item.steps()...)
	}
	for _, m := range in.members {
		all = append(all, m.value.steps()...)
	}
	return all
}

// below returns all values inside.
func (in *input) below(all []*input) []*input {
	for _, item := range in.list {
		all = item.below(append(all, item))
	}
	for _, m := range in.members {
		all = m.value.below(append(all, m.value))
	}
	return all
}
