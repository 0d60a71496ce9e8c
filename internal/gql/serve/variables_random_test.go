package serve

import (
	"context"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tiddly/internal/exec"
	"tiddly/internal/gql/gqltest"
	"tiddly/internal/jsontext"
	"tiddly/internal/request"
)

// randomly writes variables, most of which fit their types.
type randomly struct{ *rand.Rand }

func (r randomly) of(all ...string) string { return all[r.IntN(len(all))] }

// junk is any value, and what JSON does not have.
func (r randomly) junk() string {
	return r.of(`null`, `1`, `-0`, `1.0`, `1e3`, `1e400`, `0.5`, `9223372036854775808`, `"1"`, `""`, `"\u0041\n"`, `"\ud83d\ude00"`, `"\ud800"`, `true`, `[]`, `{}`, `[1]`, `[[1]]`,
		`{"id": {"eq": 1}}`, `{"x": 1}`, `01`, `"a`, `[null]`, `{"a": 1, "a": 2}`, `"2024-01-02"`, strings.Repeat("[", 1100)+strings.Repeat("]", 1100))
}

// or is the value of a type, or sometimes another.
func (r randomly) or(value func() string) string {
	if r.IntN(40) == 0 {
		return r.junk()
	}
	return value()
}

func (r randomly) number() string {
	return r.or(func() string { return r.of(`0`, `7`, `1.0`, `12e1`, `-5`, `2147483647`, `100`) })
}

func (r randomly) text() string {
	return r.or(func() string {
		return r.of(`"a"`, `""`, `"x\"y"`, `"\u00e9"`, `"ü😀"`, `"`+strings.Repeat("long", 20)+`"`)
	})
}

func (r randomly) price() string {
	return r.or(func() string { return r.of(`"20.00"`, `20`, `1.5`, `1e2`, `"-0.10"`, `12345678901234567890`) })
}

// list is a list, or a single value in its place.
func (r randomly) list(item func() string) string {
	n := r.of("0", "1", "2", "3", "12", "one")
	if n == "one" {
		return item()
	}
	count, _ := strconv.Atoi(n)
	items := make([]string, count)
	for i := range items {
		items[i] = item()
	}
	return "[" + strings.Join(items, ", ") + "]"
}

// object is an object of some of the members, in any order.
func (r randomly) object(members map[string]func() string) string {
	all := make([]string, 0, len(members))
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if r.IntN(3) > 0 {
			all = append(all, `"`+name+`": `+r.or(members[name]))
		}
	}
	if r.IntN(40) == 0 && len(all) > 0 {
		all = append(all, all[0])
	}
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return "{" + strings.Join(all, ", ") + "}"
}

func (r randomly) where(depth int) string {
	members := map[string]func() string{
		"id":    func() string { return `{"` + r.of("eq", "gt", "ne") + `": ` + r.number() + `}` },
		"title": func() string { return `{"in": ` + r.list(r.text) + `}` },
		"price": func() string { return `{"lte": ` + r.price() + `}` },
		"live":  func() string { return `{"eq": ` + r.of("true", "false") + `}` },
		"genre": func() string { return `{"in": ` + r.list(func() string { return r.of(`"ROCK"`, `"POP"`) }) + `}` },
	}
	if depth > 0 {
		inner := func() string { return r.where(depth - 1) }
		members["or"] = func() string { return r.list(inner) }
		members["not"] = inner
		members["artist"] = func() string { return `{"name": {"eq": ` + r.text() + `}}` }
	}
	return r.object(members)
}

func (r randomly) row() string {
	return r.or(func() string {
		row := `{"id": ` + r.number() + `, "title": ` + r.text() + `, "artistId": ` + r.number() + `, "price": ` + r.price() +
			`, "released": ` + r.of(`"2024-01-02"`, `"2024-02-30"`, `"x"`) + `, "live": true, "genre": "ROCK"`
		return row + r.of(`}`, `, "meta": null}`, `, "meta": {"b": [1, 2.50, "\u00e9"], "a": {}}}`, `, "meta": 1e2}`)
	})
}

// asks are documents with a writer of their variables.
var asks = []struct {
	document  string
	variables func(randomly) string
}{
	{`query($l: Int, $i: [Int!], $w: AlbumWhere, $s: Boolean = true) { albums(limit: $l, where: {id: {notIn: $i}, not: $w}) { id title @include(if: $s) } }`, func(r randomly) string {
		return r.object(map[string]func() string{
			"l": r.number, "i": func() string { return r.list(r.number) }, "w": func() string { return r.where(2) }, "s": func() string { return r.of("true", "false", "null") }, "unknown": r.junk,
		})
	}},
	{`query($o: [AlbumOrderBy!], $n: [ID!]!, $k: LabelKey!) { albums(orderBy: $o) { id } nodes(nodeIds: $n) { nodeId } label(by: $k) { code } }`, func(r randomly) string {
		id := func() string {
			return r.or(func() string {
				return `"` + r.of("WyJBbGJ1bSIsMV0", "WyJBbGJ1bSIsMl0", "WyJBcnRpc3QiLDFd", "WyJDb3ciLDFd", "x") + `"`
			})
		}
		return r.object(map[string]func() string{
			"o": func() string {
				return r.list(func() string { return `{"` + r.of("id", "title") + `": "` + r.of("ASC", "DESC") + `"}` })
			},
			"n": func() string { return r.list(id) },
			"k": func() string { return `{"countryAndCode": {"country": ` + r.text() + `, "code": ` + r.number() + `}}` },
		})
	}},
	{`mutation($rows: [AlbumInsert!]!) { insertAlbums(input: $rows) { affectedRows } }`, func(r randomly) string { return `{"rows": ` + r.list(r.row) + `}` }},
	{`mutation($id: Int!, $set: AlbumSet, $m: JSON, $g: JSON) { updateAlbum(by: {id: $id}, set: $set) { affectedRows } updateAlbums(where: {meta: {eq: {a: $m, b: [$g]}}}, set: {title: "x"}) { affectedRows } }`, func(r randomly) string {
		return r.object(map[string]func() string{
			"id": r.number, "m": r.junk, "g": r.text,
			"set": func() string {
				return r.object(map[string]func() string{"title": r.text, "price": r.price, "meta": r.junk, "live": func() string { return "false" }})
			},
		})
	}},
}

// TestVariablesAreReadAlike sends random variables by the short way, which reads them from the bytes of the body, and by
// the long one, which reads them from what was decoded: the arguments of the engine, and the errors, have the same bytes.
func TestVariablesAreReadAlike(t *testing.T) {
	seed, err := strconv.ParseUint(os.Getenv("TIDDLY_SEED"), 10, 64)
	if err != nil {
		seed = rand.Uint64()
	}
	t.Logf("TIDDLY_SEED=%d", seed)
	r := randomly{rand.New(rand.NewPCG(seed, 1))}
	short, long := bothWays(t, Options{}, func(_ context.Context, a request.Arguments, dst []byte) exec.Answer {
		data, _ := jsontext.AppendString(append(dst, `{"arguments":`...), gqltest.Value([]any(a)))
		return exec.Answer{Data: append(data, '}')[len(dst):]}
	})
	served := map[string]int{}
	for range 1500 {
		ask := &asks[r.IntN(len(asks))]
		body := `{"variables": ` + ask.variables(r) + `, "query": ` + strconv.Quote(ask.document) + `}`
		for range 2 { // the first request plans, so that the second one is ready
			got, want := sentWith(t.Context(), short, post(body, "")), sentWith(t.Context(), long, post(body, ""))
			if got.Code != want.Code || got.Body.String() != want.Body.String() {
				t.Fatalf("%.3000s\ngot  %d %s\nwant %d %s", body, got.Code, got.Body, want.Code, want.Body)
			}
			if got.Code == http.StatusOK {
				served[ask.document]++
			}
		}
	}
	for i := range asks {
		if served[asks[i].document] < 100 {
			t.Errorf("%s was answered %d times only", asks[i].document, served[asks[i].document])
		}
	}
}
