package schema

import (
	"strings"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/request"
)

// TestUsers: the caller's account is a field of Query, and the column of the passwords is in inputs only.
func TestUsers(t *testing.T) {
	c := users(t)
	s, err := Build(c, Options{Users: c.Table("User")})
	if err != nil {
		t.Fatal(err)
	}
	f := s.AST.Query.Fields.ForName(MeField)
	if f == nil || f.Type.String() != "User" || len(f.Arguments) != 0 {
		t.Fatalf("me is %v", f)
	}
	if want := (Root{Table: c.Table("User"), Kind: request.Single, Me: true}); s.Roots[MeField] != want {
		t.Errorf("its root is %v", s.Roots[MeField])
	}
	if body := ResolverBody(f, "User"); body != `return one[model.User](ctx, "me", Arguments{})` {
		t.Errorf("its resolver is %s", body)
	}
	for name, has := range map[string]bool{"User": false, "UserWhere": false, "UserOrderBy": false, "UserKey": false, "UserInsert": true, "UserSet": true} {
		if got := s.AST.Types[name].Fields.ForName("pass") != nil; got != has {
			t.Errorf("%s has the column: %v", name, got)
		}
	}
	if s.AST.Types["UserColumn"].EnumValues.ForName("PASS") != nil || strings.Count(s.SDL, "stored as a hash") != 2 {
		t.Errorf("the schema is\n%s", s.SDL)
	}
	if without := build(t, c); without.Roots[MeField].Me || without.AST.Query.Fields.ForName(MeField) != nil {
		t.Error("without accounts there is a field me")
	}
}

// TestSecretAlone: a filter that only the secret column would need does not exist.
func TestSecretAlone(t *testing.T) {
	id, pass := required("id", "INTEGER", catalog.Int), column("pass", "TEXT", catalog.String)
	pass.Secret = true
	person := table("person", "Person", id, pass)
	key(person, 0)
	s := build(t, &catalog.Catalog{Tables: []*catalog.Table{person}})
	if s.AST.Types["StringFilter"] != nil || s.AST.Types["IntFilter"] == nil {
		t.Error("the filters are those of the secret column too")
	}
}
