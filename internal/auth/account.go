package auth

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"tiddly/internal/catalog"
	"tiddly/internal/engine"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// accounts reads the rows of the accounts through the engine, like every request: no SQL of this package touches
// them.
type accounts struct {
	current func() *engine.Snapshot
	users   *Users
	// kept holds the plans for the snapshot that was served last.
	kept atomic.Pointer[accountPlans]
}

// accountPlans holds the prepared requests for accounts of one snapshot.
type accountPlans struct {
	snapshot *engine.Snapshot
	key      []*catalog.Column
	identity *catalog.Column
	// byIdentity takes the identity and a limit, byKey the key, rehash the new password, the key and the stored
	// password; they return the key and the password. owner takes the key, and returns it with the identity.
	byIdentity, byKey, rehash, owner *engine.Prepared
}

// account is a row of the accounts: its key, as texts and as arguments, and either its stored password, empty for
// NULL, or its identity.
type account struct {
	key       []string
	arguments []any
	stored    string
	identity  string
	// was is the stored password before it was rehashed; empty if it was not.
	was string
}

// passwordKey and identityKey are the response keys of these columns; those of the key's columns are keyKey and
// their number.
const passwordKey, identityKey, keyKey = "password", "identity", "key"

var noAccounts = fault.New(fault.SchemaChanged, "the table of accounts is not served at the moment").WithHint("try again in a moment")

// Account is a row of the accounts that a key is bound to.
type Account struct {
	// Key is the key of the row, a text for each of its columns, as in answers.
	Key      []string
	identity string
}

// FindAccount returns the account with a key, given as a text for each of its columns; nil if there is none.
func FindAccount(ctx context.Context, current func() *engine.Snapshot, users *Users, key []string) (*Account, error) {
	a := accounts{current: current, users: users}
	plans, err := a.plans()
	if err != nil {
		return nil, err
	}
	found, err := plans.ownerOf(ctx, key)
	if err != nil || found == nil {
		return nil, err
	}
	return &Account{Key: found.key, identity: found.identity}, nil
}

// plans returns the plans for the current snapshot.
func (a *accounts) plans() (*accountPlans, error) {
	s := a.current()
	if kept := a.kept.Load(); kept != nil && kept.snapshot == s {
		return kept, nil
	}
	t := s.Users()
	if t == nil {
		return nil, noAccounts
	}
	identity, secret := t.ColumnBySQL(a.users.Identity), t.ColumnBySQL(a.users.Password)
	if t.PrimaryKey() == nil || identity == nil || secret == nil {
		return nil, noAccounts
	}
	p := &accountPlans{snapshot: s, key: t.PrimaryKey().Columns, identity: identity}
	var err1, err2, err3, err4 error
	p.byIdentity, err1 = s.PrepareTrusted(&request.Request{Fields: []*request.Field{{
		Key: "rows", Kind: request.List, Table: t.TypeName, Query: &request.Query{
			Where: equals(p.identity, request.SlotAt(0)), Limit: request.SlotAt(1), Select: p.selected(secret),
		},
	}}})
	p.byKey, err2 = s.PrepareTrusted(p.single(t, p.selected(secret)))
	p.rehash, err3 = s.PrepareTrusted(p.rehashing(t, secret))
	p.owner, err4 = s.PrepareTrusted(p.single(t, p.selected(identity)))
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return nil, err
	}
	a.kept.Store(p)
	return p, nil
}

// single returns a request for the row of a key.
func (p *accountPlans) single(t *catalog.Table, selected []request.Selection) *request.Request {
	return &request.Request{Fields: []*request.Field{{
		Key: "rows", Kind: request.Single, Table: t.TypeName, By: &request.By{Key: t.PrimaryKey().Name, Slots: slots(0, len(p.key))},
		Query: &request.Query{Select: selected},
	}}}
}

// rehashing returns a request that writes a password if the row still has the one that was read.
func (p *accountPlans) rehashing(t *catalog.Table, secret *catalog.Column) *request.Request {
	same := []*request.Where{equals(secret, request.SlotAt(1+len(p.key)))}
	for i, c := range p.key {
		same = append(same, equals(c, request.SlotAt(1+i)))
	}
	return &request.Request{Fields: []*request.Field{{
		Key: "rows", Kind: request.UpdateMany, Table: t.TypeName, Write: &request.Write{
			Set:   []request.Assignment{{Column: secret.Name, Slot: request.SlotAt(0), Argument: "password"}},
			Where: &request.Where{Kind: request.And, Children: same},
			Payload: []request.PayloadField{{Key: "rows", Kind: request.Nodes, Query: &request.Query{
				Select: p.selected(secret),
			}}},
		},
	}}}
}

// selected returns the selection of the key's columns and another one: the password, or the identity.
func (p *accountPlans) selected(other *catalog.Column) []request.Selection {
	name := passwordKey
	if other == p.identity {
		name = identityKey
	}
	all := []request.Selection{{Key: name, Kind: request.Column, Name: other.Name}}
	for i, c := range p.key {
		all = append(all, request.Selection{Key: keyKey + strconv.Itoa(i), Kind: request.Column, Name: c.Name})
	}
	return all
}

func equals(c *catalog.Column, s request.Slot) *request.Where {
	return &request.Where{Kind: request.Compare, Column: c.Name, Op: request.Eq, Slot: s, Argument: c.Name}
}

func slots(from, n int) []request.Slot {
	all := make([]request.Slot, n)
	for i := range all {
		all[i] = request.SlotAt(from + i)
	}
	return all
}

// nobody is a name that no account can have.
type nobody struct{ name any }

// name returns the canonical form of an account's name, however the client wrote it.
func (p *accountPlans) name(given any) any {
	value, err := request.CoerceLoosely(p.identity.Type.Kind, p.identity.Enum, given)
	if err != nil {
		return nobody{given}
	}
	return value
}

// named returns the account with a name; nil if there is none, or several.
func (p *accountPlans) named(ctx context.Context, name any) (*account, error) {
	if _, none := name.(nobody); none {
		return nil, nil //nolint:nilnil // no account is no error
	}
	all, err := p.ask(ctx, p.byIdentity, name, int64(2))
	if err != nil || len(all) != 1 {
		return nil, err
	}
	return all[0], nil
}

// keyed returns the account with a key; nil if there is none.
func (p *accountPlans) keyed(ctx context.Context, key []string) (*account, error) {
	return p.one(ctx, p.byKey, key)
}

// ownerOf returns the account with a key, and its identity; nil if there is none.
func (p *accountPlans) ownerOf(ctx context.Context, key []string) (*account, error) {
	return p.one(ctx, p.owner, key)
}

func (p *accountPlans) one(ctx context.Context, plan *engine.Prepared, key []string) (*account, error) {
	arguments, err := p.arguments(key)
	if err != nil {
		return nil, nil //nolint:nilnil,nilerr // no row has a key that cannot be one
	}
	all, err := p.ask(ctx, plan, arguments...)
	if err != nil || len(all) != 1 {
		return nil, err
	}
	return all[0], nil
}

// about returns the account of a token: its subject is exactly the text of the key as in answers, with the columns
// of a composite key separated by commas. It is nil if there is none.
func (p *accountPlans) about(ctx context.Context, subject string) (*account, error) {
	key := []string{subject}
	if len(p.key) > 1 {
		key = strings.Split(subject, ",")
	}
	a, err := p.keyed(ctx, key)
	if err != nil || a == nil || !slices.Equal(a.key, key) {
		return nil, err
	}
	return a, nil
}

// arguments returns the values of a key that was written as texts.
func (p *accountPlans) arguments(key []string) ([]any, error) {
	if len(key) != len(p.key) {
		return nil, fault.New(fault.RequestValue, "the key has %d columns, not %d", len(p.key), len(key))
	}
	all := make([]any, len(key))
	for i, c := range p.key {
		var err error
		if all[i], err = request.CoerceLoosely(c.Type.Kind, c.Enum, key[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// renew rehashes the password of an account if the row is unchanged since it was read, and returns the new row, or
// nil. The engine does the hashing, as for every write.
func (p *accountPlans) renew(ctx context.Context, a *account, plain string) (*account, error) {
	arguments := append([]any{plain}, a.arguments...)
	all, err := p.ask(ctx, p.rehash, append(arguments, a.stored)...)
	if err != nil || len(all) != 1 {
		return nil, err
	}
	return all[0], nil
}

// ask runs a request and returns the rows of its only field.
func (p *accountPlans) ask(ctx context.Context, prepared *engine.Prepared, arguments ...any) ([]*account, error) {
	a := p.snapshot.Run(ctx, nil, prepared, arguments, nil)
	if len(a.Errors) > 0 {
		return nil, a.Errors[0]
	}
	var answer struct {
		Rows rows `json:"rows"`
	}
	d := json.NewDecoder(bytes.NewReader(a.Data))
	d.UseNumber()
	if err := d.Decode(&answer); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "internal error")
	}
	all := make([]*account, 0, len(answer.Rows))
	for _, row := range answer.Rows {
		one := &account{}
		one.stored, _ = row[passwordKey].(string)
		for i := range p.key {
			one.key = append(one.key, textOf(row[keyKey+strconv.Itoa(i)]))
		}
		if named := row[identityKey]; named != nil {
			one.identity = "=" + textOf(named) // NULL differs from the empty text
		}
		var err error
		if one.arguments, err = p.arguments(one.key); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}
