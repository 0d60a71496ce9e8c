package jsontext

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestAppendString(t *testing.T) {
	for in, want := range map[string]string{
		"":                    `""`,
		"plain":               `"plain"`,
		"a\"b\\c":             `"a\"b\\c"`,
		"\b\f\n\r\t\x00\x1f":  `"\b\f\n\r\t\u0000\u001f"`,
		"<a href='/'>&</a>":   `"<a href='/'>&</a>"`,
		"Žižek 💡 \u2028 \x7f": "\"Žižek 💡 \u2028 \x7f\"",
	} {
		got, ok := AppendString([]byte("x"), in)
		if !ok || string(got) != "x"+want {
			t.Errorf("%q gave %s %v, want %s", in, got, ok, want)
		}
		var back string
		if err := json.Unmarshal(got[1:], &back); err != nil || back != in {
			t.Errorf("%s reads back as %q (%v)", got, back, err)
		}
	}
	for _, in := range []string{"\xff", "a\xc3", "\n\xed\xa0\x80", "\"\xc0\xaf"} {
		if got, ok := AppendString([]byte("kept"), in); ok || string(got) != "kept" {
			t.Errorf("%q was taken: %s", in, got)
		}
	}
	if got := string(AppendRaw(nil, "a\xff\"\n")); got != "\"a\xff\\\"\\n\"" {
		t.Errorf("raw: %q", got)
	}
}

func TestAppendFloat(t *testing.T) {
	for in, want := range map[float64]string{
		0: "0", math.Copysign(0, -1): "0", 1: "1", -1.5: "-1.5", 0.1: "0.1", 100: "100", 1e20: "100000000000000000000",
		1e21: "1e+21", -1e21: "-1e+21", 1e-6: "0.000001", 1e-7: "1e-7", 1.5e-10: "1.5e-10", 1e100: "1e+100",
		math.MaxFloat64: "1.7976931348623157e+308", math.SmallestNonzeroFloat64: "5e-324", 0.30000000000000004: "0.30000000000000004",
	} {
		if got, ok := AppendFloat(nil, in); !ok || string(got) != want {
			t.Errorf("%v gave %s, want %s", in, got, want)
		}
	}
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if got, ok := AppendFloat([]byte("kept"), f); ok || string(got) != "kept" {
			t.Errorf("%v was taken", f)
		}
	}
	random := rand.New(rand.NewPCG(1, 1))
	for range 2000 {
		f := math.Float64frombits(random.Uint64())
		got, ok := AppendFloat(nil, f)
		if !ok {
			continue
		}
		if want, _ := json.Marshal(f); !bytes.Equal(got, want) {
			t.Errorf("%v gave %s, want %s", f, got, want)
		}
	}
}

func TestCanonical(t *testing.T) {
	for in, want := range map[string]string{
		` { "b" : [ 1 , 2 ] , "a" : { } } `: `{"a":{},"b":[1,2]}`,
		`[]`:                                `[]`,
		`{"b":1,"a":2,"ab":3}`:              `{"a":2,"ab":3,"b":1}`,
		`{"\u0062":{"z":1,"y":2},"a":[{"d":1,"c":2}]}`: `{"a":[{"c":2,"d":1}],"b":{"y":2,"z":1}}`,
		`{"𐀀":1,"￿":2}`:                                `{"￿":2,"𐀀":1}`,
		`1`:                                            `1`, `1.0`: `1`, `1e0`: `1`, `10e-1`: `1`, `0.1E1`: `1`, `100e-2`: `1`,
		`-0`: `0`, `0.000`: `0`, `-0e5`: `0`, `0e999999`: `0`,
		`0.10`: `0.1`, `1e2`: `100`, `12e-1`: `1.2`, `-12.50`: `-12.5`, `0.000001`: `0.000001`, `1e-7`: `1e-7`, `12.5e-8`: `1.25e-7`,
		`9007199254740993`:                 `9007199254740993`,
		`123456789012345678901234567890.5`: `123456789012345678901234567890.5`,
		`1e20`:                             `100000000000000000000`, `1e21`: `1e21`, `1.5e300`: `1.5e300`,
		`"a\/b\u0041\n\u00e9"`: `"a/bA\né"`, `"\ud83d\udca1"`: `"💡"`, `"\"\\"`: `"\"\\"`,
		` true `: `true`, `false`: `false`, `null`: `null`,
	} {
		got, err := Canonical([]byte(in))
		if err != nil || got != want {
			t.Errorf("%s gave %s %v, want %s", in, got, err, want)
			continue
		}
		if again, err := CanonicalText(got); err != nil || again != got {
			t.Errorf("%s is not stable: %s %v", got, again, err)
		}
	}
}

func TestCanonicalRefuses(t *testing.T) {
	for in, want := range map[string]error{
		``: ErrSyntax, ` `: ErrSyntax, `x`: ErrSyntax, `tru`: ErrSyntax, `01`: ErrSyntax, `1.`: ErrSyntax, `.5`: ErrSyntax,
		`+1`: ErrSyntax, `1e`: ErrSyntax, `-`: ErrSyntax, `NaN`: ErrSyntax, `'a'`: ErrSyntax, `"a`: ErrSyntax, "\"a\nb\"": ErrSyntax,
		`"\x"`: ErrSyntax, `"\u12"`: ErrSyntax, `"\ud800"`: ErrSyntax, `"\udc00\ud800"`: ErrSyntax, "\"\xff\"": ErrSyntax,
		`[1,]`: ErrSyntax, `[,]`: ErrSyntax, `[1 2]`: ErrSyntax, `[`: ErrSyntax, `{"a"}`: ErrSyntax, `{a:1}`: ErrSyntax, `{"a":1,}`: ErrSyntax,
		`{"a":1}}`: ErrSyntax, `1 2`: ErrSyntax, `"\`: ErrSyntax, "\ufeff1": ErrSyntax,
		`{"a":1,"a":2}`: ErrDuplicate, `[{"a":1,"\u0061":1}]`: ErrDuplicate, `1e9999999`: ErrNumber, `1e99999999999999999999`: ErrNumber,
		strings.Repeat("[", 1001) + strings.Repeat("]", 1001): ErrDepth,
		strings.Repeat("[", 100_000):                          ErrDepth,
	} {
		if got, err := CanonicalText(in); !errors.Is(err, want) {
			t.Errorf("%.40q gave %.40s %v, want %v", in, got, err, want)
		}
	}
	if _, err := CanonicalText(strings.Repeat("[", 1000) + strings.Repeat("]", 1000)); err != nil {
		t.Errorf("1,000 levels are refused: %v", err)
	}
}

func TestCompact(t *testing.T) {
	for in, want := range map[string]string{
		"\t{ \"b\" : [ 1.0 , true, \"a b\" ] ,\n\"a\":null } ": `{"b":[1.0,true,"a b"],"a":null}`,
		`"\ud800 \u0041"`: `"\ud800 \u0041"`,
		`1e9999999`:       `1e9999999`,
		`{"a":1,"a":2}`:   `{"a":1,"a":2}`,
	} {
		got, ok := Compact([]byte("x"), in)
		if !ok || string(got) != "x"+want {
			t.Errorf("%s gave %s %v, want %s", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "{", "nul", "[1]]", "\"\xff\"", "{\"\xc0\":1}"} {
		if got, ok := Compact([]byte("kept"), in); ok || string(got) != "kept" {
			t.Errorf("%q was taken: %s", in, got)
		}
	}
}

func FuzzCompact(f *testing.F) {
	for _, seed := range []string{`{"a":[1,2.5e3,"x\u0041"]}`, `[`, `"\ud800"`, `-0.0`, ` null `} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got, ok := Compact(nil, in)
		if !ok {
			return
		}
		if !json.Valid(got) {
			t.Fatalf("%q became %q", in, got)
		}
		if text, err := CanonicalText(in); err == nil {
			if again, err := CanonicalText(string(got)); err != nil || again != text {
				t.Fatalf("%q: canonical %q, of its compact form %q (%v)", in, text, again, err)
			}
		}
	})
}

func TestAt(t *testing.T) {
	const doc = ` {"a": [10, {"b c": "x", "": 5}, [1,2,3]], "é": null, "a.b": true, "a": "second"} `
	for path, want := range map[string]string{
		`[]`:                 `{"a": [10, {"b c": "x", "": 5}, [1,2,3]], "é": null, "a.b": true, "a": "second"}`,
		`["a",0]`:            `10`,
		`["a",1,"b c"]`:      `"x"`,
		`["a",1,""]`:         `5`,
		`["a",-1]`:           `[1,2,3]`,
		`["a",-1,-3]`:        `1`,
		`["a",2,2]`:          `3`,
		`["\u00e9"]`:         `null`,
		`["a.b"]`:            `true`,
		`["a",3]`:            "",
		`["a",-4]`:           "",
		`["b"]`:              "",
		`[0]`:                "",
		`["a","0"]`:          "",
		`["a",0,"x"]`:        "",
		`["a",2,9007199254]`: "",
	} {
		steps, err := ParsePath(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		got, ok, _ := Meter(nil).At(doc, steps)
		if ok != (want != "") || got != want {
			t.Errorf("%s leads to %q %v, want %q", path, got, ok, want)
		}
	}
	for _, path := range []string{``, `1`, `["a"`, `[1.5]`, `[null]`, `[["a"]]`, `["a"]x`} {
		if steps, err := ParsePath(path); err == nil {
			t.Errorf("%s was taken: %v", path, steps)
		}
	}
}

// TestAtDistinguishesAbsentFromBroken requires an error for a text that is not JSON, and none for one that has nothing
// at the path.
func TestAtDistinguishesAbsentFromBroken(t *testing.T) {
	for _, c := range []struct {
		doc, path string
		broken    bool
	}{
		{`{}`, `["a"]`, false},
		{` { } `, `["a"]`, false},
		{`[]`, `[0]`, false},
		{`[1]`, `[1]`, false},
		{`[1]`, `[-2]`, false},
		{`{"b":1}`, `["a"]`, false},
		{`[{"a":1}]`, `["a"]`, false},
		{`5`, `["a"]`, false},
		{`"x"`, `[0]`, false},
		{`{"a":1}`, `[0]`, false},
		{`{"a":5}`, `["a","b"]`, false},
		{`hello`, `["a"]`, true},
		{``, `["a"]`, true},
		{``, `[]`, true},
		{`{`, `["a"]`, true},
		{`[`, `[0]`, true},
		{`{"b":1,}`, `["a"]`, true},
		{`{"b" 1}`, `["a"]`, true},
		{`{b:1}`, `["a"]`, true},
		{`[1,`, `[1]`, true},
		{`[1 2]`, `[1]`, true},
		{`[1,]`, `[1]`, true},
		{`[1,]`, `[-1]`, true},
		{`{"a":nope}`, `["a"]`, true},
		{`2024-01-01`, `["a"]`, true},
		{`{} x`, `["a"]`, true},
		{`[] 1`, `[0]`, true},
		{`[1]]`, `[-2]`, true},
		{`[1] `, `[-2]`, false},
		{`{"b":nope,"a":1}`, `["a"]`, true},
		{`{"a":'x'}`, `["b"]`, true},
	} {
		steps, err := ParsePath(c.path)
		if err != nil {
			t.Fatal(err)
		}
		if text, found, err := Meter(nil).At(c.doc, steps); found || (err != nil) != c.broken {
			t.Errorf("%s at %s gave %q %v %v", c.doc, c.path, text, found, err)
		}
	}
}

func TestCompare(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{`1`, `1`, Equal},
		{`1`, `2`, Less},
		{`2`, `1`, Greater},
		{`-1`, `1`, Less},
		{`-2`, `-1`, Less},
		{`0`, `-1`, Greater},
		{`0`, `0.1`, Less},
		{`10`, `9`, Greater},
		{`1.5`, `1.25`, Greater},
		{`9007199254740993`, `9007199254740992`, Greater},
		{`1e300`, `1e299`, Greater},
		{`-1e300`, `-1e299`, Less},
		{`1e-300`, `0`, Greater},
		{`1e-7`, `0.00001`, Less},
		{`"a"`, `"b"`, Less},
		{`"a"`, `"a"`, Equal},
		{`"b"`, `"ab"`, Greater},
		{`"a\n"`, `"a\""`, Less},
		{`"\u0001"`, `"A"`, Less},
		{`"￿"`, `"𐀀"`, Less},
		{`1`, `"1"`, Different},
		{`true`, `false`, Different},
		{`[1]`, `[1]`, Equal},
		{`[1]`, `[2]`, Different},
		{`{"a":1}`, `{"a":1}`, Equal},
		{`null`, `0`, Different},
	} {
		if got := Compare(c.a, c.b); got != c.want {
			t.Errorf("%s and %s give %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestAppendStringDoesNotAllocate(t *testing.T) {
	buf := make([]byte, 0, 1024)
	if n := testing.AllocsPerRun(100, func() { buf, _ = AppendString(buf[:0], "naïve \"text\"\n") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if n := testing.AllocsPerRun(100, func() { buf, _ = AppendFloat(buf[:0], 1.5e-9) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestMeter checks that the work of canonical form is linear where members are in order, and ends soon after the meter
// asks for it.
func TestMeter(t *testing.T) {
	const levels, size = 900, 500_000
	inOrder := strings.Repeat(`{"a":1,"b":`, levels) + `"` + strings.Repeat("x", size) + `"` + strings.Repeat("}", levels)
	inReverse := strings.Repeat(`{"b":`, levels) + `"` + strings.Repeat("x", size) + `"` + strings.Repeat(`,"a":1}`, levels)
	many := "[" + strings.Repeat("1,", size/2) + "1]"
	work := func(doc string, most int) (total int, err error) {
		meter := Meter(func(n int) bool { total += n; return total > most })
		_, err = meter.Canonical(doc)
		return total, err
	}
	for _, doc := range []string{inOrder, many} {
		if total, err := work(doc, 1<<40); err != nil || total > 2*len(doc) || total < len(doc)/2 {
			t.Errorf("%d bytes took %d steps, %v", len(doc), total, err)
		}
	}
	if total, err := work(inReverse, 1<<40); err != nil || total < levels*size {
		t.Errorf("%d bytes out of order took %d steps, %v", len(inReverse), total, err)
	}
	for _, doc := range []string{inOrder, inReverse, many} {
		if total, err := work(doc, 100_000); !errors.Is(err, ErrEnded) || total > 100_000+3*size {
			t.Errorf("%d bytes went on for %d steps, %v", len(doc), total, err)
		}
	}
	total := 0
	meter := Meter(func(n int) bool { total += n; return total > 50_000 })
	if _, ok, _ := meter.At(many, []Step{{Index: size / 4}}); ok || total > 60_000 {
		t.Errorf("a step into an array went on for %d steps", total)
	}
}
