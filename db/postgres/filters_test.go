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

// spell puts a column and a value into a fragment, as sqlgen does, with the value as an untyped literal.
func spell(t *testing.T, f dialect.Fragment, column string, values ...any) string {
	t.Helper()
	var out strings.Builder
	bound := 0
	literal := func(e dialect.Encoding, v any) string {
		v, err := dialect.Bind(e, v)
		if err != nil {
			t.Fatal(err)
		}
		if data, ok := v.([]byte); ok {
			return fmt.Sprintf(`'\x%x'`, data)
		}
		return "'" + strings.ReplaceAll(fmt.Sprint(v), "'", "''") + "'"
	}
	for mark, piece := range dialect.Pieces(f.SQL) {
		switch mark {
		case dialect.MarkColumn:
			out.WriteString(column)
		case dialect.MarkValue, dialect.MarkKeys:
			out.WriteString(literal(f.EncodeAt(bound), values[min(bound, len(values)-1)]))
			bound++
		case dialect.MarkValues:
			var list []string
			for _, item := range values[0].([]any) {
				var e dialect.Encoding
				if len(f.Each) > 0 {
					e = f.Each[0]
				}
				list = append(list, literal(e, item))
			}
			out.WriteString(strings.Join(list, ", "))
		default:
			out.WriteString(piece)
		}
	}
	return "(" + out.String() + ")"
}

const filtered = `
CREATE EXTENSION citext;
CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TYPE mood AS ENUM ('wild', 'calm');
CREATE TABLE t (id int, tx text, vc varchar(20), nm name, co text COLLATE nocase, ci citext, ch char(3), sm smallint, i int, b bigint, o oid, r real,
	f float8, n numeric(10,2), fr numeric, bo boolean, tz timestamptz, ts timestamp, d date, tm time, u uuid, by bytea, ub bytea, e mood, j jsonb,
	js json, ar text[], ip inet, ep bigint);
INSERT INTO t(id, tx, vc, nm, co, ci, ch) VALUES (1, 'a', 'a', 'a', 'a', 'a', 'a'), (2, 'A', 'A', 'A', 'A', 'A', 'A'), (3, 'ab%_\', 'ab', 'ab', 'ab', 'ab', 'ab'),
	(4, 'É', 'É', 'É', 'É', 'É', 'É'), (5, 'é', 'é', 'é', 'é', 'é', 'é'), (6, '', '', '', '', '', ''), (7, NULL, NULL, NULL, NULL, NULL, NULL);
UPDATE t SET sm = id - 3, i = id - 3, b = id - 3, o = id, r = id / 10.0, f = id / 10.0, n = id / 10.0, fr = id / 10.0, bo = id < 3,
	tz = timestamptz '2024-02-29 12:00:00+00' + id * interval '1 second', ts = timestamp '2024-02-29 12:00:00' + id * interval '1 second',
	d = date '2024-02-29' + id, tm = time '12:00' + id * interval '1 second', u = ('0188f3c1-2a3b-7c4d-8e5f-00000000000' || id)::uuid,
	by = decode('0' || id, 'hex'), ub = decode('0188f3c12a3b7c4d8e5f00000000000' || id, 'hex'), e = CASE WHEN id < 3 THEN 'wild' ELSE 'calm' END::mood,
	ar = ARRAY['x', id::text], ip = ('10.0.0.' || id)::inet, ep = id
	WHERE id < 7;
UPDATE t SET j = x.j::jsonb, js = x.j::json FROM (VALUES (1, '{"a": {"b": [1, 2.0]}, "n": null, "s": "x"}'), (2, '{"a": 10, "t": true}'), (3, '["a"]'), (4, '"a"'),
	(5, '{"a": "Z", "1": 5}'), (6, '[10, {"a": 3}]')) AS x(id, j) WHERE x.id = t.id;
`

// filterCase is a comparison of a column of a storage, and the rows that it matches.
type filterCase struct {
	storage, column string
	op              request.Op
	value           any
	want            string
}

var filterCases = []filterCase{
	{"text", "tx", request.Eq, "a", "1"},
	{"text", "tx", request.Ne, "a", "2 3 4 5 6"},
	{"text", "tx", request.In, []any{"a", "A", ""}, "1 2 6"},
	{"text", "tx", request.NotIn, []any{"a", "A"}, "3 4 5 6"},
	{"text", "tx", request.Gt, "a", "3 4 5"},
	{"text", "tx", request.Gte, "a", "1 3 4 5"},
	{"text", "tx", request.Lt, "a", "2 6"},
	{"text", "tx", request.Lte, "a", "1 2 6"},
	{"text", "tx", request.Like, "a%", "1 3"},
	{"text", "tx", request.Like, `ab\%\_\\`, "3"},
	{"text", "tx", request.Like, "_", "1 2 4 5"},
	{"text", "tx", request.NotLike, "a%", "2 4 5 6"},
	{"text", "tx", request.ILike, "A%", "1 2 3"},
	{"text", "tx", request.ILike, "é", "5"},
	{"text", "tx", request.NotILike, "A%", "4 5 6"},
	{"text", "tx", request.Contains, "%_", "3"},
	{"text", "tx", request.Contains, "", "1 2 3 4 5 6"},
	{"text", "tx", request.StartsWith, "a", "1 3"},
	{"text", "tx", request.StartsWith, "ab%", "3"},
	{"text", "tx", request.EndsWith, `\`, "3"},
	{"text", "tx", request.EndsWith, "", "1 2 3 4 5 6"},
	{"text", "tx", request.EndsWith, "xab%_\\", ""},
	{"text", "tx", request.IContains, "B%", "3"},
	{"text", "tx", request.IContains, "É", "4"},
	{"text", "tx", request.IStartsWith, "A", "1 2 3"},
	{"text", "tx", request.IEndsWith, "A", "1 2"},
	{"text", "vc", request.Eq, "ab", "3"},
	{"text", "nm", request.Eq, strings.Repeat("a", 64), ""},
	{"text", "nm", request.In, []any{"a", strings.Repeat("a", 64)}, "1"},
	{"text", "nm", request.Gt, "a", "3 4 5"},
	{"text_collated", "co", request.Eq, "a", "1"},
	{"text_collated", "co", request.Ne, "a", "2 3 4 5 6"},
	{"text_collated", "co", request.In, []any{"a", "É"}, "1 4"},
	{"text_collated", "co", request.NotIn, []any{"a", "É"}, "2 3 5 6"},
	{"text_collated", "co", request.Gt, "a", "3 4 5"},
	{"text_collated", "co", request.Like, "a%", "1 3"},
	{"text_collated", "co", request.Contains, "a", "1 3"},
	{"text_collated", "co", request.StartsWith, "A", "2"},
	{"text_collated", "co", request.IStartsWith, "A", "1 2 3"},
	{"text_collated", "co", request.EndsWith, "A", "2"},
	{"citext", "ci", request.Eq, "a", "1"},
	{"citext", "ci", request.Ne, "a", "2 3 4 5 6"},
	{"citext", "ci", request.In, []any{"a", "É"}, "1 4"},
	{"citext", "ci", request.NotIn, []any{"a", "É"}, "2 3 5 6"},
	{"citext", "ci", request.Gt, "a", "3 4 5"},
	{"citext", "ci", request.Like, "a%", "1 3"},
	{"citext", "ci", request.ILike, "a", "1 2"},
	{"citext", "ci", request.Contains, "A", "2"},
	{"citext", "ci", request.EndsWith, "A", "2"},
	{"char", "ch", request.Eq, "a", ""},
	{"char", "ch", request.Eq, "a  ", "1"},
	{"char", "ch", request.Ne, "a  ", "2 3 4 5 6"},
	{"char", "ch", request.In, []any{"a", "ab "}, "3"},
	{"char", "ch", request.NotIn, []any{"a", "ab "}, "1 2 4 5 6"},
	{"char", "ch", request.Gt, "a", "3 4 5"},
	{"char", "ch", request.Like, "a__", "1 3"},
	{"char", "ch", request.EndsWith, "  ", "1 2 4 5 6"},
	{"smallint", "sm", request.Eq, int64(70000), ""},
	{"smallint", "sm", request.Lt, int64(70000), "1 2 3 4 5 6"},
	{"smallint", "sm", request.In, []any{int64(1), int64(-2), int64(70000)}, "1 4"},
	{"integer", "i", request.Gte, int64(0), "3 4 5 6"},
	{"bigint", "b", request.Eq, int64(9007199254740993), ""},
	{"bigint", "b", request.NotIn, []any{int64(0), int64(9007199254740993)}, "1 2 4 5 6"},
	{"oid", "o", request.Gt, int64(-1), "1 2 3 4 5 6"},
	{"real", "r", request.Eq, 0.1, "1"},
	{"real", "r", request.Gt, 0.1, "2 3 4 5 6"},
	{"double", "f", request.In, []any{0.1, 0.3}, "1 3"},
	{"numeric", "n", request.Eq, "0.1", "1"},
	{"numeric", "fr", request.Eq, "0.100", "1"},
	{"numeric", "n", request.Gt, "0.105", "2 3 4 5 6"},
	{"boolean", "bo", request.Eq, true, "1 2"},
	{"boolean", "bo", request.Ne, true, "3 4 5 6"},
	{"timestamptz", "tz", request.Eq, int64(1709208001_000000), "1"},
	{"timestamptz", "tz", request.Gt, int64(1709208001_000001), "2 3 4 5 6"},
	{"timestamptz", "tz", request.In, []any{int64(1709208001_000000), int64(1709208003_000000)}, "1 3"},
	{"timestamptz", "tz", request.Gt, int64(-62167219200_000000), "1 2 3 4 5 6"},
	{"timestamp", "ts", request.Eq, int64(1709208001_000000), "1"},
	{"timestamp", "ts", request.Lte, int64(1709208002_000000), "1 2"},
	{"date", "d", request.Eq, int64(1709251200_000000), "1"},
	{"date", "d", request.Gt, int64(1709251200_000000), "2 3 4 5 6"},
	{"time", "tm", request.Eq, int64(43201_000000), "1"},
	{"time", "tm", request.Gt, int64(43201_500000), "2 3 4 5 6"},
	{"uuid", "u", request.Eq, "0188f3c1-2a3b-7c4d-8e5f-000000000001", "1"},
	{"uuid", "u", request.Gt, "0188f3c1-2a3b-7c4d-8e5f-000000000004", "5 6"},
	{"uuid_bytes", "ub", request.Eq, "0188f3c1-2a3b-7c4d-8e5f-000000000001", "1"},
	{"uuid_bytes", "ub", request.In, []any{"0188f3c1-2a3b-7c4d-8e5f-000000000001", "0188f3c1-2a3b-7c4d-8e5f-000000000003"}, "1 3"},
	{"bytea", "by", request.Eq, []byte{1}, "1"},
	{"bytea", "by", request.NotIn, []any{[]byte{1}, []byte{2}}, "3 4 5 6"},
	{"enum", "e", request.Eq, "wild", "1 2"},
	{"enum", "e", request.In, []any{"wild", "calm"}, "1 2 3 4 5 6"},
	{"enum", "e", request.NotIn, []any{"wild"}, "3 4 5 6"},
	{"epoch_s", "ep", request.Eq, int64(3_000_000), "3"},
	{"epoch_s", "ep", request.Eq, int64(3_500_000), ""},
	{"epoch_s", "ep", request.Ne, int64(3_500_000), "1 2 3 4 5 6"},
	{"epoch_s", "ep", request.Gt, int64(3_500_000), "4 5 6"},
	{"epoch_s", "ep", request.Gte, int64(3_500_000), "4 5 6"},
	{"epoch_s", "ep", request.Lt, int64(3_500_000), "1 2 3"},
	{"epoch_s", "ep", request.Lte, int64(3_500_000), "1 2 3"},
	{"epoch_s", "ep", request.Lt, int64(3_000_000), "1 2"},
	{"jsonb", "j", request.Eq, request.JSONText(`["a"]`), "3"},
	{"json", "js", request.Eq, request.JSONText(`{"a":10.0,"t":true}`), "2"},
	{"jsonb", "j", request.HasKey, "a", "1 2 5"},
	{"jsonb", "j", request.HasKey, "n", "1"},
	{"json", "js", request.HasKey, "a", "1 2 5"},
	{"array", "ar", request.Eq, request.JSONText(`["x","3"]`), "3"},
	{"other", "ip", request.Eq, "10.0.0.1", ""},
	{"other", "ip", request.Eq, "10.0.0.1/32", "1"},
	{"other", "ip", request.Contains, "0.0.2", "2"},
	{"other", "ip", request.In, []any{"10.0.0.1", "10.0.0.2/32"}, "2"},
}

// pathCases are comparisons inside JSON.
var pathCases = []struct {
	op          request.Op
	path, value string
	want        string
}{
	{request.Eq, `["a","b",1]`, `2`, "1"},
	{request.Eq, `["a","b"]`, `[1,2]`, "1"},
	{request.Eq, `["a","b",-1]`, `2`, "1"},
	{request.Eq, `[0]`, `10`, "6"},
	{request.Eq, `["0"]`, `10`, ""},
	{request.Eq, `["1"]`, `5`, "5"},
	{request.Eq, `[1]`, `5`, ""},
	{request.Eq, `[-2]`, `10`, "6"},
	{request.Eq, `[1,"a"]`, `3`, "6"},
	{request.Ne, `["a"]`, `10`, "1 5"},
	{request.Gt, `["a"]`, `9`, "2"},
	{request.Gte, `["a"]`, `10`, "2"},
	{request.Lt, `["a"]`, `10.5`, "2"},
	{request.Gt, `["a"]`, `"Y"`, "5"},
	{request.Lt, `["a"]`, `"a"`, "5"},
	{request.Gte, `["t"]`, `true`, "2"},
	{request.Gt, `["t"]`, `false`, ""},
	{request.Eq, `["n"]`, `null`, ""},
	{request.IsNull, `["n"]`, ``, "1 2 3 4 5 6 7"},
	{request.IsNull, `["s"]`, ``, "2 3 4 5 6 7"},
	{request.Eq, `[]`, `"a"`, "4"},
}

// TestFilters checks on a server which rows the comparisons match.
func TestFilters(t *testing.T) {
	s := start(t)
	s.psql("postgres", filtered)
	d := Dialect(Options{Binary: true})
	var names []string
	script := ""
	wants := []string{}
	add := func(name, condition, want string) {
		names, wants = append(names, name+": "+condition), append(wants, want)
		script += "SELECT coalesce(string_agg(id::text, ' ' ORDER BY id), '') || ';' FROM t WHERE " + condition + ";\n"
	}
	for _, c := range filterCases {
		f, found := d.Storages[c.storage].Ops[c.op]
		if !found {
			t.Fatalf("storage %s has no %s", c.storage, c.op)
		}
		add(c.storage+" "+c.op.String(), spell(t, f, "t."+c.column, c.value), c.want)
	}
	for _, c := range pathCases {
		for storage, column := range map[string]string{storageJSONB: "t.j", storageJSON: "t.js"} {
			add("path "+c.path, spell(t, d.Storages[storage].Path[c.op], column, request.JSONText(c.path), request.JSONText(c.value)), c.want)
		}
	}
	for _, c := range []struct{ storage, column, value, want string }{
		{storageCitext, "ci", "A", "1 2"}, {storageCollated, "co", "A", "1 2"}, {storageChar, "ch", "a", "1"},
	} {
		add("by key", spell(t, d.Storages[c.storage].ByKey[loose], "t."+c.column, c.value), c.want)
	}
	for _, storage := range []string{storageText, storageEnum, storageCitext} {
		column := map[string]string{storageText: "tx", storageEnum: "e", storageCitext: "ci"}[storage]
		script += "SELECT string_agg(id::text, ' ' ORDER BY " + strings.ReplaceAll(d.Storages[storage].Order, "{column}", "t."+column) + ", id) || ';' FROM t WHERE id < 7;\n"
		names = append(names, "order of "+storage)
		wants = append(wants, map[string]string{storageText: "6 2 1 3 4 5", storageEnum: "3 4 5 6 1 2", storageCitext: "6 2 1 3 4 5"}[storage])
	}
	s.judge(script, names, wants)
}

// judge compares the results of a script, whose statements each end in a semicolon, with the expected ones.
func (s *server) judge(script string, names, wants []string) {
	s.t.Helper()
	out := s.psql("postgres", script)
	got := strings.Split(out, ";")
	if len(got) != len(wants)+1 {
		s.t.Fatalf("%d questions have %d answers: %s", len(wants), len(got)-1, out)
	}
	for i, want := range wants {
		if text := strings.TrimSpace(got[i]); text != want {
			s.t.Errorf("%s finds [%s], want [%s]", names[i], text, want)
		}
	}
}

// TestKeysAreFound checks on a server that each row is found by its cells as keys, alone and as one of two columns.
func TestKeysAreFound(t *testing.T) {
	s := start(t)
	s.psql("postgres", filtered)
	d := Dialect(Options{})
	text := func(values ...any) dialect.Keys { return dialect.Keys{{Values: values}} }
	var script strings.Builder
	var names, wants []string
	for _, c := range []struct {
		storage, column string
		keys            dialect.Keys
		want            string
	}{
		{storageText, "tx", text(`ab%_\`, "É", ""), "3 4 6"},
		{storageCollated, "co", text("a", "é"), "1 5"},
		{storageCitext, "ci", text("a", "é"), "1 5"},
		{storageChar, "ch", text("a  ", "a", "ab "), "1 3"},
		// As values, since what is bound for integers alone is no literal; see TestKeysOfOtherWidths.
		{storageSmall, "sm", text(int64(-2), int64(70000)), "1"},
		{storageBigInt, "b", text(int64(0), int64(1<<60)), "3"},
		{storageOID, "o", dialect.Keys{{Ints: []int64{1, 2}}}, "1 2"},
		{storageReal, "r", text(0.1), "1"},
		{storageFloat, "f", text(0.1, 0.2), "1 2"},
		{storageNumeric, "n", text("0.10"), "1"},
		{storageBoolean, "bo", text(true), "1 2"},
		{storageInstant, "tz", text("2024-02-29 12:00:01+00"), "1"},
		{storageLocal, "ts", text("2024-02-29 12:00:01"), "1"},
		{storageDate, "d", text("2024-03-01"), "1"},
		{storageTime, "tm", text("12:00:01"), "1"},
		{storageUUID, "u", text("0188f3c1-2a3b-7c4d-8e5f-000000000002"), "2"},
		{storageBytes, "by", text([]byte{3}), "3"},
		{storageEnum, "e", text("wild"), "1 2"},
		{storageOther, "ip", text("10.0.0.4/32"), "4"},
	} {
		k := d.Storages[c.storage].Keyed
		in := spell(t, k.In, "t."+c.column, c.keys)
		column := k.Column
		if column == "" {
			column = "{column}"
		}
		row := "(" + strings.ReplaceAll(column, "{column}", "t."+c.column) + ", 1) IN (" +
			strings.ReplaceAll(d.KeysInRow.SQL, "{parts}", strings.Trim(spell(t, k.Part, "", c.keys), "()")+", array_fill(1, ARRAY["+fmt.Sprint(c.keys.Len())+"])") + ")"
		for _, condition := range []string{in, row} {
			names, wants = append(names, c.storage+": "+condition), append(wants, c.want)
			script.WriteString("SELECT coalesce(string_agg(id::text, ' ' ORDER BY id), '') || ';' FROM t WHERE " + condition + ";\n")
		}
	}
	s.judge(script.String(), names, wants)
	if _, known := d.Comparison(catalog.Comparison("loose")); !known {
		t.Error("the comparison of keys is unknown")
	}
}
