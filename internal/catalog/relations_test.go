package catalog

import (
	"slices"
	"strings"
	"testing"
)

func TestRelations(t *testing.T) {
	for _, c := range []struct{ name, source, table, want string }{
		{
			"several keys to one table", `
			team: id! | pk id
			match: id! home_team_id awayTeamId referee | pk id | fk awayTeamId > team | fk home_team_id > team | fk referee > team`,
			"team", `
			matchesByHomeTeam many Match: id = home_team_id
			matchesByAwayTeam many Match: id = awayTeamId
			matchesByReferee many Match: id = referee`,
		},
		{
			"to-one of several keys", `
			team: id! | pk id
			match: id! home_team_id awayTeamId referee | pk id | fk awayTeamId > team | fk home_team_id > team | fk referee > team`,
			"match", `
			homeTeam one Team: home_team_id = id
			awayTeam one Team: awayTeamId = id
			refereeRef one Team: referee = id`,
		},
		{
			"no separate id, no ending", `
			a: id! | pk id
			b: id paid AId AUTHOR_ID | fk id > a | fk paid > a | fk AId > a | fk AUTHOR_ID > a`,
			"b", `
			idRef one A: id = id
			paidRef one A: paid = id
			a one A: AId = id
			author one A: AUTHOR_ID = id`,
		},
		{
			"a column has the name", `
			author: id! | pk id
			book: author_id author author_ | fk author_id > author`,
			"book", `author_ one Author: author_id = id`,
		},
		{
			"a column has the name of a field that goes with it", `
			author: id! books_aggregate booksByX | pk id
			book: author_id | fk author_id > author`,
			"author", `books_ many Book: id = author_id`,
		},
		{
			"self", `
			employee: id! reports_to manager_id | pk id | fk reports_to > employee`,
			"employee", `
			reportsToRef one Employee: reports_to = id
			employees many Employee: id = reports_to`,
		},
		{
			"composite, in another order, to a unique key", `
			account: tenant! number! id! | pk id | unique number,tenant
			entry: tenant number | fk tenant,number > account(tenant,number)`,
			"entry", `account one Account: tenant,number = tenant,number`,
		},
		{
			"composite back", `
			account: tenant! number! | pk tenant,number
			entry: t n t2 | fk t,n > account | fk t2,n > account`,
			"account", `
			entriesByTAndN many Entry: tenant,number = t,n
			entriesByT2AndN many Entry: tenant,number = t2,n`,
		},
		{
			"twice the same key", `
			a: id! | pk id
			b: a_id | fk a_id > a | fk a_id > a(id)`,
			"a", `bs many B: id = a_id`,
		},
		{
			"one column, two targets", `
			cat: id! | pk id
			dog: id! | pk id
			toy: owner_id | fk owner_id > dog | fk owner_id > cat`,
			"toy", `
			owner one Cat: owner_id = id
			owner2 one Dog: owner_id = id`,
		},
		{
			"singular equals plural", `
			farm: id! | pk id
			sheep: farm_id | fk farm_id > farm`,
			"farm", `sheepList many Sheep: id = farm_id`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			built, _ := mustBuild(t, source(t, c.source), Overrides{})
			wantLines(t, "relations", relations(built, c.table), c.want)
		})
	}
}

func TestJunctions(t *testing.T) {
	const ends = "post: id! | pk id\ntag: id! | pk id\nuser: id! | pk id\n"
	const keys = " | fk post_id > post | fk tag_id > tag"
	for _, c := range []struct {
		name, junction, table, want string
	}{
		{"primary key", "post_tag: post_id! tag_id! | pk tag_id,post_id" + keys, "post", `
			postTags many PostTag: id = post_id
			tags through Tag: id = post_tag(post_id; tag_id) = id`},
		{"the other way", "post_tag: post_id! tag_id! | pk tag_id,post_id" + keys, "tag", `
			postTags many PostTag: id = tag_id
			posts through Post: id = post_tag(tag_id; post_id) = id`},
		{"unique key and defaulted columns", "post_tag: id!= post_id! tag_id! at!= note | pk id | unique post_id,tag_id" + keys, "post", `
			postTags many PostTag: id = post_id
			tags through Tag: id = post_tag(post_id; tag_id) = id`},
		{
			"a unique key with nulls", "post_tag: post_id tag_id! | unique post_id,tag_id" + keys, "post",
			`postTags many PostTag: id = post_id`,
		},
		{
			"a column that needs a value", "post_tag: post_id! tag_id! weight! | pk post_id,tag_id" + keys, "post",
			`postTags many PostTag: id = post_id`,
		},
		{
			"a larger key", "post_tag: post_id! tag_id! n! | pk post_id,tag_id,n" + keys, "post",
			`postTags many PostTag: id = post_id`,
		},
		{
			"three foreign keys", "post_tag: post_id! tag_id! user_id | pk post_id,tag_id | fk user_id > user" + keys, "post",
			`postTags many PostTag: id = post_id`,
		},
		{
			"a third foreign key that leads nowhere", "post_tag: post_id! tag_id! x | pk post_id,tag_id | fk x > gone" + keys, "post",
			`postTags many PostTag: id = post_id`,
		},
		{"two junctions", "liked: post_id! tag_id! | pk post_id,tag_id" + keys + "\nseen: post_id! tag_id! | pk post_id,tag_id" + keys, "post", `
			likeds many Liked: id = post_id
			seens many Seen: id = post_id
			tagsByLikeds through Tag: id = liked(post_id; tag_id) = id
			tagsBySeens through Tag: id = seen(post_id; tag_id) = id`},
		{"two junctions, the other way", "liked: post_id! tag_id! | pk post_id,tag_id" + keys + "\nseen: post_id! tag_id! | pk post_id,tag_id" + keys, "tag", `
			likeds many Liked: id = tag_id
			seens many Seen: id = tag_id
			postsByLikeds through Post: id = liked(tag_id; post_id) = id
			postsBySeens through Post: id = seen(tag_id; post_id) = id`},
		{"a junction beside a key", "mark: id! tag_id post_id | pk id" + keys + "\nmark_post: mark_id! post_id! | pk mark_id,post_id | fk mark_id > mark | fk post_id > post", "post", `
			marks many Mark: id = post_id
			markPosts many MarkPost: id = post_id
			marksByMarkPosts through Mark: id = mark_post(post_id; mark_id) = id`},
		{"two within one table", "follow: user_id! other_id! | pk user_id,other_id | fk user_id > user | fk other_id > user\n" +
			"block: user_id! blocked_id! | pk user_id,blocked_id | fk user_id > user | fk blocked_id > user", "user", `
			blocksByUser many Block: id = user_id
			blocksByBlocked many Block: id = blocked_id
			followsByUser many Follow: id = user_id
			followsByOther many Follow: id = other_id
			usersByBlocked through User: id = block(user_id; blocked_id) = id
			usersByBlocksByUser through User: id = block(blocked_id; user_id) = id
			usersByOther through User: id = follow(user_id; other_id) = id
			usersByFollowsByUser through User: id = follow(other_id; user_id) = id`},
		{"a unique key over one of its keys", "post_tag: post_id! tag_id! | pk post_id,tag_id | unique post_id" + keys, "post", `
			postTag one PostTag: id = post_id
			tags through Tag: id = post_tag(post_id; tag_id) = id`},
		{"within one table", "friendship: user_id! friend_id! | pk user_id,friend_id | fk user_id > user | fk friend_id > user", "user", `
			friendshipsByUser many Friendship: id = user_id
			friendshipsByFriend many Friendship: id = friend_id
			usersByFriend through User: id = friendship(user_id; friend_id) = id
			usersByUser through User: id = friendship(friend_id; user_id) = id`},
	} {
		t.Run(c.name, func(t *testing.T) {
			built, _ := mustBuild(t, source(t, ends+c.junction), Overrides{})
			wantLines(t, "relations", relations(built, c.table), c.want)
		})
	}
}

// TestOneToOne: a relation that a unique key limits to one row leads to one row, and is named by the singular.
func TestOneToOne(t *testing.T) {
	for _, c := range []struct{ name, source, table, want string }{
		{
			"unique", "user: id! | pk id\nprofile: id! user_id | pk id | unique user_id | fk user_id > user", "user",
			`profile one Profile: id = user_id`,
		},
		{
			"shared primary key", "user: id! | pk id\nprofile: user_id! | pk user_id | fk user_id > user", "user",
			`profile one Profile: id = user_id`,
		},
		{"composite, in another order", "a: x! y! | pk x,y\nb: p q | unique q,p | fk p,q > a", "a", `b one B: x,y = p,q`},
		{
			"a key over more columns", "user: id! | pk id\ncall: user_id! day! | pk user_id,day | fk user_id > user", "user",
			`calls many Call: id = user_id`,
		},
		{"several keys, one of them unique", `
			person: id! | pk id
			team: lead_id deputy_id | unique lead_id | fk lead_id > person | fk deputy_id > person`, "person", `
			teamByLead one Team: id = lead_id
			teamsByDeputy many Team: id = deputy_id`},
		{"itself", "person: id! mentor_id | pk id | unique mentor_id | fk mentor_id > person", "person", `
			mentor one Person: mentor_id = id
			person one Person: id = mentor_id`},
		{"itself, under its own name", "person: id! person_id | pk id | unique person_id | fk person_id > person", "person", `
			person one Person: person_id = id
			personByPerson one Person: id = person_id`},
		{"two keys with one name", `
			user: id! profile_id | pk id | unique profile_id | fk profile_id > profile
			profile: id! user_id | pk id | unique user_id | fk user_id > user`, "user", `
			profile one Profile: profile_id = id
			profileByUser one Profile: id = user_id`},
		{"two keys with one name that a column has", `
			user: id! profile profile_id | pk id | fk profile_id > profile
			profile: id! user_id | pk id | unique user_id | fk user_id > user`, "user", `
			profile_ one Profile: profile_id = id
			profileByUser one Profile: id = user_id`},
		{
			"a column has the name", "user: id! profile | pk id\nprofile: id! user_id | unique user_id | fk user_id > user", "user",
			`profile_ one Profile: id = user_id`,
		},
		{
			"singular equals plural", "farm: id! | pk id\nsheep: farm_id | unique farm_id | fk farm_id > farm", "farm",
			`sheep one Sheep: id = farm_id`,
		},
		{"composite keys with one name", `
			a: x! y! bx by | pk x,y | unique bx,by | fk bx,by > b
			b: x! y! ax ay | pk x,y | unique ax,ay | fk ax,ay > a`, "a", `
			b one B: bx,by = x,y
			bByAxAndAy one B: x,y = ax,ay`},
	} {
		t.Run(c.name, func(t *testing.T) {
			built, notes := mustBuild(t, source(t, c.source), Overrides{})
			wantLines(t, "relations", relations(built, c.table), c.want)
			if len(notes) > 0 {
				t.Errorf("notes: %v", notes)
			}
		})
	}
}

func TestRelationClashIsNoted(t *testing.T) {
	_, notes := mustBuild(t, source(t, `
		cat: id! | pk id
		dog: id! | pk id
		toy: owner_id | fk owner_id > dog | fk owner_id > cat`), Overrides{})
	wantLines(t, "notes", messages(notes), `a relation of table "toy", the one over owner_id of table "toy", is served as owner2, `+
		`because the one over owner_id of table "toy" has the name owner (settled by tables.toy.relations.owner2)`)
}

func TestRenamedRelations(t *testing.T) {
	s := source(t, `
		cat: id! | pk id
		dog: id! | pk id
		toy: owner_id | fk owner_id > dog | fk owner_id > cat`)
	o := Overrides{Tables: map[string]TableOverride{"toy": {Relations: map[string]string{"owner": "owner2", "owner2": "owner"}}}}
	built, _ := mustBuild(t, s, o)
	wantLines(t, "relations", relations(built, "toy"), `
		owner2 one Cat: owner_id = id
		owner one Dog: owner_id = id`)
	if built.TableBySQL("toy").Relation("owner").Target.SQLName != "dog" {
		t.Error("the renamed relation is not found by its name")
	}
}

// TestNoRelation: a foreign key that cannot be followed has a note, one to what the user excluded has none.
func TestNoRelation(t *testing.T) {
	s := source(t, `
		a: id! x! | pk id
		nokey: x
		hidden: id! | pk id
		half: id! k! | pk k
		view seen: a_id | fk a_id > a
		b: p q r s t u | fk p > gone | fk q > a(x) | fk r > nokey | fk s,t > a(id) | fk u > hidden | fk t > half`)
	o := Overrides{Tables: map[string]TableOverride{
		"hidden": {Exclude: true}, "half": {Columns: map[string]ColumnOverride{"k": {Exclude: true}}},
	}}
	c, notes := mustBuild(t, s, o)
	for _, table := range c.Tables {
		if len(table.Relations) > 0 {
			t.Errorf("%s has %s", table.SQLName, relations(c, table.SQLName))
		}
	}
	wantLines(t, "notes", messages(notes), `
		the foreign key of table "b" to table "gone" is not served as a relation: the target table is not served
		the foreign key of table "b" to table "a" is not served as a relation: x is not a primary or unique key there
		the foreign key of table "b" to table "nokey" is not served as a relation: the target has no primary key
		the foreign key of table "b" to table "a" is not served as a relation: it has 2 columns for a key of 1`)
}

func TestKeys(t *testing.T) {
	c, _ := mustBuild(t, source(t, `
		t: a b! c aAndB | pk b,a | unique a,b | unique c | unique aAndB | unique c,aAndB
		u: a b | unique a | unique b
		w: a! | unique a`), Overrides{})
	for table, want := range map[string]string{"t": "bAndA c cAndAAndB aAndB", "u": "a b", "w": "a"} {
		got := ""
		for _, k := range c.TableBySQL(table).Keys {
			got += " " + k.Name
		}
		if got[1:] != want {
			t.Errorf("keys of %s: %s, want %s", table, got[1:], want)
		}
	}
	if c.Table("U").NodeKey() != nil || c.Table("W").NodeKey() == nil || c.Table("W").PrimaryKey() != nil {
		t.Error("the node key must be the primary key or a key without nulls")
	}
}

func TestKeyOfView(t *testing.T) {
	s := source(t, "view totals: year:Int sum")
	c, notes := mustBuild(t, s, Overrides{Tables: map[string]TableOverride{"totals": {Key: []string{"year"}}}})
	if k := c.Tables[0].PrimaryKey(); k == nil || k.Name != "year" || len(notes) > 0 {
		t.Error("the view has no key", notes)
	}
	c, notes = mustBuild(t, s, Overrides{Tables: map[string]TableOverride{"totals": {Key: []string{"month"}}}})
	if len(c.Tables[0].Keys) != 0 || len(notes) != 1 {
		t.Error("a key over a missing column must be noted", notes)
	}
}

func TestEnums(t *testing.T) {
	c, notes := mustBuild(t, source(t, `
		track: status[new,old,in-progress,New,2nd,--x,é,] where[a]
		track_status: id
		album: status[new,old]`), Overrides{})
	var names []string
	for _, e := range c.Enums {
		for _, v := range e.Values {
			names = append(names, e.TypeName+"."+v.Name+"="+v.Stored)
		}
	}
	want := []string{
		"AlbumStatus.NEW=new", "AlbumStatus.OLD=old", "TrackStatus2.NEW=new", "TrackStatus2.OLD=old",
		"TrackStatus2.IN_PROGRESS=in-progress", "TrackStatus2.NEW2=New", "TrackStatus2._2ND=2nd", "TrackStatus2.X__X=--x",
		"TrackStatus2.E=é", "TrackStatus2._=", "TrackWhere2.A=a",
	}
	if len(names) != len(want) {
		t.Fatal(names)
	}
	for i := range want {
		if names[i] != want[i] {
			t.Errorf("value %d is %s, want %s", i, names[i], want[i])
		}
	}
	wantLines(t, "notes", messages(notes), `
		the enum of column "status" of table "track" is served as TrackStatus2, because table "track_status" has the name TrackStatus (settled by tables.track.columns.status.name)
		value "New" of column "status" of table "track" is served as NEW2, because another value has the name NEW (settled by tables.track.columns.status.enum.New)
		the enum of column "where" of table "track" is served as TrackWhere2, because table "track" has the name TrackWhere (settled by tables.track.columns.where.name)`)
}

func TestEnumValuesSpeltSo(t *testing.T) {
	c, _ := mustBuild(t, source(t, "t: a[é,on-hold,on_hold,ON_HOLD,2nd,_2nd,E]"), Overrides{})
	var names []string
	for _, v := range c.Enums[0].Values {
		names = append(names, v.Name+"="+v.Stored)
	}
	const want = "E2=é ON_HOLD2=on-hold ON_HOLD3=on_hold ON_HOLD=ON_HOLD _2ND2=2nd _2ND=_2nd E=E"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("values %s, want %s", got, want)
	}
}

func TestRelationsSpeltSo(t *testing.T) {
	c, _ := mustBuild(t, source(t, "user: id | pk id\npost: id ántes_id antes_id | fk ántes_id > user(id) | fk antes_id > user(id) | pk id"), Overrides{})
	for _, w := range []struct{ table, name, column string }{
		{"Post", "antes", "antes_id"}, {"Post", "antes2", "ántes_id"}, {"User", "postsByAntes", "antes_id"}, {"User", "postsByAntes2", "ántes_id"},
	} {
		r := c.Table(w.table).Relation(w.name)
		if r == nil || !slices.ContainsFunc(slices.Concat(r.Columns, r.TargetColumns), func(c *Column) bool { return c.SQLName == w.column }) {
			t.Errorf("%s.%s is not over %s", w.table, w.name, w.column)
		}
	}
}

func TestKeysOverTheSameColumns(t *testing.T) {
	for _, order := range [][]Comparisons{{nil, {"nocase"}}, {{"nocase"}, nil}} {
		s := Source{Tables: []SourceTable{{Name: "t", Columns: []SourceColumn{{Name: "a"}}}}}
		for _, by := range order {
			s.Tables[0].UniqueKeys = append(s.Tables[0].UniqueKeys, SourceKey{Columns: []string{"a"}, Comparisons: by})
		}
		c, _ := mustBuild(t, s, Overrides{})
		if keys := c.Tables[0].Keys; len(keys) != 1 || keys[0].Comparisons.At(0) != "nocase" {
			t.Errorf("of an exact key and one that finds more: %v", keys)
		}
	}
}

func TestKeysSpeltSo(t *testing.T) {
	c, _ := mustBuild(t, source(t, "t: a b aAndB | pk a,b | unique aAndB"), Overrides{})
	if k := c.Tables[0].Key("aAndB"); k == nil || len(k.Columns) != 1 {
		t.Error("the key over aAndB gives its name away")
	}
	if k := c.Tables[0].PrimaryKey(); k.Name != "aAndB2" {
		t.Errorf("the primary key is %s", k.Name)
	}
}

func TestSharedEnum(t *testing.T) {
	column := SourceColumn{Name: "mood", Type: Type{Kind: Enum}, EnumName: "mood_type", EnumValues: []string{"sad", "ok", "sad"}}
	s := Source{Tables: []SourceTable{{Name: "a", Columns: []SourceColumn{column}}, {Name: "b", Columns: []SourceColumn{column}}}}
	c, _ := mustBuild(t, s, Overrides{})
	if len(c.Enums) != 1 || c.Enums[0].TypeName != "MoodType" || len(c.Enums[0].Values) != 2 ||
		c.Tables[0].Columns[0].Enum != c.Tables[1].Columns[0].Enum {
		t.Errorf("an enum type of the database must be one type: %v", c.Enums)
	}
}
