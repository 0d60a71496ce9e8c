package plan

import (
	"strings"
	"testing"

	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// TestSlotsOfTheCaller plans a row whose key comes from the caller, which may have none.
func TestSlotsOfTheCaller(t *testing.T) {
	c := shop(t)
	r := one(&request.Field{
		Key: "me", Kind: request.Single, Table: "Track", By: &request.By{Key: "guid", Slots: []request.Slot{slotAt(0)}}, Query: all(get("guid")),
	})
	r.Sources = map[request.Slot]request.Source{slotAt(0): {Kind: request.FromAccount, Part: 0, Parts: 1}}
	p, err := Compile(c, r, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if text := p.String(); !strings.Contains(text, "$0: UUID, by.guid of me, from the account of the caller") {
		t.Errorf("printed as\n%s", text)
	}
	if err := p.CheckArguments(request.Arguments{nil}); err != nil {
		t.Errorf("no account: %v", err)
	}
	if err := p.CheckArguments(request.Arguments{int64(1)}); fault.From(err) == nil || fault.From(err).Code != fault.Internal {
		t.Errorf("a value of another kind: %v", err)
	}
	r.Sources = nil
	if p, err = Compile(c, r, Options{}); err != nil {
		t.Fatal(err)
	}
	if err := p.CheckArguments(request.Arguments{nil}); err == nil {
		t.Error("null of a client was taken for a key")
	}
}

// TestOnlyValuesComeFromTheCaller checks that a limit cannot come from the caller.
func TestOnlyValuesComeFromTheCaller(t *testing.T) {
	r := one(list("x", "Album", &request.Query{Limit: slotAt(0), Offset: request.None, Select: []request.Selection{get("id")}}))
	r.Sources = map[request.Slot]request.Source{slotAt(0): {Kind: request.FromAccount, Parts: 1}}
	if _, err := Compile(shop(t), r, Options{}); fault.From(err) == nil || fault.From(err).Code != fault.Internal {
		t.Errorf("got %v", err)
	}
}
