package catalog

import (
	"errors"
	"strings"
	"testing"
)

// related returns settings of relations, written as "table: name columns > target(columns) | …", a line each.
func related(t *testing.T, text string) Overrides {
	t.Helper()
	o := Overrides{Tables: map[string]TableOverride{}}
	for line := range strings.Lines(text) {
		table, rest, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			continue
		}
		override := TableOverride{Related: map[string]RelationOverride{}}
		for part := range strings.SplitSeq(rest, " | ") {
			name, key, _ := strings.Cut(part, " ")
			columns, target, _ := strings.Cut(key, " > ")
			if name == "key" {
				override.Key = strings.Split(key, ",")
				continue
			}
			target, targets, given := strings.Cut(strings.TrimSuffix(target, ")"), "(")
			r := RelationOverride{Columns: strings.Split(columns, ","), Target: target}
			if given {
				r.TargetColumns = strings.Split(targets, ",")
			}
			override.Related[name] = r
		}
		o.Tables[table] = override
	}
	return o
}

func TestOwnRelations(t *testing.T) {
	for _, c := range []struct{ name, source, settings, table, want string }{
		{
			"both ways", "user: id! name | pk id | unique name\n post: id! writer | pk id", "post: author writer > user(name)",
			"user", "posts many Post: name = writer",
		},
		{
			"the name is the user's", "user: id! | pk id\n post: id! writer_id | pk id", "post: penned_by writer_id > user",
			"post", "penned_by one User: writer_id = id",
		},
		{
			"beside a foreign key", "user: id! | pk id\n post: id! user_id editor | pk id | fk user_id > user", "post: edited editor > user",
			"user", "postsByUser many Post: id = user_id\npostsByEdited many Post: id = editor",
		},
		{
			"over a foreign key", "user: id! | pk id\n post: id! user_id | pk id | fk user_id > user", "post: author user_id > user(id)",
			"post", "author one User: user_id = id",
		},
		{
			"a derived name gives way", "user: id! | pk id\n post: id! author_id writer | pk id | fk author_id > user", "post: author writer > user",
			"post", "author2 one User: author_id = id\nauthor one User: writer = id",
		},
		{
			"several columns in another order", "page: a! b! | pk a,b\n link: x y", "link: page x,y > page(b,a)", "page", "links many Link: b,a = x,y",
		},
		{
			"a junction", "a: id! | pk id\n b: id! | pk id\n ab: x! y! | pk x,y", "ab: left x > a | right y > b",
			"a", "abs many Ab: id = x\nbs through B: id = ab(x; y) = id",
		},
		{
			"views", "user: id! | pk id\n view author: id n", "author: key id | user id > user\n user: statistics id > author",
			"user", "statistics one Author: id = id\nauthors many Author: id = id",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			built, notes := mustBuild(t, source(t, c.source), related(t, c.settings))
			wantLines(t, "relations", relations(built, c.table), c.want)
			if len(onlyUnused(notes)) > 0 {
				t.Errorf("notes: %v", notes)
			}
			for _, r := range built.TableBySQL(c.table).Relations {
				if declared := strings.HasSuffix(r.Name, "2") || r.Name == "postsByUser" || c.name == "over a foreign key"; r.Loose == declared && r.Junction == nil {
					t.Errorf("%s: loose is %v", r.Name, r.Loose)
				}
			}
		})
	}
}

func onlyUnused(notes []Note) []Note {
	var list []Note
	for _, n := range notes {
		if n.Unused {
			list = append(list, n)
		}
	}
	return list
}

// TestMistakesInOwnRelations: a relation that names what the database lacks has no effect, and is noted with what would
// be right.
func TestMistakesInOwnRelations(t *testing.T) {
	s := source(t, `
		user: id!:Int name born:Date data:JSON raw:Bytes flag:Boolean | pk id | unique name | unique raw | unique flag
		place: x!:Int y!:Int | pk x,y
		hidden: id! | pk id
		loose: a
		view seen: id
		post: id!:Int writer:Int when:DateTime raw:String flag:Int | pk id`)
	for settings, want := range map[string]string{
		"post: r writer > usr":            `relation r of table "post" in the settings leads to table "usr", which is not served (settled by tables.post.relations.r.target): the tables are `,
		"post: r writer > hidden":         `leads to table "hidden", which is excluded`,
		"post: r written > user":          `relation r in the settings names column "written", which table "post" does not have or show (settled by tables.post.relations.r.columns): its columns are id, writer`,
		"post: r writer > user(nam)":      `names column "nam", which table "user" does not have or show (settled by tables.post.relations.r.targetColumns): its columns are id, name`,
		"post: r writer > user(born)":     `leads to born of table "user", which is not a primary or unique key there (settled by tables.post.relations.r.targetColumns): name one of its keys in targetColumns: [id], [name], [raw], [flag]`,
		"post: r writer > place":          `has 1 columns for the key x, y of table "place" (settled by tables.post.relations.r.columns): name one of its keys in targetColumns: [x, y]`,
		"post: r writer > loose":          `leads to table "loose", which has no primary key (settled by tables.post.relations.r.target): add a primary key or a unique index to the table`,
		"post: r writer > seen":           `leads to table "seen", which has no primary key (settled by tables.post.relations.r.target): name the columns that identify a row of the view in tables.seen.key`,
		"post: r when > user":             `compares column "when" (DateTime) with column "id" of table "user" (Int) (settled by tables.post.relations.r.columns): name columns of one kind`,
		"post: r raw > user(raw)":         `compares column "raw" (String) with column "raw" of table "user" (Bytes)`,
		"post: r flag > user(flag)":       `compares column "flag" (Int) with column "flag" of table "user" (Boolean)`,
		"user: r data > user":             `compares column "data" (JSON) with column "id" of table "user" (Int)`,
		"post: r writer > user(id,name)":  `has 1 columns for the key id, name of table "user"`,
		"post: r writer,id > user(id,id)": `leads to id, id of table "user", which is not a primary or unique key there`,
	} {
		o := related(t, settings)
		o.Tables["hidden"] = TableOverride{Exclude: true}
		built, notes := mustBuild(t, s, o)
		if len(notes) != 1 || !notes[0].Unused || !strings.Contains(notes[0].String()+": "+notes[0].Hint, want) {
			t.Errorf("%s: %+v, want %s", settings, notes, want)
		}
		for _, table := range built.Tables {
			if len(table.Relations) > 0 {
				t.Errorf("%s: there is a relation", settings)
			}
		}
	}
}

func TestRefusedNamesOfOwnRelations(t *testing.T) {
	s := source(t, "user: id! | pk id\n post: id! title writer editor | pk id")
	for settings, want := range map[string]string{
		"post: title writer > user":               `relation title of table "post" cannot be called title, because column "title" has the name title (settled by tables.post.relations.title)`,
		"post: 1st writer > user":                 `relation 1st of table "post": "1st" is not a GraphQL name`,
		"post: a writer > user | b writer > user": `relations a and b of table "post" are one: they have the same columns and target`,
		"post: nodeId writer > user":              `relation nodeId of table "post" cannot be called nodeId`,
		"post: __typename writer > user":          `"__typename" is not a GraphQL name`,
	} {
		_, _, err := Build(s, related(t, settings), BuildOptions{})
		var names *NameError
		if !errors.As(err, &names) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", settings, err, want)
		}
	}
}

// TestKindsThatCompare: comparing is symmetric, and every kind but JSON compares with itself.
func TestKindsThatCompare(t *testing.T) {
	for _, x := range Kinds() {
		for _, y := range Kinds() {
			got := compares(Type{Kind: x}, Type{Kind: y})
			if got != compares(Type{Kind: y}, Type{Kind: x}) || x == y && got != (x != JSON) {
				t.Errorf("%s and %s: %v", x, y, got)
			}
		}
	}
	if compares(Type{Kind: DateTime, Storage: "a"}, Type{Kind: DateTime, Storage: "b"}) {
		t.Error("dates in two forms are compared")
	}
	for _, pair := range [][2]Kind{{String, Int}, {Enum, String}, {UUID, String}, {BigInt, Decimal}} {
		if !compares(Type{Kind: pair[0], Storage: "a"}, Type{Kind: pair[1], Storage: "b"}) {
			t.Errorf("%s and %s are not compared", pair[0], pair[1])
		}
	}
}
