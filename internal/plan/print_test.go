package plan

import (
	"strings"
	"testing"

	"tiddly/internal/request"
)

// TestPrintGiven prints rows that the caller has: they are known by their keys only where nothing else of them is needed.
func TestPrintGiven(t *testing.T) {
	given := func(key string, columns ...string) *request.Field {
		q := all(to("songs", "tracks", all(get("name"))))
		for _, c := range columns {
			q.Select = append(q.Select, get(c))
		}
		q.Given, q.Where = true, anyOf(request.In, "albumId", slotAt(1), 2)
		return list(key, "Album", q)
	}
	p := compiled(t, &request.Request{Fields: []*request.Field{given("a", "albumId"), given("b", "title")}})
	text := p.String()
	for _, want := range []string{"a: list Album (album)\n  given by their keys $1\n", "b: list Album (album)\n  given\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("the plan has no %q:\n%s", want, text)
		}
	}
}

// TestPrintWhole prints one plan that has names to be quoted, filters at every level, pages, and arguments that
// nothing reads.
func TestPrintWhole(t *testing.T) {
	songs := all(get("name"))
	songs.Where = group(request.And,
		where(request.ILike, "name", slotAt(2)),
		group(request.Or, anyOf(request.NotIn, "mood", slotAt(3), 2), isNull("composer", false), group(request.Not, relatedTo(request.Every, "playlists",
			group(request.And, where(request.Ne, "name", slotAt(4)), where(request.StartsWith, "name", slotAt(5)))))),
		&request.Where{Kind: request.CompareJSON, Column: "meta", Op: request.Lte, JSONPath: slotAt(6), Slot: slotAt(7), Argument: "where.meta.path[0].lte"},
		where(request.HasKey, "meta", slotAt(8)),
	)
	songs.Limit = slotAt(9)
	nothing := all(get("level"))
	nothing.Where = never()
	p := compiled(t, &request.Request{Fields: []*request.Field{
		{Key: "n", Kind: request.Count, Table: "LogEntry", Query: &request.Query{Where: never()}},
		list("log", "LogEntry", nothing),
		{Key: "album", Kind: request.Single, Table: "Album", By: &request.By{Key: "albumId", Slots: []request.Slot{slotAt(1)}}, Query: all(
			get("title"), to("songs", "tracks", songs))},
	}})
	want := `n: count LogEntry ("log entry")
  where
    false
log: list LogEntry ("log entry")
  select
    level: level
  where
    false
  order by
    rowid
  limit default
album: single Album (album)
  select
    title: title
    songs: rows of child 0
  where
    album_id = $1
  child 0 songs: list Track (track)
    on parent.album_id = album_id
    select
      name: name
    where
      name ilike $2
      and (mood not in $3 or composer is not null or not (every playlists (name <> $4 and name startsWith $5)))
      and meta at path $6 <= $7
      and meta hasKey $8
    order by
      track_id
    limit $9
arguments
  $0: not read
  $1: Int, by.albumId of album
  $2: String, where.name.ilike of album.songs
  $3: [TrackMood], where.mood.notIn of album.songs, up to 2 items
  $4: String, where.name.ne of album.songs
  $5: String, where.name.startsWith of album.songs
  $6: JSON path, where.meta.path[0].lte of album.songs
  $7: JSON, where.meta.path[0].lte of album.songs
  $8: JSON key, where.meta.hasKey of album.songs
  $9: limit, limit of album.songs, at most 1000
`
	if got := p.String(); got != want {
		t.Errorf("got\n%s", got)
	}
	if err := p.CheckArguments(request.Arguments{
		struct{}{}, int64(1), "a%", []any{"calm", "wild"}, "", "", request.JSONText(`["a",0]`), request.JSONText("1"), "k", int64(3),
	}); err != nil {
		t.Error(err)
	}
}

func TestName(t *testing.T) {
	for in, want := range map[string]string{
		"track": "track", "_a1": "_a1", "1a": `"1a"`, "log entry": `"log entry"`, "": `""`, "a\nb": `"a\nb"`, `say "x"`: `"say \"x\""`, "früh": `"früh"`,
	} {
		if got := name(in); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}
