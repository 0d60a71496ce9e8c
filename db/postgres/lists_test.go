//go:build unix

package postgres

import (
	"fmt"
	"strings"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/request"
)

// TestLists checks on a server what arrays are as JSON, and which rows the comparisons of lists find.
func TestLists(t *testing.T) {
	s := start(t)
	s.psql("postgres", `CREATE EXTENSION citext; CREATE TYPE mood AS ENUM ('wild', 'calm');
		CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
		CREATE TABLE t (id int, x text[], i int[], n numeric(5,2)[], z timestamptz[], m mood[], c citext[], o inet[], k text[] COLLATE nocase, b bytea[], p point[]);
		INSERT INTO t VALUES
			(1, '{a,"b,\"\\",NULL}', '{1,2}', '{1.5,2}', '{2024-01-01 00:00+00,infinity}', '{wild,calm}', '{A}', '{10.0.0.1}', '{A}', '{"\\x00"}', '{"(1,2)"}'),
			(2, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}'),
			(3, '{A}', '{3}', '{3}', '{2024-01-02 00:00+00}', '{calm}', '{a}', '{10.0.0.2/8}', '{a}', '{"\\x01"}', '{"(3,4)"}'),
			(4, '{{a,b},{c,d}}', '[5:6]={1,7}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`)
	d := Dialect(Options{})
	c := s.connect("postgres")
	var script strings.Builder
	var names, wants []string
	for _, v := range []struct {
		column, declared string
		labels           []string
		inexact          bool
		json             [4]string
		has              any
		contains         request.Items
		wantHas          string
		wantContains     string
		wantOverlaps     string
	}{
		{column: "x", declared: "text[]", json: [4]string{`["a","b,\"\\",null]`, "[]", `["A"]`, ""}, has: "a", wantHas: "1 4", contains: request.Items{"a", `b,"\`}, wantContains: "1", wantOverlaps: "1 4"},
		{column: "i", declared: "integer[]", json: [4]string{"[1,2]", "[]", "[3]", "[1,7]"}, has: int64(1), wantHas: "1 4", contains: request.Items{int64(2), int64(7)}, wantOverlaps: "1 4"},
		{column: "n", declared: "numeric(5,2)[]", json: [4]string{`["1.50","2.00"]`, "[]", `["3.00"]`}, has: "1.5", wantHas: "1", contains: request.Items{"2", "3"}, wantOverlaps: "1 3"},
		{column: "z", declared: "timestamp with time zone[]", json: [4]string{"", "[]", `["2024-01-02T00:00:00Z"]`}, has: int64(1704153600_000000), wantHas: "3", contains: request.Items{int64(1704067200_000000)}, wantContains: "1", wantOverlaps: "1"},
		{column: "m", declared: "mood[]", labels: []string{"wild", "calm"}, json: [4]string{"[WILD,CALM]", "[]", "[CALM]"}, has: "wild", wantHas: "1", contains: request.Items{"calm"}, wantContains: "1 3", wantOverlaps: "1 3"},
		{column: "c", declared: "citext[]", json: [4]string{`["A"]`, "[]", `["a"]`}, has: "a", wantHas: "3", contains: request.Items{"A"}, wantContains: "1", wantOverlaps: "1"},
		{column: "k", declared: "text[]", inexact: true, json: [4]string{`["A"]`, "[]", `["a"]`}, has: "a", wantHas: "3", contains: request.Items{"A"}, wantContains: "1", wantOverlaps: "1"},
		{column: "o", declared: "inet[]", json: [4]string{`["10.0.0.1/32"]`, "[]", `["10.0.0.2/8"]`}, has: "10.0.0.1", wantHas: "1", contains: request.Items{"10.0.0.2/8"}, wantContains: "3", wantOverlaps: "3"},
		{column: "b", declared: "bytea[]", json: [4]string{`["AA=="]`, "[]", `["AQ=="]`}, has: []byte{0}, wantHas: "1", contains: request.Items{[]byte{1}}, wantContains: "3", wantOverlaps: "3"},
		{column: "p", declared: "point[]", json: [4]string{`["(1,2)"]`, "[]", `["(3,4)"]`}, has: "(1,2)", wantHas: "1", contains: request.Items{}, wantContains: "1 2 3", wantOverlaps: ""},
	} {
		typ, err := TypeOf(Declared{Type: v.declared, Labels: v.labels, Inexact: v.inexact}, catalog.ColumnOverride{})
		if err != nil || typ.Kind != catalog.List {
			t.Fatalf("%s is %+v, %v", v.declared, typ, err)
		}
		storage := d.Storages[typ.Storage]
		shown := v.column
		if storage.Cell != "" {
			shown = strings.ReplaceAll(storage.Cell, "{column}", v.column)
		}
		enum := &catalog.EnumType{Values: []catalog.EnumValue{{Name: "WILD", Stored: "wild"}, {Name: "CALM", Stored: "calm"}}}
		for i, row := range cells(t, c, "SELECT "+shown+" FROM t ORDER BY id") {
			if row[0].data == nil {
				continue
			}
			got, ok := appendJSON(nil, row[0].data, row[0].oid, &typ, enum)
			if want := strings.NewReplacer("WILD", `"WILD"`, "CALM", `"CALM"`).Replace(v.json[i]); string(got) != want || ok != (want != "") {
				t.Errorf("%s of row %d is %s, want %s", v.column, i+1, got, want)
			}
		}
		for _, q := range []struct {
			op    request.Op
			value any
			want  string
		}{
			{request.Has, v.has, v.wantHas},
			{request.Contains, v.contains, v.wantContains},
			{request.Overlaps, v.contains, v.wantOverlaps},
			{request.IsEmpty, true, "2"},
		} {
			condition := spell(t, storage.Ops[q.op], "t."+v.column, q.value)
			names, wants = append(names, v.column+": "+condition), append(wants, q.want)
			script.WriteString("SELECT coalesce(string_agg(id::text, ' ' ORDER BY id), '') || ';' FROM t WHERE " + condition + ";\n")
		}
		bound, err := dialect.Bind(storage.Write, append(request.Items{nil}, v.contains...))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&script, "SELECT '%s'::%s IS NOT NULL || ';';\n", strings.ReplaceAll(bound.(string), "'", "''"), v.declared)
		names, wants = append(names, v.column+": write"), append(wants, "true")
	}
	s.judge(script.String(), names, wants)
}
