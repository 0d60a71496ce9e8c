package plan

import (
	"strings"
	"testing"

	"tiddly/internal/fault"
	"tiddly/internal/request"
)

func ordered(table string, terms ...request.Order) *request.Request {
	q := all()
	q.OrderBy = terms
	return one(list("list", table, q))
}

func orderOf(n *Node) string {
	terms := make([]string, len(n.Order))
	for i := range n.Order {
		terms[i] = term(&n.Order[i], n.Table)
	}
	return strings.Join(terms, ", ")
}

func TestOrder(t *testing.T) {
	by := func(column string) request.Order { return request.Order{Column: column} }
	desc := func(column string) request.Order { return request.Order{Column: column, Desc: true} }
	for _, test := range []struct {
		name, table string
		terms       []request.Order
		want        string
	}{
		{"the key alone", "Track", nil, "track_id"},
		{"the key follows, ascending", "Track", []request.Order{desc("composer"), by("name")}, "composer desc nulls last, name, track_id"},
		{"the key follows, descending", "Track", []request.Order{by("name"), desc("composer")}, "name, composer desc nulls last, track_id desc"},
		{"nulls first", "Track", []request.Order{{Column: "plays", Nulls: request.NullsFirst}}, "plays nulls first, track_id"},
		{"nulls of a column without nulls", "Track", []request.Order{{Column: "name", Nulls: request.NullsFirst}}, "name, track_id"},
		{"the key itself", "Track", []request.Order{desc("trackId")}, "track_id desc"},
		{"terms after the key", "Track", []request.Order{desc("trackId"), by("name")}, "track_id desc, name"},
		{"a term twice", "Track", []request.Order{by("name"), desc("name")}, "name, track_id desc"},
		{"composite key", "PlaylistTrack", nil, "playlist_id, track_id"},
		{"part of a composite key", "PlaylistTrack", []request.Order{desc("trackId")}, "track_id desc, playlist_id desc"},
		{"unique key without nulls", "Store", []request.Order{by("phone")}, "phone nulls last, country, number"},
		{"row id", "LogEntry", []request.Order{desc("line")}, "line desc nulls last, rowid desc"},
		{"row id alone", "LogEntry", nil, "rowid"},
		{"all columns that can be sorted", "Chart", []request.Order{desc("name")}, "name desc nulls last, place desc nulls last"},
		{"nothing to sort by", "Dump", nil, ""},
		{
			"a joined column can be null", "Track",
			[]request.Order{{Path: []string{"album"}, Column: "title", Desc: true}},
			"j0.title desc nulls last, track_id desc",
		},
		{
			"the key of the joined table is not ours", "Employee",
			[]request.Order{{Path: []string{"boss"}, Column: "employeeId"}},
			"j0.employee_id nulls last, employee_id",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := orderOf(compiled(t, ordered(test.table, test.terms...)).Fields[0].Node); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestOrderRefuses(t *testing.T) {
	c := shop(t)
	for _, test := range []struct {
		name    string
		request *request.Request
		pieces  []string
	}{
		{"JSON", ordered("Track", request.Order{Column: "meta"}), []string{"cannot be ordered by meta", "JSON", "orderBy[0].meta", "trackId, name"}},
		{"Bytes", ordered("Track", request.Order{Column: "name"}, request.Order{Column: "cover"}), []string{"cover", "Bytes", "orderBy[1].cover"}},
		{"nothing to sort by", ordered("Dump", request.Order{Column: "body"}), []string{"no column of Dump can be sorted"}},
		{"to-many", ordered("Album", request.Order{Path: []string{"tracks"}, Column: "name"}), []string{"rows cannot be ordered by tracks", "orderBy[0].tracks"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Compile(c, test.request, Options{Rows: 1000})
			expect(t, err, fault.RequestValue, "list", test.pieces...)
		})
	}
}

func TestDistinctOn(t *testing.T) {
	distinct := func(columns ...string) *request.Request {
		q := all(get("name"))
		q.DistinctOn, q.OrderBy = columns, []request.Order{{Column: "name", Desc: true}}
		return one(list("tracks", "Track", q))
	}
	p := compiled(t, distinct("albumId", "mood", "albumId", "cover"))
	want := `tracks: list Track (track)
  select
    name: name
  distinct on album_id, mood, cover
  order by
    name desc
    track_id desc
  limit default
`
	if got := p.String(); got != want {
		t.Errorf("got\n%s", got)
	}
	_, err := Compile(shop(t), distinct("meta"), Options{})
	expect(t, err, fault.RequestValue, "tracks", "distinctOn does not accept meta", "distinctOn[0]", "use trackId, name")
	q := all()
	q.DistinctOn = []string{"body"}
	_, err = Compile(shop(t), one(list("dumps", "Dump", q)), Options{})
	expect(t, err, fault.RequestValue, "dumps", "no column of Dump can be used")
}
