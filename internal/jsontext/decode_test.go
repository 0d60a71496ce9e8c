package jsontext

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestDecode(t *testing.T) {
	for in, want := range map[string]any{
		` null `: nil, `true`: true, `false`: false, `-1.50e+3`: json.Number("-1.50e+3"), `"a"`: "a", `[]`: []any{}, `{}`: map[string]any{},
		` [ 1 , [ ] , { "a" : null } ] `: []any{json.Number("1"), []any{}, map[string]any{"a": nil}},
		`{"a":"b","A":{"a":1}}`:          map[string]any{"a": "b", "A": map[string]any{"a": json.Number("1")}},
		`"\ud83d\ude00\u0000\n\/ü😀"`:     "😀\x00\n/ü😀", `{"\ud83d\ude00":1}`: map[string]any{"😀": json.Number("1")},
		"\"\uFFFD\ufffe\U0010ffff\"": "\uFFFD\ufffe\U0010ffff", `"\ufffd"`: "\uFFFD",
		"[[[]]]": []any{[]any{[]any{}}},
	} {
		got, err := Decode(in, 3)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s gave %#v %v, want %#v", in, got, err, want)
		}
	}
}

func TestDecodeOrdered(t *testing.T) {
	many := make([]string, 0, 40)
	for _, c := range "zyxwvutsrqponmlkjihgfedcbaZYXWVUTSRQPONM" {
		many = append(many, `"`+string(c)+`":[{"b":1,"a":2}]`)
	}
	v, err := DecodeOrdered("{"+strings.Join(many, ",")+"}", 10)
	o, ok := v.(*Object)
	if err != nil || !ok || len(o.Members) != 40 || o.Members[0].Name != "z" || o.Members[39].Name != "M" {
		t.Fatalf("got %v %v", v, err)
	}
	list, _ := o.Members[7].Value.([]any)
	if inner, ok := list[0].(*Object); !ok || inner.Members[0].Name != "b" {
		t.Errorf("inside there is %#v", list)
	}
	for _, again := range []string{"z", "s", "r", "M"} {
		_, err := DecodeOrdered("{"+strings.Join(many, ",")+`,"`+again+`":1}`, 10)
		if !errors.Is(err, ErrDuplicate) {
			t.Errorf("%s twice gave %v", again, err)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	type refused struct {
		reason error
		says   string
	}
	wrong := func(at string) refused { return refused{ErrSyntax, "is not valid JSON: error at byte " + at} }
	early := refused{ErrEnd, "is not valid JSON: it ends unexpectedly"}
	half := func(at string) refused { return refused{ErrSurrogate, "has half of a surrogate pair at byte " + at} }
	bytes := func(at string) refused { return refused{ErrUTF8, "is not valid UTF-8: error at byte " + at} }
	for in, want := range map[string]refused{
		``: early, ` `: early, `{`: early, `[1`: early, `{"a"`: early, `{"a":`: early, `"a`: early, `"a\`: early, `"\u12`: early, `tru`: early, `-`: early, `1e`: early, `[1,`: early,
		`x`: wrong("1"), `[x]`: wrong("2"), `{"query": secret}`: wrong("11"), `{a:1}`: wrong("2"), `[1,]`: wrong("4"), "\"a\nb\"": wrong("3"), `"\x41"`: wrong("2"), `[01]`: wrong("3"),
		`{"a":nul}`: wrong("6"), `"\u00"`: wrong("2"), "\ufeff1": wrong("1"), "\xff": wrong("1"),
		`1 2`: {ErrMore, "has data after its JSON value at byte 3"}, `{}}`: {ErrMore, "has data after its JSON value at byte 3"}, "1\x00": {ErrMore, "at byte 2"},
		`"\ud800"`: half("2"), `"a\ud800b"`: half("3"), `"\udc00\ud800"`: half("2"), `"\ud800\ud800"`: half("2"), `"\ud83d\ude00\ude00"`: half("14"), `"\ud800\u0041"`: half("2"),
		`{"\udfff":1}`: half("3"), `[{"a":["x","\uDBFF"]}]`: half("13"),
		"\"\xff\"": bytes("2"), "[\"é\xc3\"]": bytes("5"), "\"\xed\xa0\x80\"": bytes("2"), "{\"\xc0\xaf\":1}": bytes("3"),
		`{"a":1,"a":2}`: {ErrDuplicate, "has a duplicate object member at byte 8"}, `[{"a":1, "\u0061":1}]`: {ErrDuplicate, "at byte 10"}, `{"a":1,"b":1,"a":{}}`: {ErrDuplicate, "at byte 14"},
		`[[[[]]]]`: {ErrDepth, "is nested more than 3 levels deep"}, `{"a":[{"a":[]}]}`: {ErrDepth, "is nested more than 3"}, strings.Repeat("[", 1_000_000): {ErrDepth, "more than 3"},
	} {
		for name, decode := range map[string]func(string, int) (any, error){"plain": Decode, "ordered": DecodeOrdered} {
			got, err := decode(in, 3)
			if got != nil || !errors.Is(err, want.reason) || !strings.Contains(err.Error(), want.says) {
				t.Errorf("%s: %.40q gave %v %v, want %s", name, in, got, err, want.says)
			}
		}
	}
}

// FuzzDecode compares with another decoder: nothing is accepted that it rejects, and the values are the same.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{`{"a":[1,2.5e3,"x\u0041"]}`, `[`, `"\ud800"`, `"\ud83d\ude00"`, `-0.0`, ` null `, `{"a":1,"a":2}`, "\"\xff\""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got, err := Decode(in, 100)
		var want any
		d := json.NewDecoder(strings.NewReader(in))
		d.UseNumber()
		if err != nil {
			if e := err.(*Error); e.Reason == nil || e.At < 1 || e.At > len(in)+1 || strings.Contains(e.Error(), "%!") { //nolint:errorlint,forcetypeassert // it is one
				t.Errorf("%q gave %#v", in, err)
			}
			return
		}
		if err := d.Decode(&want); err != nil || d.More() || !reflect.DeepEqual(got, want) {
			t.Errorf("%q gave %#v, another reader %#v %v", in, got, want, err)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	const body = `{"query":"query($n: Int!, $w: TrackWhere) { tracks(limit: $n, where: $w) { name milliseconds album { title artist { name } } } }",` +
		`"variables":{"n":100,"w":{"name":{"startsWith":"A"},"milliseconds":{"gt":1000}}},"operationName":null}`
	b.Run("ours", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Decode(body, 64); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding/json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var m struct {
				Query     *string        `json:"query"`
				Variables map[string]any `json:"variables"`
			}
			d := json.NewDecoder(strings.NewReader(body))
			d.UseNumber()
			if err := d.Decode(&m); err != nil {
				b.Fatal(err)
			}
		}
	})
}
