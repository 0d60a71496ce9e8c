package owned

import (
	"fmt"
	"strings"
	"testing"
)

const row = Type("*«tiddly/graph/model».Tag")

// updates is the method of these tests, with the parameters that it has besides ctx and by.
func updates(more ...Parameter) Half {
	parameters := append([]Parameter{{"ctx", "«context».Context"}, {"by", "map[string]any"}}, more...)
	var pairs []string
	for _, p := range parameters[1:] {
		pairs = append(pairs, fmt.Sprintf("%q: %s", p.Name, p.Name))
	}
	return Half{
		Methods: []Want{{
			Receiver: "mutationResolver", Name: "UpdateTag", Field: "Mutation.updateTag", Parameters: parameters, Results: []Type{row, "error"},
			Body: `return one[model.Tag](ctx, "updateTag", Arguments{` + strings.Join(pairs, ", ") + "})", File: "schema.resolvers.go", Stands: `"tag" update`, Complete: true,
		}},
		Objects: []Object{{"Mutation", "MutationResolver", "mutationResolver", "schema.resolvers.go", ""}},
	}
}

const (
	fileHead = "package graph\n\nimport (\n\t\"context\"\n\n\t\"tiddly/graph/model\"\n)\n\n"
	fileTail = "\nfunc (r *Resolver) Mutation() MutationResolver { return &mutationResolver{r} }\n\ntype mutationResolver struct{ *Resolver }\n"
)

// TestHeads requires what becomes of one method when what is required of it changes.
func TestHeads(t *testing.T) {
	inc, limit, offset := Parameter{"inc", "map[string]any"}, Parameter{"limit", "*int32"}, Parameter{"offset", "*int32"}
	for name, c := range map[string]struct {
		before, now Half
		text, want  string
		gone        string
	}{
		"nothing changes": {
			updates(limit, offset), updates(limit, offset),
			"func (r *mutationResolver) UpdateTag(ctx context.Context, by map[string]interface{}, limit, offset *int32) (*model.Tag, error) {\n\treturn nil, nil\n}\n", "", "",
		},
		"a parameter comes, the line was generated, and a name is the person's": {
			updates(), updates(inc),
			"func (r *mutationResolver) UpdateTag(ctx context.Context, key map[string]any) (*model.Tag, error) {\n\tlog() // mine\n\treturn one[model.Tag](ctx, \"updateTag\", Arguments{\"by\": key})\n}\n",
			"func (r *mutationResolver) UpdateTag(ctx context.Context, key map[string]any, inc map[string]any) (*model.Tag, error) {\n\tlog() // mine\n\treturn one[model.Tag](ctx, \"updateTag\", Arguments{\"by\": key, \"inc\": inc})\n}\n", "",
		},
		"a parameter comes whose name the body has": {
			updates(), updates(inc),
			"func (r *mutationResolver) UpdateTag(ctx context.Context, by map[string]any) (*model.Tag, error) {\n\tinc := 1\n\treturn use(inc)\n}\n",
			"func (r *mutationResolver) UpdateTag(ctx context.Context, by map[string]any, inc_ map[string]any) (*model.Tag, error) {\n\tinc := 1\n\treturn use(inc)\n}\n", "",
		},
		"a parameter goes": {
			updates(inc), updates(),
			"func (r *mutationResolver) UpdateTag(ctx context.Context, by map[string]any, inc map[string]any) (tag *model.Tag, err error) {\n\tdelete(inc, \"a\")\n\treturn one[model.Tag](ctx, \"updateTag\", Arguments{\"by\": by, \"inc\": inc})\n}\n",
			"func (r *mutationResolver) UpdateTag(ctx context.Context, by map[string]any) (tag *model.Tag, err error) {\n\tdelete(inc, \"a\")\n\treturn one[model.Tag](ctx, \"updateTag\", Arguments{\"by\": by})\n}\n", "inc",
		},
		"a comment in a list that changes": {
			updates(inc), updates(),
			"func (r *mutationResolver) UpdateTag(\n\tctx context.Context, // why\n\tby map[string]any, inc map[string]any,\n) (*model.Tag, error) {\n\treturn nil, nil\n}\n",
			"// why\nfunc (r *mutationResolver) UpdateTag(ctx context.Context, by map[string]any) (*model.Tag, error) {\n\treturn nil, nil\n}\n", "inc",
		},
		"a name of the person's for a type that does not change": {
			updates(), updates(),
			"func (r *mutationResolver) UpdateTag(ctx context.Context, by Key) (*model.Tag, error) {\n\treturn nil, nil\n}\n", "", "",
		},
		"a type changes": {
			updates(Parameter{"inc", "int"}), updates(inc),
			"func (r *mutationResolver) UpdateTag(ctx context.Context, by Key, more int) (*model.Tag, error) {\n\treturn nil, nil\n}\n",
			"func (r *mutationResolver) UpdateTag(ctx context.Context, by Key, more map[string]any) (*model.Tag, error) {\n\treturn nil, nil\n}\n", "",
		},
		"no names": {
			updates(), updates(inc),
			"func (*mutationResolver) UpdateTag(context.Context, map[string]any) (*model.Tag, error) {\n\treturn nil, nil\n}\n",
			"func (*mutationResolver) UpdateTag(context.Context, map[string]any, map[string]any) (*model.Tag, error) {\n\treturn nil, nil\n}\n", "",
		},
		"ends of lines of another system": {
			updates(), updates(inc),
			"func (r *mutationResolver) UpdateTag(ctx context.Context, by map[string]any) (*model.Tag, error) {\r\n\treturn nil, nil\r\n}\r\n",
			"func (r *mutationResolver) UpdateTag(ctx context.Context, by map[string]any, inc map[string]any) (*model.Tag, error) {\r\n\treturn nil, nil\r\n}\r\n", "",
		},
	} {
		files := map[string][]byte{"resolver.go": []byte("package graph\n\ntype Resolver struct{}\n"), "schema.resolvers.go": []byte(fileHead + c.text + fileTail)}
		got, err := Update(Package{Name: "graph", Files: files}, c.before, c.now)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		text, changed := got.Files["schema.resolvers.go"]
		if changed != (c.want != "") || changed && string(text) != fileHead+c.want+fileTail {
			t.Errorf("%s: got\n%s", name, text)
		}
		if len(got.Orphans) > 0 || (c.gone != "") != (len(got.Gone) > 0) || c.gone != "" && !got.Gone[c.gone] {
			t.Errorf("%s: %d orphans, and %v is gone", name, len(got.Orphans), got.Gone)
		}
	}
}

// TestFiles requires where methods are added, and when a file goes.
func TestFiles(t *testing.T) {
	const resolver = "package graph\n\ntype Resolver struct{}\n"
	method := "func (r *mutationResolver) UpdateTag(ctx context.Context, by map[string]any) (*model.Tag, error) {\n\treturn one[model.Tag](ctx, \"updateTag\", Arguments{\"by\": by})\n}\n"
	for name, c := range map[string]struct {
		files       map[string]string
		others      map[string]bool
		before, now Half
		want        map[string]string // empty for a file that goes
	}{
		"a new file, and a Resolver": {
			nil, nil,
			Half{},
			updates(),
			map[string]string{"resolver.go": "package graph\n\n// Mine.\n\ntype Resolver int\n", "schema.resolvers.go": "package graph\n\n// Mine.\n\n" + strings.TrimPrefix(fileHead, "package graph\n\n") + method + fileTail},
		},
		"a file that is left out of the build": {
			map[string]string{"resolver.go": resolver},
			map[string]bool{"schema.resolvers.go": true},
			Half{},
			updates(),
			map[string]string{"schema2.resolvers.go": "package graph\n\n// Mine.\n\n" + strings.TrimPrefix(fileHead, "package graph\n\n") + method + fileTail},
		},
		"another package has the name": {
			map[string]string{"resolver.go": resolver, "schema.resolvers.go": "package graph\n\nimport \"tiddly/other/model\"\n\nvar _ model.X\n"},
			nil,
			Half{},
			updates(),
			map[string]string{"schema.resolvers.go": "package graph\n\nimport \"tiddly/other/model\"\n\nimport (\n\t\"context\"\n\n\tmodel2 \"tiddly/graph/model\"\n)\n\nvar _ model.X\n\n" + strings.ReplaceAll(method, "model.", "model2.") + fileTail},
		},
		"nothing is left": {
			map[string]string{"resolver.go": resolver, "schema.resolvers.go": fileHead + method + fileTail},
			nil, updates(),
			Half{},
			map[string]string{"schema.resolvers.go": ""},
		},
		"a comment is left": {
			map[string]string{"resolver.go": resolver, "schema.resolvers.go": fileHead + "// Left.\n\n" + method + fileTail},
			nil, updates(),
			Half{},
			map[string]string{"schema.resolvers.go": "package graph\n\n// Left.\n"},
		},
		"the type is used elsewhere": {
			map[string]string{"resolver.go": resolver + "\nvar _ mutationResolver\n", "schema.resolvers.go": fileHead + method + fileTail},
			nil, updates(),
			Half{},
			map[string]string{"schema.resolvers.go": "package graph\n\ntype mutationResolver struct{ *Resolver }\n"},
		},
		"a table takes the name of one whose type has a person's methods": {
			map[string]string{"resolver.go": resolver, "custom.resolvers.go": "package graph\n\ntype tagResolver struct{ *Resolver }\n\nfunc (r *tagResolver) help() {}\n\n" +
				"func (r *Resolver) Book() BookResolver { return &bookResolver{r} }\n\ntype bookResolver struct{ *Resolver }\n"},
			nil,
			Half{Objects: []Object{{"Book", "BookResolver", "bookResolver", "custom.resolvers.go", "t1"}}},
			Half{Objects: []Object{{"Tag", "TagResolver", "tagResolver", "custom.resolvers.go", "t1"}}},
			map[string]string{"custom.resolvers.go": "package graph\n\ntype tagResolver struct{ *Resolver }\n\nfunc (r *tagResolver) help() {}\n\n" +
				"func (r *Resolver) Tag() TagResolver { return &tagResolver{r} }\n"},
		},
	} {
		files := map[string][]byte{}
		for file, text := range c.files {
			files[file] = []byte(text)
		}
		got, err := Update(Package{Name: "graph", Files: files, Others: c.others, Notice: "// Mine.", Root: "type Resolver int"}, c.before, c.now)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(got.Files)+len(got.Removed) != len(c.want) || len(got.Orphans) > 0 {
			t.Errorf("%s: %d files, removed %v, %d orphans", name, len(got.Files), got.Removed, len(got.Orphans))
		}
		for file, want := range c.want {
			if text := string(got.Files[file]); text != want {
				t.Errorf("%s: %s is\n%s\nwant\n%s", name, file, text, want)
			}
		}
	}
}

// TestOrphans requires that what a person wrote is moved whole, whatever part of a resolver it is.
func TestOrphans(t *testing.T) {
	accessor := "// Mutation logs.\nfunc (r *Resolver) Mutation() MutationResolver {\n\treturn &mutationResolver{r, log.Default()}\n}\n"
	kept := "\ntype mutationResolver struct {\n\t*Resolver\n\tlog *log.Logger\n}\n"
	text := "//go:build !never\n\npackage graph\n\nimport (\n\t\"context\" // ctx\n\t\"log\"\n\n\t\"tiddly/graph/model\"\n)\n\n// UpdateTag is mine.\nfunc (r *mutationResolver) UpdateTag(ctx context.Context, by map[string]any) (*model.Tag, error) {\n\treturn nil, nil\n} // end\n\n" + accessor + kept
	files := map[string][]byte{"resolver.go": []byte("package graph\n\ntype Resolver struct{}\n"), "schema.resolvers.go": []byte(text)}
	got, err := Update(Package{Name: "graph", Files: files}, updates(), Half{})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Orphans) != 2 {
		t.Fatalf("%d orphans", len(got.Orphans))
	}
	for i, want := range [][]string{
		{"Mutation.updateTag", "\t\"context\" // ctx\n", "\t\"tiddly/graph/model\"\n", "// UpdateTag is mine.\nfunc (r *mutationResolver)", "\n} // end\n"},
		{"Resolver.Mutation", "\t\"log\"\n", accessor},
	} {
		if got.Orphans[i].What != want[0] {
			t.Errorf("the orphan is %s, want %s", got.Orphans[i].What, want[0])
		}
		for _, part := range want[1:] {
			if !strings.Contains(string(got.Orphans[i].Text), part) {
				t.Errorf("%s has no\n%s\nit is\n%s", want[0], part, got.Orphans[i].Text)
			}
		}
	}
	if rest := string(got.Files["schema.resolvers.go"]); rest != "//go:build !never\n\npackage graph\n\nimport (\n\t// ctx\n\t\"log\"\n)\n"+kept {
		t.Errorf("left is\n%s", rest)
	}
	taken := map[string]bool{"query.a.go.txt": true, "query.a-2.go.txt": true}
	if name := OrphanName("Query.a", func(name string) bool { return taken[strings.ToLower(name)] }); name != "Query.a-3.go.txt" {
		t.Errorf("the name is %s", name)
	}
}

// TestAFileWithoutGo requires that every file that cannot be read is named, and a generated one is not looked at.
func TestAFileWithoutGo(t *testing.T) {
	_, err := Update(Package{Name: "graph", Files: map[string][]byte{
		"a.go": []byte("package graph\nfunc {"), "b.go": []byte("nothing"), "c.go": []byte("// Code generated by x. DO NOT EDIT.\n\npackage graph\n\nfunc {"),
	}}, Half{}, Half{})
	if err == nil || !strings.Contains(err.Error(), "graph/a.go:2:6") || !strings.Contains(err.Error(), "graph/b.go:1:1") || strings.Contains(err.Error(), "c.go") {
		t.Errorf("got %v", err)
	}
}
