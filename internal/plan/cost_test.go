package plan

import (
	"math"
	"testing"

	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// limited returns all with a limit.
func limited(slot request.Slot, members ...request.Selection) *request.Query {
	q := all(members...)
	q.Limit = slot
	return q
}

func TestCost(t *testing.T) {
	written := func(kind request.FieldKind, w *request.Write) *request.Request {
		w.Payload = []request.PayloadField{
			{Key: "affectedRows", Kind: request.AffectedRows},
			{Key: "nodes", Kind: request.Nodes, Query: all(get("name"), to("albums", "albums", all(get("title"))))},
		}
		return one(&request.Field{Key: "write", Kind: kind, Table: "Artist", Write: w})
	}
	tests := []struct {
		name string
		r    *request.Request
		a    request.Arguments
		want int64
	}{
		{"nothing", one(&request.Field{Key: "a", Kind: request.Constant}), nil, 0},
		{"a root list", one(list("tracks", "Track", all(get("name")))), nil, 100},
		{"with a limit", one(list("tracks", "Track", limited(slotAt(0), get("name")))), request.Arguments{int64(7)}, 7},
		{"a limit of 0", one(list("artists", "Artist", limited(slotAt(0), to("albums", "albums", all(get("title")))))), request.Arguments{int64(0)}, 0},
		{"two root lists", &request.Request{Fields: []*request.Field{
			list("a", "Track", limited(slotAt(0), get("name"))), list("b", "Track", limited(slotAt(1), get("name"))),
		}}, request.Arguments{int64(3), int64(4)}, 7},
		{"a to-one relation", one(list("tracks", "Track", limited(slotAt(0), to("album", "album", all(get("title")))))), request.Arguments{int64(5)}, 5 + 5},
		{
			"to-one relations in a row",
			one(list("tracks", "Track", limited(slotAt(0), to("album", "album", all(to("artist", "artist", all(get("name")))))))),
			request.Arguments{int64(5)},
			5 + 5*2,
		},
		{"a nested list", one(list("artists", "Artist", all(to("albums", "albums", all(get("title")))))), nil, 100 + 100*20},
		{
			"limits multiply",
			one(list("artists", "Artist", limited(slotAt(0), to("albums", "albums", limited(slotAt(1), to("tracks", "tracks", limited(slotAt(2), get("name")))))))),
			request.Arguments{int64(10), int64(5), int64(3)},
			10 + 50 + 150,
		},
		{
			"lists side by side",
			one(list("artists", "Artist", limited(slotAt(0), to("a", "albums", limited(slotAt(1), get("title"))), to("b", "albums", limited(slotAt(2), get("title")))))),
			request.Arguments{int64(10), int64(5), int64(3)},
			10 + 50 + 30,
		},
		{
			"a list below a to-one relation",
			one(list("tracks", "Track", limited(slotAt(0), to("album", "album", all(to("tracks", "tracks", limited(slotAt(1), get("name")))))))),
			request.Arguments{int64(10), int64(5)},
			10 + 10 + 50,
		},
		{
			"a single row",
			one(&request.Field{
				Key: "artist", Kind: request.Single, Table: "Artist", By: &request.By{Key: "artistId", Slots: []request.Slot{slotAt(0)}},
				Query: all(to("albums", "albums", all(get("title")))),
			}),
			request.Arguments{int64(1)},
			1 + 20,
		},
		{
			"inserted rows",
			written(request.InsertMany, &request.Write{Columns: [][]string{{"name"}}, Rows: slotAt(0)}),
			request.Arguments{[]request.InsertRow{{Values: []any{"a"}}, {Values: []any{"b"}}, {Values: []any{"c"}}}},
			3 + 3*20,
		},
		{
			"deleted rows, bounded",
			written(request.DeleteMany, &request.Write{AllRows: true, MaxAffected: slotAt(0)}),
			request.Arguments{int64(6)},
			6 + 6*20,
		},
		{
			"deleted rows, bounded by far",
			written(request.DeleteMany, &request.Write{AllRows: true, MaxAffected: slotAt(0)}),
			request.Arguments{int64(1_000_000)},
			1000 + 1000*20,
		},
		{
			"deleted rows",
			written(request.DeleteMany, &request.Write{AllRows: true}), nil, 100 + 100*20,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := compiled(t, tt.r).Cost(tt.a); got != tt.want {
				t.Errorf("the cost is %d, want %d", got, tt.want)
			}
		})
	}
}

// TestCostOfWhatFollowsAWrite counts the reads after a commit.
func TestCostOfWhatFollowsAWrite(t *testing.T) {
	r := one(&request.Field{Key: "insertArtist", Kind: request.Insert, Table: "Artist", Write: &request.Write{
		Columns: [][]string{{"name"}}, Rows: slotAt(0),
		Payload: []request.PayloadField{
			{Key: "node", Kind: request.Nodes, Query: all(get("name"))},
			{Key: "query", Kind: request.After, Fields: []*request.Field{list("artists", "Artist", limited(slotAt(1), get("name")))}},
		},
	}})
	p := compiled(t, r)
	if got := p.Cost(request.Arguments{[]request.InsertRow{{Values: []any{"a"}}}, int64(30)}); got != 1+30 {
		t.Errorf("the cost is %d", got)
	}
}

func TestCostOfAListIsNoMoreThanItMayGive(t *testing.T) {
	p, err := Compile(shop(t), one(list("artists", "Artist", all(to("albums", "albums", all(get("title")))))), Options{Rows: 10})
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Cost(nil); got != 10+10*10 {
		t.Errorf("the cost is %d", got)
	}
}

func TestCheckCost(t *testing.T) {
	nested := one(list("artists", "Artist", limited(slotAt(0), to("albums", "albums", limited(slotAt(1), to("songs", "tracks", all(get("name"))))))))
	p := compiled(t, nested)
	if err := p.CheckCost(request.Arguments{int64(10), int64(5)}, 10+50+1000); err != nil {
		t.Error(err)
	}
	err := p.CheckCost(request.Arguments{int64(10), int64(5)}, 10+50+1000-1)
	expect(t, err, fault.LimitCost, "artists.albums.songs", "1060 rows, the limit is 1059", "20 rows for each of 50 parents",
		"set a limit on artists.albums.songs")
	err = p.CheckCost(request.Arguments{int64(1000), int64(0)}, 999)
	expect(t, err, fault.LimitCost, "artists", "1000 rows, the limit is 999", "artists counts 1000 rows", "smaller limit")
}

func TestCostDoesNotOverflow(t *testing.T) {
	r := one(list("employees", "Employee", nest(slotAt(0))))
	a := make(request.Arguments, 25)
	for i := range a {
		a[i] = int64(1000)
	}
	if got := compiled(t, r).Cost(a); got != math.MaxInt64 {
		t.Errorf("the cost is %d", got)
	}
}

// nest returns a query for the employees of employees.
func nest(slot request.Slot) *request.Query {
	if slot == slotAt(24) {
		return limited(slot, get("name"))
	}
	return limited(slot, to("employees", "employees", nest(slotAt(slot.Index()+1))))
}

// TestCostAllocatesNothing checks what every request pays.
func TestCostAllocatesNothing(t *testing.T) {
	p := compiled(t, one(list("artists", "Artist", limited(slotAt(0), to("albums", "albums", limited(slotAt(1), get("title")))))))
	a := request.Arguments{int64(10), int64(5)}
	if n := testing.AllocsPerRun(100, func() {
		if p.CheckCost(a, 100) != nil {
			t.Error("the cost is exceeded")
		}
	}); n != 0 {
		t.Errorf("%.0f allocations", n)
	}
}
