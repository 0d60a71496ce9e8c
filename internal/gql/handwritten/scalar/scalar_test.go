package scalar

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
)

func TestStringsAreWrittenAsTheEngineWritesThem(t *testing.T) {
	for text, want := range map[string]string{
		"plain":            `"plain"`,
		"<b>&\u2028\"\\\n": "\"<b>&\u2028\\\"\\\\\\n\"",
		"bad \xff byte":    "\"bad \uFFFD byte\"",
	} {
		var out strings.Builder
		MarshalString(text).MarshalGQL(&out)
		if out.String() != want {
			t.Errorf("%q is written %s, want %s", text, out.String(), want)
		}
	}
}

func TestFloats(t *testing.T) {
	for f, want := range map[float64]string{0.1: "0.1", 1e21: "1e+21", 1000000: "1000000", math.Copysign(0, -1): "0"} {
		var out strings.Builder
		if err := MarshalFloat(f).MarshalGQLContext(t.Context(), &out); err != nil || out.String() != want {
			t.Errorf("%v is written %s, %v", f, out.String(), err)
		}
	}
	if err := MarshalFloat(math.NaN()).MarshalGQLContext(t.Context(), &strings.Builder{}); err == nil {
		t.Error("NaN is written")
	}
}

func TestInputs(t *testing.T) {
	if s, err := UnmarshalString(json.Number("12345678901234567890.10")); err != nil || s != "12345678901234567890.10" {
		t.Errorf("a number is read as %q, %v", s, err)
	}
	if _, err := UnmarshalInput([]any{}); err == nil {
		t.Error("a list is read as an input object")
	}
	object := map[string]any{"a": nil}
	if got, err := UnmarshalInput(object); err != nil || len(got) != 1 {
		t.Errorf("got %v, %v", got, err)
	}
}

type mood string

func (m mood) IsValid() bool { return m == "CALM" }

func TestUnmarshalEnum(t *testing.T) {
	var m mood
	if err := UnmarshalEnum(&m, "CALM", "Mood"); err != nil || m != "CALM" {
		t.Errorf("got %q, %v", m, err)
	}
	for _, v := range []any{"calm", "", []any{}} {
		if err := UnmarshalEnum(&m, v, "Mood"); err == nil || m != "CALM" {
			t.Errorf("%v is read as %q", v, m)
		}
	}
}

func TestJSONKeepsItsBytes(t *testing.T) {
	const text = `{"b":1.50,"a":"<&>"}`
	var j JSON
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	j.MarshalGQL(&out)
	if out.String() != text {
		t.Errorf("got %s", out.String())
	}
	out.Reset()
	JSON(nil).MarshalGQL(&out)
	if out.String() != "null" {
		t.Errorf("nil is written %s", out.String())
	}
	if err := j.UnmarshalGQL(map[string]any{"x": json.Number("1.50")}); err != nil || string(j) != `{"x":1.50}` {
		t.Errorf("got %s, %v", j, err)
	}
}
