package engine

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"tiddly/internal/caller"
	"tiddly/internal/request"
)

// TestNoTwoRequestsShareAKey compares the keys of requests that are close to each other.
func TestNoTwoRequestsShareAKey(t *testing.T) {
	ids := func(table, key string, keys [][]any, places ...request.NodePlace) *request.NodeIDs {
		return &request.NodeIDs{Tables: []request.NodeKeys{{Table: table, Key: key, Keys: keys}}, Places: places}
	}
	values := []request.Arguments{
		nil,
		{nil},
		{nil, nil},
		{false},
		{true},
		{int64(0)},
		{int64(1)},
		{int64(-1)},
		{0.0},
		{1.0},
		{"1"},
		{"0"},
		{""},
		{"", ""},
		{"a", "b"},
		{"ab"},
		{"a\x00b"},
		{request.JSONText("1")},
		{[]byte("1")},
		{[]byte{}},
		{[]any{}},
		{[]any{nil}},
		{[]any{"a"}, "b"},
		{[]any{"a", "b"}},
		{[]any{"a"}, "b", nil},
		{ids("A", "", [][]any{{int64(1)}}, request.NodePlace{})},
		{ids("A", "k", [][]any{{int64(1)}}, request.NodePlace{})},
		{ids("B", "", [][]any{{int64(1)}}, request.NodePlace{})},
		{ids("A", "", [][]any{{int64(1)}, {"x"}}, request.NodePlace{Key: 1})},
		{ids("A", "", [][]any{{int64(1), "x"}}, request.NodePlace{})},
		{ids("A", "", [][]any{{int64(1)}, {"x"}}, request.NodePlace{}, request.NodePlace{Key: 1})},
		{&request.NodeIDs{}},
	}
	callers := []*caller.Caller{
		nil,
		{},
		{Principal: caller.Principal{Method: caller.Key}},
		{Principal: caller.Principal{ID: "a"}},
		{Role: "a"},
		{Principal: caller.Principal{User: []string{"a"}}},
		{Principal: caller.Principal{User: []string{"a", "b"}}},
		{Principal: caller.Principal{User: []string{"ab"}}},
		{Principal: caller.Principal{ID: "a"}, Role: "b"},
		{Claims: map[string]json.RawMessage{"a": json.RawMessage(`1`)}},
		{Claims: map[string]json.RawMessage{"a": json.RawMessage(`2`)}},
		{Claims: map[string]json.RawMessage{"a": json.RawMessage(`1`), "b": json.RawMessage(`1`)}},
		{Claims: map[string]json.RawMessage{"b": json.RawMessage(`1`)}},
	}
	type asked struct {
		number, who, values int
	}
	of := map[string]asked{}
	for number := 1; number <= 300; number += 127 {
		for w, who := range callers {
			for v, arguments := range values {
				key, known := appendKey(nil, uint64(number), who, arguments)
				if !known {
					t.Fatalf("%v has no key", arguments)
				}
				if other, there := of[string(key)]; there {
					t.Errorf("%v has the key of %v", asked{number, w, v}, other)
				}
				of[string(key)] = asked{number, w, v}
				if again, _ := appendKey(nil, uint64(number), who, arguments); !bytes.Equal(again, key) {
					t.Errorf("%v has two keys", asked{number, w, v})
				}
			}
		}
	}
	for _, unknown := range []any{struct{}{}, []any{[]any{}}, []any{1}} {
		if _, known := appendKey(nil, 1, nil, request.Arguments{unknown}); known {
			t.Errorf("%T, whose kind is unknown, has a key", unknown)
		}
	}
}

// TestTheKeyHasAllOfACaller fails where a caller has something that no key is made of.
func TestTheKeyHasAllOfACaller(t *testing.T) {
	for of, known := range map[reflect.Type]int{
		reflect.TypeFor[caller.Caller](): 3, reflect.TypeFor[caller.Principal](): 3, reflect.TypeFor[request.NodeIDs](): 2,
		reflect.TypeFor[request.NodeKeys](): 3, reflect.TypeFor[request.NodePlace](): 2,
	} {
		if n := of.NumField(); n != known {
			t.Errorf("%s has %d fields, the key has %d: add it to the key", of, n, known)
		}
	}
}
