package engine

import (
	"context"
	"encoding/binary"
	"math"
	"slices"
	"sync/atomic"

	"tiddly/internal/caller"
	"tiddly/internal/exec"
	"tiddly/internal/observe"
	"tiddly/internal/outgoing"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// The answer of a read is kept under the number of its prepared request, its arguments and its caller. The number stands
// for the document, the shape of the variables, the view and the snapshot: another snapshot prepares every request anew.

// numbers counts the requests that were prepared. A pointer would not do: another request may get the same.
var numbers atomic.Uint64

// lasts reports whether the answers of a request depend on nothing but the content of the tables, the arguments and the
// caller. What a view shows may depend on more, such as the clock or a virtual table, and who the caller is on what an
// answer is not kept under.
func (p *Prepared) lasts(o plan.Options) bool {
	if p.Program.Writes || p.Program.Statements == 0 || o.Trusted || len(p.fromCaller)+len(p.secrets) > 0 {
		return false
	}
	for t := range p.Plan.Tables {
		if t.View {
			return false
		}
	}
	return true
}

// keeps reports whether the answer of a request may be given again. The trace of a request shows what was run.
func (s *Snapshot) keeps(ctx context.Context, p *Prepared) bool {
	return s.kept != nil && p.number != 0 && !observe.Traced(observe.From(ctx))
}

// runKept gives an answer again, or runs the request and keeps its answer.
func (s *Snapshot) runKept(ctx context.Context, who *caller.Caller, p *Prepared, arguments request.Arguments, dst []byte) exec.Answer {
	var space [128]byte // as long as most keys
	key, known := appendKey(space[:0], p.number, who, arguments)
	if !known {
		return s.runNow(ctx, nil, who, p, arguments, dst)
	}
	found, room := s.kept.Find(key)
	if found != nil && outgoing.From(ctx).Take(len(found.Data)) { // without room among what waits to be sent, a read waits
		return given(found, dst)
	}
	a := s.runNow(ctx, nil, who, p, arguments, dst)
	if a.Data != nil && len(a.Errors)+a.Omitted == 0 {
		room.Keep(key, &a)
	}
	return a
}

// given returns a kept answer, whose data it appends to dst.
func given(found *exec.Answer, dst []byte) exec.Answer {
	a := *found
	base := len(dst)
	a.Data = append(dst, a.Data...)[base:]
	a.Warnings = slices.Clone(a.Warnings) // others are added to them
	return a
}

// appendKey appends the key of an answer. Each part has its length in front, so that no two requests have the same key.
// It reports false if there is a value that it does not know.
func appendKey(dst []byte, number uint64, who *caller.Caller, arguments request.Arguments) ([]byte, bool) {
	dst = appendCaller(binary.AppendUvarint(dst, number), who)
	dst = binary.AppendUvarint(dst, uint64(len(arguments)))
	for _, v := range arguments {
		var ok bool
		if dst, ok = appendValue(dst, v); !ok {
			return dst, false
		}
	}
	return dst, true
}

// appendCaller appends all that is known of a caller.
func appendCaller(dst []byte, who *caller.Caller) []byte {
	if who == nil {
		return append(dst, 0)
	}
	dst = append(dst, 1, byte(who.Method))
	dst = appendText(appendText(dst, who.ID), who.Role)
	dst = binary.AppendUvarint(dst, uint64(len(who.User)))
	for _, part := range who.User {
		dst = appendText(dst, part)
	}
	names := make([]string, 0, len(who.Claims))
	for name := range who.Claims {
		names = append(names, name)
	}
	slices.Sort(names)
	dst = binary.AppendUvarint(dst, uint64(len(names)))
	for _, name := range names {
		dst = appendText(appendText(dst, name), string(who.Claims[name]))
	}
	return dst
}

func appendText(dst []byte, text string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(text))), text...)
}

// The kinds of values in a key.
const (
	valueNull = iota
	valueFalse
	valueTrue
	valueInt
	valueFloat
	valueText
	valueJSON
	valueBytes
	valueList
	valueIDs
)

// appendValue appends an argument. It does not call itself, so that the compiler sees that a key needs no memory of its own.
func appendValue(dst []byte, v any) ([]byte, bool) {
	switch v := v.(type) {
	case []any:
		return appendScalars(append(dst, valueList), v)
	case *request.NodeIDs:
		return appendIDs(append(dst, valueIDs), v)
	}
	return appendScalar(dst, v)
}

func appendScalars(dst []byte, all []any) ([]byte, bool) {
	dst = binary.AppendUvarint(dst, uint64(len(all)))
	for _, v := range all {
		var ok bool
		if dst, ok = appendScalar(dst, v); !ok {
			return dst, false
		}
	}
	return dst, true
}

func appendScalar(dst []byte, v any) ([]byte, bool) {
	switch v := v.(type) {
	case nil:
		return append(dst, valueNull), true
	case bool:
		if v {
			return append(dst, valueTrue), true
		}
		return append(dst, valueFalse), true
	case int64:
		return binary.AppendVarint(append(dst, valueInt), v), true
	case float64:
		return binary.BigEndian.AppendUint64(append(dst, valueFloat), math.Float64bits(v)), true
	case string:
		return appendText(append(dst, valueText), v), true
	case request.JSONText:
		return appendText(append(dst, valueJSON), string(v)), true
	case []byte:
		return appendText(append(dst, valueBytes), string(v)), true
	}
	return dst, false
}

// appendIDs appends global ids, or keys of entities.
func appendIDs(dst []byte, ids *request.NodeIDs) ([]byte, bool) {
	dst = binary.AppendUvarint(dst, uint64(len(ids.Tables)))
	for i := range ids.Tables {
		t := &ids.Tables[i]
		dst = appendText(appendText(dst, t.Table), t.Key)
		dst = binary.AppendUvarint(dst, uint64(len(t.Keys)))
		for _, key := range t.Keys {
			var ok bool
			if dst, ok = appendScalars(dst, key); !ok {
				return dst, false
			}
		}
	}
	dst = binary.AppendUvarint(dst, uint64(len(ids.Places)))
	for _, p := range ids.Places {
		dst = binary.AppendVarint(binary.AppendVarint(dst, int64(p.Table)), int64(p.Key))
	}
	return dst, true
}
