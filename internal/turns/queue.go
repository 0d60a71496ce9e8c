package turns

import (
	"container/list"
	"iter"
)

// Queue holds waiting items, and returns them in turns: one of each address, in the order of arrival. The zero value
// is empty. It is not safe for concurrent use.
type Queue[T any] struct {
	// lanes are in the order of their turns, by maps each address to its lane.
	lanes list.List
	by    map[string]*list.Element
	count int
}

// lane holds the waiting items of one address.
type lane[T any] struct {
	address string
	items   []T
}

// Len returns the number of waiting items.
func (q *Queue[T]) Len() int { return q.count }

// Push adds v behind all others of its address.
func (q *Queue[T]) Push(address string, v T) {
	e := q.by[address]
	if e == nil {
		if q.by == nil {
			q.by = map[string]*list.Element{}
		}
		e = q.lanes.PushBack(&lane[T]{address: address})
		q.by[address] = e
	}
	l := laneOf[T](e)
	l.items = append(l.items, v)
	q.count++
}

// Restore adds v before all others, as the item of its address whose turn it is.
func (q *Queue[T]) Restore(address string, v T) {
	q.Push(address, v)
	e := q.by[address]
	l := laneOf[T](e)
	copy(l.items[1:], l.items)
	l.items[0] = v
	q.lanes.MoveToFront(e)
}

// Pop removes and returns the next item by turns among the addresses that may reports true for; it reports false where
// none of them has one. The address then goes to the end.
func (q *Queue[T]) Pop(may func(address string) bool) (v T, ok bool) {
	for e := q.lanes.Front(); e != nil; e = e.Next() {
		l := laneOf[T](e)
		if may != nil && !may(l.address) {
			continue
		}
		v = l.items[0]
		clear(l.items[:1])
		l.items = l.items[1:]
		q.count--
		if len(l.items) == 0 {
			q.drop(e)
		} else {
			q.lanes.MoveToBack(e)
		}
		return v, true
	}
	return v, false
}

// DeleteFunc removes the items that del reports true for.
func (q *Queue[T]) DeleteFunc(del func(T) bool) {
	for e := q.lanes.Front(); e != nil; {
		next := e.Next()
		q.deleteFunc(e, del)
		e = next
	}
}

// Remove removes the items of one address that del reports true for, and returns their number.
func (q *Queue[T]) Remove(address string, del func(T) bool) int {
	before := q.count
	if e := q.by[address]; e != nil {
		q.deleteFunc(e, del)
	}
	return before - q.count
}

func (q *Queue[T]) deleteFunc(e *list.Element, del func(T) bool) {
	l := laneOf[T](e)
	kept := l.items[:0]
	for _, v := range l.items {
		if !del(v) {
			kept = append(kept, v)
		}
	}
	clear(l.items[len(kept):])
	q.count -= len(l.items) - len(kept)
	if l.items = kept; len(kept) == 0 {
		q.drop(e)
	}
}

// All returns the waiting items, address by address.
func (q *Queue[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) {
		for e := q.lanes.Front(); e != nil; e = e.Next() {
			for _, v := range laneOf[T](e).items {
				if !yield(v) {
					return
				}
			}
		}
	}
}

// WaitsOf returns the number of waiting items of an address.
func (q *Queue[T]) WaitsOf(address string) int {
	if e := q.by[address]; e != nil {
		return len(laneOf[T](e).items)
	}
	return 0
}

func (q *Queue[T]) drop(e *list.Element) {
	delete(q.by, laneOf[T](e).address)
	q.lanes.Remove(e)
}

func laneOf[T any](e *list.Element) *lane[T] {
	l, ok := e.Value.(*lane[T])
	if !ok {
		panic("invariant broken: a queue holds what is no lane")
	}
	return l
}
