package plan

import (
	"strings"
	"testing"

	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// byIDs returns the request of rows of albums and tracks by their global ids, the fields of which read lists too.
func byIDs(kind request.FieldKind) *request.Request {
	tracks := limited(slotAt(1), get("name"))
	return one(&request.Field{Key: "n", Kind: kind, IDs: slotAt(0), Found: []request.Found{
		{Table: "Album", Select: []request.Selection{get("title"), to("songs", "tracks", tracks)}},
		{Table: "Track", Select: []request.Selection{{Key: "nodeId", Kind: request.NodeID}, to("album", "album", all(get("title")))}},
	}})
}

func idsOf(albums, tracks int) *request.NodeIDs {
	ids := &request.NodeIDs{Tables: []request.NodeKeys{{Table: "Album"}, {Table: "Track"}}}
	for i, n := range []int{albums, tracks} {
		for k := range n {
			ids.Places = append(ids.Places, request.NodePlace{Table: i, Key: k})
			ids.Tables[i].Keys = append(ids.Tables[i].Keys, []any{int64(k)})
		}
	}
	return ids
}

func TestPlanByID(t *testing.T) {
	p := compiled(t, byIDs(request.ManyByID))
	want := `n: the rows with the ids $0
  n: rows of Album (album)
    select
      title: title
      songs: rows of child 0
    child 0 songs: list Track (track)
      on parent.album_id = album_id
      select
        name: name
      order by
        track_id
      limit $1
  n: rows of Track (track)
    left join j0: album -> Album (album) on album_id = j0.album_id
    select
      nodeId: node id of Track
      album: row of j0
        title: j0.title
arguments
  $0: global ids, nodeIds of n
  $1: limit, limit of n.songs, at most 1000
`
	if p.String() != want {
		t.Errorf("got\n%s\nwant\n%s", p, want)
	}
	if got := p.Cost(request.Arguments{idsOf(3, 5), int64(10)}); got != 3+3*10+5+5 {
		t.Errorf("the cost is %d, want 43: each table counts its own ids", got)
	}
	if f := fault.From(p.CheckCost(request.Arguments{idsOf(30, 5), int64(1000)}, 1000)); f == nil || f.Code != fault.LimitCost || !strings.Contains(f.Details, "for each of 30 parents") {
		t.Errorf("got %v", f)
	}
}

func TestCheckIDs(t *testing.T) {
	many, single := compiled(t, byIDs(request.ManyByID)), compiled(t, byIDs(request.OneByID))
	limit := int64(1)
	if err := many.CheckArguments(request.Arguments{idsOf(999, 1), limit}); err != nil {
		t.Error(err)
	}
	for name, c := range map[string]struct {
		p    *Plan
		ids  any
		code fault.Code
	}{
		"too many":          {many, idsOf(1000, 1), fault.LimitRows},
		"two for one":       {single, idsOf(1, 1), fault.LimitRows},
		"text":              {many, "x", fault.Internal},
		"another table":     {many, &request.NodeIDs{Tables: []request.NodeKeys{{Table: "Album"}, {Table: "Artist"}}}, fault.Internal},
		"fewer tables":      {many, &request.NodeIDs{Tables: []request.NodeKeys{{Table: "Album"}}}, fault.Internal},
		"keys of two parts": {many, &request.NodeIDs{Tables: []request.NodeKeys{{Table: "Album", Keys: [][]any{{1, 2}}}, {Table: "Track"}}}, fault.Internal},
	} {
		f := fault.From(c.p.CheckArguments(request.Arguments{c.ids, limit}))
		if f == nil || f.Code != c.code {
			t.Errorf("%s gives %v, want %s", name, f, c.code)
		}
	}
	f := fault.From(many.CheckArguments(request.Arguments{idsOf(1001, 0), limit}))
	if f.Message != "nodeIds must have at most 1000 ids" || f.Path[0] != "n" {
		t.Errorf("got %v at %v", f, f.Path)
	}
}

func TestByIDRefused(t *testing.T) {
	for name, found := range map[string]request.Found{
		"no such table": {Table: "Trolley"},
		"no key":        {Table: "LogEntry", Select: []request.Selection{get("level")}},
		"no column":     {Table: "Album", Select: []request.Selection{get("colour")}},
	} {
		r := one(&request.Field{Key: "n", Kind: request.OneByID, IDs: slotAt(0), Found: []request.Found{found}})
		if _, err := Compile(shop(t), r, Options{Rows: 1000}); fault.From(err) == nil || fault.From(err).Code.Family() != "SCHEMA" {
			t.Errorf("%s gives %v", name, err)
		}
	}
}
