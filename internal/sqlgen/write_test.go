package sqlgen

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/fault"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

func change(kind request.FieldKind, t *catalog.Table) *plan.Write {
	return &plan.Write{Kind: kind, Table: t, Max: 1000}
}

// reading adds to a write a payload that reads its rows.
func reading(w *plan.Write, key string, selections ...plan.Selection) *plan.Write {
	n := &plan.Node{Key: key, Table: w.Table, Written: w, Single: !w.Kind.Many(), Select: selections}
	if w.Kind == request.UpdateMany || w.Kind == request.DeleteMany {
		n.Order = node(w.Table).Order
	}
	if deletes(w.Kind) {
		n.Where = w.Where
	} else {
		w.Identity = w.Table.NodeKey().Columns
	}
	w.Payload = append(w.Payload, plan.Payload{Key: key, Kind: request.Nodes, Node: n})
	return w
}

func set(t *catalog.Table, slot request.Slot, names ...string) []plan.Assignment {
	var out []plan.Assignment
	for i, column := range cs(t, names...) {
		out = append(out, plan.Assignment{Column: column, Slot: slotAt(slot.Index() + i)})
	}
	return out
}

func insertOf(kind request.FieldKind, t *catalog.Table, sets ...string) *plan.Write {
	w := change(kind, t)
	w.Rows = slotAt(0)
	for _, names := range sets {
		w.Inserts = append(w.Inserts, cs(t, strings.Fields(names)...))
	}
	return w
}

func programOf(t *testing.T, d *dialect.Dialect, w *plan.Write) (*Program, error) {
	t.Helper()
	return Generate(&plan.Plan{Fields: []*plan.Field{{Key: "w", Kind: w.Kind, Write: w}}}, d, Options{Rows: 1000})
}

// writeShapes returns writes with their statements, for two dialects.
func writeShapes(s *shop) []struct {
	name  string
	write *plan.Write
	want  string
	plain string
} {
	byKey := change(request.Update, s.track)
	byKey.Set, byKey.Inc = set(s.track, slotAt(0), "name", "composer"), set(s.track, slotAt(2), "ms")
	byKey.Where = compare(c(s.track, "id"), request.Eq, slotAt(3))
	many := change(request.UpdateMany, s.entry)
	many.Set = set(s.entry, slotAt(0), "track_id")
	many.Where = &plan.Predicate{
		Kind: plan.Related, Relation: s.entryTrack, Children: []*plan.Predicate{compare(c(s.track, "name"), request.Eq, slotAt(1))},
	}
	quoted := change(request.UpdateMany, table(`we"ird?`, "Weird", number(`a.b"?`), number("*")))
	quoted.Set = set(quoted.Table, slotAt(0), `a.b"?`, "*")
	del := change(request.DeleteMany, s.folder)
	del.Where = &plan.Predicate{
		Kind: plan.Related, Relation: s.folderChildren, Quantifier: request.NoneOf,
	}
	rowID := insertOf(request.Insert, s.track, "name")
	reading(rowID, "node", pick(s.track, plan.Own, "name")...)
	rowID.Payload[0].Node.Joins = []plan.Join{{From: plan.Own, Relation: s.trackAlbum}}
	rowID.Identity, rowID.ByRowID = nil, true
	after := change(request.Delete, s.artist)
	after.Where = compare(c(s.artist, "id"), request.Eq, slotAt(0))
	after.Payload = append(after.Payload, plan.Payload{Key: "query", Kind: request.After, After: planOf(node(s.artist, pick(s.artist, plan.Own, "name")...))})
	return []struct {
		name  string
		write *plan.Write
		want  string
		plain string
	}{
		{
			"inserts", reading(insertOf(request.InsertMany, s.track, "name ms", ""), "nodes", pick(s.track, plan.Own, "name")...), `
-- w: each row of set 0
INSERT INTO "track" ("name", "ms")
VALUES (?, ?)
RETURNING +"name"
-- bound: value 0 of the row, value 1 of the row
-- w: each row of set 1
INSERT INTO "track"
DEFAULT VALUES
RETURNING +"name"
`, "INSERT INTO `track` (`name`, `ms`) VALUES ($1, $2) RETURNING `name`; INSERT INTO `track` () VALUES () RETURNING `name`",
		},
		{
			"by the row id", rowID, `
-- w: each row of set 0
INSERT INTO "track" ("name")
VALUES (?)
RETURNING +"rowid"
-- bound: value 0 of the row
-- w.node
SELECT +"t"."name"
FROM "track" AS "t"
LEFT JOIN "album" AS "j0" ON ("j0"."id" = "t"."album_id")
WHERE ("t"."rowid" IN (SELECT value FROM json_each(?)))
-- bound: keys
`, "INSERT INTO `track` (`name`) VALUES ($1) RETURNING `rowid`",
		},
		{
			"an update by key", byKey, `
-- w
UPDATE "track" AS "t"
SET "name"=?, "composer" = ?, "ms" = (CASE WHEN "t"."ms" + ? < 1000 THEN "t"."ms" + ? ELSE abs("t"."ms" - '#') + 0 END)
WHERE ("t"."id" = ?)
-- bound: slot 0, slot 1, slot 2, slot 2 as Number, slot 3
`, "UPDATE `track` AS `t` SET `name`=$1, `composer` = $2, `ms` = (CASE WHEN `t`.`ms` + $3 < 1000 THEN `t`.`ms` + $4 ELSE abs(`t`.`ms` - '#') + 0 END) WHERE (`t`.`id` = $5)",
		},
		{
			"an update of many", reading(many, "nodes", pick(s.entry, plan.Own, "playlist_id")...), `
-- w
UPDATE "playlist_track" AS "t"
SET "track_id"=?
WHERE (EXISTS (SELECT 1 FROM "track" AS "e0" WHERE (("e0"."id" = "t"."track_id") AND ("e0"."name" = ?))))
RETURNING +"playlist_id", +"track_id"
-- bound: slot 0, slot 1
-- w.nodes
SELECT +"t"."playlist_id"
FROM "playlist_track" AS "t"
WHERE (("t"."playlist_id", "t"."track_id") IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)))
ORDER BY "t"."playlist_id" ASC, "t"."track_id" ASC
-- bound: keys
`, "UPDATE `playlist_track` AS `t` SET `track_id`=$1 WHERE (EXISTS (SELECT 1 FROM `track` AS `e0` WHERE ((`e0`.`id` = `t`.`track_id`) AND (`e0`.`name` = $2)))) RETURNING `playlist_id`, `track_id`",
		},
		{"names of any sort", quoted, `
-- w
UPDATE "we""ird?" AS "t"
SET "a.b""?"=?, "*" = ?
-- bound: slot 0, slot 1
`, "UPDATE `we\"ird?` AS `t` SET `a.b\"?`=$1, `*` = $2"},
		{
			"a delete", reading(del, "nodes", pick(s.folder, plan.Own, "path")...), `
-- w.nodes
SELECT +"t"."path"
FROM "folder" AS "t"
WHERE (NOT EXISTS (SELECT 1 FROM "folder" AS "e0" WHERE (("t"."disk" = "e0"."up_disk") AND ("t"."path" = "e0"."up_path"))))
ORDER BY "t"."disk" ASC, "t"."path" ASC
LIMIT ?
-- bound: limit 1000 + 1
-- w
DELETE
FROM "folder" AS "t"
WHERE (NOT EXISTS (SELECT 1 FROM "folder" AS "e0" WHERE (("t"."disk" = "e0"."up_disk") AND ("t"."path" = "e0"."up_path"))))
`, "DELETE FROM `folder` AS `t` WHERE (NOT EXISTS (SELECT 1 FROM `folder` AS `e0` WHERE ((`t`.`disk` = `e0`.`up_disk`) AND (`t`.`path` = `e0`.`up_path`))))",
		},
		{
			"a read after a delete", after, `
-- w
DELETE
FROM "artist" AS "t"
WHERE ("t"."id" = ?)
-- bound: slot 0
-- w.query: after the commit
-- w.query.artist
SELECT +"t"."name"
FROM "artist" AS "t"
ORDER BY "t"."id" ASC
LIMIT ?
-- bound: limit 1000 + 1
`, "DELETE FROM `artist` AS `t` WHERE (`t`.`id` = $1)",
		},
	}
}

func TestWrites(t *testing.T) {
	for _, test := range writeShapes(newShop()) {
		t.Run(test.name, func(t *testing.T) {
			p, err := programOf(t, embedded(), test.write)
			if err != nil {
				t.Fatal(err)
			}
			if got := "\n" + p.String(); got != test.want {
				t.Errorf("got %s\nwant %s", got, test.want)
			}
			if !p.Writes {
				t.Error("it is no program that writes")
			}
			if p, err = programOf(t, plain(), test.write); err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(texts(p.Fields[0].Write), "; "); got != test.plain {
				t.Errorf("got  %s\nwant %s", got, test.plain)
			}
		})
	}
}

func texts(w *Write) []string {
	var out []string
	for i := range w.Inserts {
		out = append(out, w.Inserts[i].SQL)
	}
	if w.Rows == none {
		out = append(out, w.Change.SQL)
	}
	return out
}

// TestWritesRun runs every statement, to check that it is valid SQL.
func TestWritesRun(t *testing.T) {
	db := open(t, shopSQL+`CREATE TABLE "we""ird?"("a.b""?" INT, "*" INT)`)
	for _, test := range writeShapes(newShop()) {
		p, err := programOf(t, embedded(), test.write)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts(p.Fields[0].Write) {
			if _, err := db.ExecContext(t.Context(), "EXPLAIN "+text, anything(text)...); err != nil {
				t.Errorf("%s: %v\n%s", test.name, err, text)
			}
		}
	}
}

// anything returns as many values as the text has placeholders.
func anything(text string) []any {
	var out []any
	for part, quoted := range dialect.Segments(text) {
		for n := 0; !quoted && n < strings.Count(part, "?"); n++ {
			out = append(out, 1)
		}
	}
	return out
}

func TestWriteDetails(t *testing.T) {
	s := newShop()
	followed := reading(insertOf(request.InsertMany, s.entry, "track_id"), "nodes", pick(s.entry, plan.Own, "track_id")...)
	followed.Followed = true
	p, err := programOf(t, embedded(), followed)
	if err != nil {
		t.Fatal(err)
	}
	w := p.Fields[0].Write
	q := w.Payload[0].Query
	if w.Identity != 2 || fmt.Sprint(q.Rank) != "[1 0]" || len(q.Link) != 0 || q.Columns != 2 {
		t.Errorf("identity %d, rank %v, link %v, columns %d", w.Identity, q.Rank, q.Link, q.Columns)
	}
	// A value with a storage form of its own is bound in that form.
	weird := table("weird", "Weird", col("u", catalog.UUID, "upper", false))
	p, err = programOf(t, embedded(), insertOf(request.Insert, weird, "u"))
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Fields[0].Write.Inserts[0].Args; len(got) != 1 || got[0].Encode != way("Upper") || got[0].Kind != FromRow {
		t.Errorf("bound as %v", got)
	}
}

func TestWritesThatCannotBe(t *testing.T) {
	s := newShop()
	d := embedded()
	d.Returning = false
	_, err := programOf(t, d, reading(insertOf(request.Insert, s.artist, "name"), "node", pick(s.artist, plan.Own, "name")...))
	if fault.From(err).Code != fault.Internal {
		t.Errorf("rows are read back without RETURNING: %v", err)
	}
	if _, err = programOf(t, d, insertOf(request.Insert, s.artist, "name")); err != nil {
		t.Errorf("nothing is read back, and RETURNING is missed: %v", err)
	}
	w := change(request.UpdateMany, s.artist)
	w.Inc = set(s.artist, slotAt(0), "name")
	if _, err = programOf(t, embedded(), w); fault.From(err).Code != fault.RequestInvalid {
		t.Errorf("text was added to: %v", err)
	}
	w = insertOf(request.Insert, table("odd", "Odd", col("x", catalog.String, "nowhere", false)), "x")
	if _, err = programOf(t, embedded(), w); err == nil {
		t.Error("a column of an unknown storage was written")
	}
	d = embedded()
	d.MaxParams = 1
	var f *fault.Fault
	if _, err = programOf(t, d, insertOf(request.Insert, s.track, "name ms")); !errors.As(err, &f) || f.Code != fault.LimitList {
		t.Errorf("more values than a statement takes: %v", err)
	}
}

// TestRowIDComesBack: an engine may return an unknown quoted name as text rather than an error.
func TestRowIDComesBack(t *testing.T) {
	db := open(t, shopSQL)
	var id any
	row := db.QueryRowContext(t.Context(), `INSERT INTO "playlist" ("name") VALUES (?) RETURNING +"rowid"`, "x")
	if err := row.Scan(&id); err != nil || id != int64(4) {
		t.Errorf("the row id is %v %T %v", id, id, err)
	}
}
