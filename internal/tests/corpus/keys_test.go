package corpus_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/db/dbtest/outside"
	"tiddly/internal/rest"
)

// TestKeysCompareAsTheDatabaseDoes makes random schemas of keys, and requires that the graph joins the rows that
// SQLite's foreign key check accepts, finds by a key the row that SQLite would refuse as a duplicate, and deletes
// the rows that it has returned before.
func TestKeysCompareAsTheDatabaseDoes(t *testing.T) {
	from, n := firstSeed(), 40
	if os.Getenv("TIDDLY_LONG") != "" {
		n = 1500
	}
	t.Logf("go test ./internal/tests/corpus -run TestKeysCompare -seed %d", from)
	tried := map[string]int{}
	for i := range n {
		k := newKeyed(rand.New(rand.NewPCG(uint64(from), uint64(i))), tried)
		if !t.Run(fmt.Sprint(i), func(t *testing.T) { k.run(t) }) {
			t.Fatalf("schema %d of seed %d:\n%s", i, from, k.script)
		}
	}
	for _, what := range []string{"joined", "dangling", "respelt reference", "junction", "by another spelling", "deleted", "REST"} {
		if tried[what] == 0 {
			t.Errorf("%s: never tried", what)
		}
	}
}

// keyed is a schema of a table own with a key, its pets, and tags linked to it.
type keyed struct {
	random *rand.Rand
	tried  map[string]int
	script string
	// keys are the columns of own's key; texts is set if they are text columns.
	keys           []string
	texts, primary bool
	// rowid is set if the key is the row id, which only accepts integers.
	rowid            bool
	toOne, reference string
	db               *sql.DB
	graph            http.Handler
	rest             http.Handler
}

func newKeyed(r *rand.Rand, tried map[string]int) *keyed {
	k := &keyed{random: r, tried: tried}
	k.write()
	return k
}

func (k *keyed) pick(list ...string) string { return list[k.random.IntN(len(list))] }

func (k *keyed) chance(percent int) bool { return k.random.IntN(100) < percent }

func (k *keyed) collation() string {
	return k.pick("", "", " COLLATE NOCASE", " COLLATE RTRIM", " COLLATE BINARY")
}

func (k *keyed) declared() string {
	return k.pick("TEXT", "TEXT", "TEXT", "VARCHAR(9)", "INTEGER", "REAL", "NUMERIC", "", "BLOB")
}

// write writes the script of the schema and its rows.
func (k *keyed) write() {
	k.keys = []string{"k1", "k2"}[:1+k.random.IntN(4)/3]
	k.texts, k.primary = true, k.chance(60)
	constraint := make([]string, len(k.keys))
	columns := []string{"n INTEGER NOT NULL"}
	for i, name := range k.keys {
		declared := k.declared()
		if k.chance(50) {
			declared = "TEXT"
		}
		k.texts = k.texts && (declared == "TEXT" || declared == "VARCHAR(9)")
		columns = append(columns, name+" "+declared+" NOT NULL"+k.collation())
		constraint[i] = name
		if k.chance(15) {
			constraint[i] += k.collation()
		}
	}
	word, end := "UNIQUE", ""
	if k.primary {
		word = "PRIMARY KEY"
		end = k.pick("", "", " WITHOUT ROWID")
	}
	own := strings.Join(append(columns, word+" ("+strings.Join(constraint, ", ")+")"), ", ")
	target := "own"
	if !k.primary || k.chance(50) {
		target += " (" + strings.Join(k.keys, ", ") + ")"
	}
	k.toOne = "own"
	if len(k.keys) == 1 {
		k.toOne = "r1Ref"
	}
	refs := k.references()
	names := strings.Join([]string{"r1", "r2"}[:len(k.keys)], ", ")
	k.reference = names
	action := k.pick("", " ON DELETE CASCADE", " ON DELETE SET NULL")
	k.rowid = strings.Contains(own, "k1 INTEGER ") && len(k.keys) == 1 && k.primary && end == ""
	k.script = "PRAGMA foreign_keys = OFF; BEGIN;\nCREATE TABLE own (" + own + ")" + end + ";\n" +
		"CREATE TABLE pet (id INTEGER PRIMARY KEY, " + refs + ", FOREIGN KEY (" + names + ") REFERENCES " + target + action + ");\n" +
		"CREATE TABLE tag (id INTEGER PRIMARY KEY, k TEXT NOT NULL UNIQUE" + k.collation() + ");\n" +
		"CREATE TABLE tie (" + k.references() + ", t TEXT" + k.collation() + " REFERENCES tag (k), PRIMARY KEY (" + names + ", t), FOREIGN KEY (" +
		names + ") REFERENCES " + target + ");\n"
	if k.chance(70) {
		k.script += "CREATE INDEX pet_r ON pet (r1" + k.collation() + ");\n"
	}
	k.rows()
}

// references are columns that refer to own.
func (k *keyed) references() string {
	columns := make([]string, len(k.keys))
	for i := range k.keys {
		declared := k.declared()
		if k.chance(60) {
			declared = "TEXT"
		}
		columns[i] = fmt.Sprintf("r%d %s%s", i+1, declared, k.collation())
	}
	return strings.Join(columns, ", ")
}

var keyValues = []string{
	"'ann'", "'Ann'", "'ANN'", "'ann '", "'Ann  '", "' ann'", "'bob'", "'BOB '", "'1'", "'01'", "'1.0'", "'2'", "1", "1.0", "2", "2.5", "'2.5'", "x'616eff'",
	"'é'", "'É'", "''", "' '", "0.1+0.2", "'0.3'", "9007199254740993", "9007199254740992.0", "'9007199254740993'", "'1e0'", "x'32aa'", "'a'||char(0)||'b'",
}

func (k *keyed) values() string {
	list := make([]string, len(k.keys))
	for i := range list {
		list[i] = keyValues[k.random.IntN(len(keyValues))]
		if i > 0 {
			list[i] = k.pick("'x'", "'X'", "1", "'x '") // so that some match
		}
	}
	return strings.Join(list, ", ")
}

func (k *keyed) rows() {
	for n := range 12 {
		values := k.values()
		if k.rowid {
			values = k.pick("1", "2", "3", "0", "-1", "9007199254740993")
		}
		k.script += fmt.Sprintf("INSERT OR IGNORE INTO own VALUES (%d, %s);\n", n, values)
	}
	for n := range 30 {
		k.script += fmt.Sprintf("INSERT INTO pet VALUES (%d, %s);\n", n, k.values())
	}
	k.script += "INSERT INTO pet (id) VALUES (30);\n"
	for _, tag := range []string{"red", "Red", "blue", "blue "} {
		k.script += fmt.Sprintf("INSERT OR IGNORE INTO tag (k) VALUES ('%s');\n", tag)
	}
	for range 15 {
		k.script += fmt.Sprintf("INSERT OR IGNORE INTO tie VALUES (%s, %s);\n", k.values(), k.pick("'red'", "'RED'", "'blue'", "'Blue'", "'blue  '"))
	}
	k.script += "COMMIT;"
}

// run serves the schema and compares it with the database.
func (k *keyed) run(t *testing.T) {
	t.Helper()
	path := dbtest.Path(t, k.script)
	db, err := outside.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	k.db = db
	k.exec(t, "PRAGMA synchronous = OFF")
	k.exec(t, "PRAGMA journal_mode = MEMORY")
	t.Cleanup(func() { _ = db.Close() })
	s := serve(t, path)
	k.graph = handler(s)
	k.rest = rest.NewHandler(s.View, rest.Options{})
	if k.checks(t) {
		k.joins(t)
		k.junctions(t)
	}
	if k.texts {
		k.byKey(t)
	}
	k.deletes(t)
}

// checks reports whether SQLite can check the foreign keys: the key may have another collation than the column.
func (k *keyed) checks(t *testing.T) bool {
	t.Helper()
	rows, err := k.db.QueryContext(t.Context(), "PRAGMA foreign_key_check(pet)")
	if err != nil {
		return false
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
	}
	return rows.Err() == nil
}

// column returns the only column of a query, as texts.
func (k *keyed) column(t *testing.T, query string, args ...any) []string {
	t.Helper()
	rows, err := k.db.QueryContext(t.Context(), query, args...)
	if err != nil {
		t.Fatal(query, err)
	}
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var cell string
		if err := rows.Scan(&cell); err != nil {
			t.Fatal(query, err)
		}
		all = append(all, cell)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(query, err)
	}
	return all
}

func (k *keyed) exec(t *testing.T, statement string, args ...any) {
	t.Helper()
	if _, err := k.db.ExecContext(t.Context(), statement, args...); err != nil {
		t.Fatal(statement, err)
	}
}

// referred returns, for each row id of a table, the row that its foreign key leads to: the remaining one when
// SQLite's check finds nothing missing after all other rows of the target are deleted.
func (k *keyed) referred(t *testing.T, table, where, target, id string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, n := range k.column(t, "SELECT "+id+" FROM "+target) {
		k.exec(t, "BEGIN")
		k.exec(t, "DELETE FROM "+target+" WHERE "+id+" <> ?", n)
		missing := k.violations(t, table, target)
		for _, row := range k.column(t, "SELECT rowid FROM "+table+" WHERE "+where) {
			if !slices.Contains(missing, row) {
				if found[row] != "" {
					t.Fatalf("%s %s refers to %s %s and %s", table, row, target, found[row], n)
				}
				found[row] = n
			}
		}
		k.exec(t, "ROLLBACK")
	}
	return found
}

func (k *keyed) violations(t *testing.T, table, target string) []string {
	t.Helper()
	rows, err := k.db.QueryContext(t.Context(), "PRAGMA foreign_key_check("+table+")")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var from, to, id string
		var key any
		if err := rows.Scan(&from, &id, &to, &key); err != nil {
			t.Fatal(err)
		}
		if to == target {
			all = append(all, id)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func (k *keyed) notNull() string {
	return strings.ReplaceAll(k.reference, ",", " IS NOT NULL AND") + " IS NOT NULL"
}

// ask returns the data of an answer without errors.
func (k *keyed) ask(t *testing.T, query string, variables any) map[string]any {
	t.Helper()
	raw, err := json.Marshal(variables)
	if err != nil {
		t.Fatal(err)
	}
	status, body := post(t, k.graph, testCase{query: query, rawVariables: raw})
	var answer struct {
		Data   map[string]any
		Errors []any
	}
	d := json.NewDecoder(strings.NewReader(string(body)))
	d.UseNumber()
	if err := d.Decode(&answer); err != nil || status != http.StatusOK || len(answer.Errors) > 0 {
		t.Fatalf("%s %s gives %d %s", query, raw, status, body)
	}
	return answer.Data
}

// each returns one member of every object of a list, as texts.
func each(list any, member string) []string {
	all := []string{}
	for _, o := range list.([]any) {
		all = append(all, fmt.Sprint(o.(map[string]any)[member]))
	}
	slices.SortFunc(all, func(a, b string) int { return len(a)*100 - len(b)*100 + strings.Compare(a, b) })
	return all
}

func sortedNumbers(all []string) []string {
	if all == nil {
		all = []string{}
	}
	slices.SortFunc(all, func(a, b string) int { return len(a)*100 - len(b)*100 + strings.Compare(a, b) })
	return all
}

func wantSame(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: the graph has %v, the database %v", what, got, want)
	}
}

// joins checks both directions of the foreign key, and the filters over it.
func (k *keyed) joins(t *testing.T) {
	t.Helper()
	owners := k.referred(t, "pet", k.notNull(), "own", "n")
	pets := map[string][]string{}
	for _, o := range k.ask(t, "{pets{id o: "+k.toOne+"{n}}}", nil)["pets"].([]any) {
		id, n := fmt.Sprint(o.(map[string]any)["id"]), ""
		if to, ok := o.(map[string]any)["o"].(map[string]any); ok {
			n = fmt.Sprint(to["n"])
			k.tried["joined"]++
		} else {
			k.tried["dangling"]++
		}
		if n != owners[id] {
			t.Errorf("pet %s: the graph leads to %q, SQLite to %q", id, n, owners[id])
		}
		pets[n] = append(pets[n], id)
	}
	with, without := []string{}, []string{}
	list := k.ask(t, `{owns{n pets{id} one: pets(limit:1){id} page: pets(limit:2, offset:1, orderBy:{id:DESC}){id}}}`, nil)["owns"]
	for _, o := range list.([]any) {
		row := o.(map[string]any)
		n := fmt.Sprint(row["n"])
		want := sortedNumbers(pets[n])
		wantSame(t, "pets of "+n, each(row["pets"], "id"), want)
		wantSame(t, "first pet of "+n, each(row["one"], "id"), want[:min(1, len(want))])
		wantSame(t, "page of "+n, each(row["page"], "id"), want[max(0, len(want)-3):max(0, len(want)-1)])
		if len(want) > 0 {
			with = append(with, n)
		} else {
			without = append(without, n)
		}
	}
	wantSame(t, "some", each(k.ask(t, "{owns(where:{pets:{some:{}}}){n}}", nil)["owns"], "n"), sortedNumbers(with))
	wantSame(t, "none", each(k.ask(t, "{owns(where:{pets:{none:{}}}){n}}", nil)["owns"], "n"), sortedNumbers(without))
	later := sortedNumbers(slices.DeleteFunc(slices.Clone(with), func(n string) bool {
		return !slices.ContainsFunc(pets[n], func(id string) bool { return len(id) > 1 })
	}))
	wantSame(t, "some of", each(k.ask(t, "{owns(where:{pets:{some:{id:{gte:10}}}}){n}}", nil)["owns"], "n"), later)
	every := k.ask(t, "{owns(where:{not:{pets:{every:{id:{lt:10}}}}}){n}}", nil)["owns"]
	wantSame(t, "not every", each(every, "n"), later)
	wantSame(t, "to one", each(k.ask(t, "{pets(where:{"+k.toOne+":{n:{gte:0}}}){id}}", nil)["pets"], "id"), sortedNumbers(slices.Collect(maps.Keys(owners))))
	different := "SELECT count(*) FROM own, pet WHERE own.k1 = pet.r1 AND own.k1 IS NOT pet.r1 COLLATE BINARY"
	if k.column(t, different)[0] != "0" {
		k.tried["respelt reference"]++
	}
}

// junctions checks the relation over the table tie, in both directions.
func (k *keyed) junctions(t *testing.T) {
	t.Helper()
	owners := k.referred(t, "tie", k.notNull(), "own", "n")
	tags := k.referred(t, "tie", "t IS NOT NULL", "tag", "id")
	ofOwn, ofTag := map[string][]string{}, map[string][]string{}
	for row, n := range owners {
		if tag := tags[row]; tag != "" {
			ofOwn[n], ofTag[tag] = append(ofOwn[n], tag), append(ofTag[tag], n)
			k.tried["junction"]++
		}
	}
	data := k.ask(t, "{owns{n tags{id} some: tags(limit:1){id}} tags{id owns{n}} with: owns(where:{tags:{some:{id:{gte:0}}}}){n}}", nil)
	for _, o := range data["owns"].([]any) {
		n := fmt.Sprint(o.(map[string]any)["n"])
		wantSame(t, "tags of "+n, each(o.(map[string]any)["tags"], "id"), sortedNumbers(ofOwn[n]))
		if got := each(o.(map[string]any)["some"], "id"); len(got) != min(1, len(ofOwn[n])) {
			t.Errorf("a tag of %s: %v", n, got)
		}
	}
	for _, o := range data["tags"].([]any) {
		id := fmt.Sprint(o.(map[string]any)["id"])
		wantSame(t, "owns of tag "+id, each(o.(map[string]any)["owns"], "n"), sortedNumbers(ofTag[id]))
	}
	wantSame(t, "owns with tags", each(data["with"], "n"), sortedNumbers(slices.Collect(maps.Keys(ofOwn))))
}

// respelt returns another spelling of a text, which some collation usually treats as equal.
func (k *keyed) respelt(text string) string {
	switch k.random.IntN(6) {
	case 0:
		return strings.ToUpper(text)
	case 1:
		return strings.ToLower(text)
	case 2:
		return text + "  "
	case 3:
		return strings.TrimRight(text, " ")
	case 4:
		return "x" + text
	default:
		return text
	}
}

// byKey queries rows by their keys in other spellings: the row that SQLite would replace is the one that has the
// key.
func (k *keyed) byKey(t *testing.T) {
	t.Helper()
	texts := k.column(t, "SELECT n FROM own WHERE typeof(k1) = 'text'")
	if len(texts) == 0 {
		return
	}
	for range 12 {
		values := map[string]any{}
		row := texts[k.random.IntN(len(texts))]
		for _, c := range k.keys {
			values[c] = k.respelt(k.column(t, "SELECT CAST("+c+" AS TEXT) FROM own WHERE n = ?", row)[0])
		}
		want := k.replaced(t, values)
		if len(want) > 0 {
			k.tried["by another spelling"]++
		}
		by := any(values)
		if len(k.keys) > 1 {
			by = map[string]any{"k1AndK2": values}
		}
		variables := map[string]any{"by": by}
		one := k.ask(t, "query($by: OwnKey!){own(by:$by){n}}", variables)["own"]
		wantSame(t, fmt.Sprintf("by %q", values), each(asList(one), "n"), want)
		k.byREST(t, values, want)
		// A write by a key affects the row that was read by it; the second write undoes the first.
		for _, added := range []string{"500", "-500"} {
			set := k.ask(t, "mutation($by: OwnKey!){updateOwn(by:$by, inc:{n:"+added+"}){node{n}}}", variables)["updateOwn"]
			if node := set.(map[string]any)["node"]; (node != nil) != (len(want) == 1) {
				t.Errorf("an update by %q gives %v, want row %v", values, node, want)
			}
		}
	}
}

// replaced returns the rows that SQLite would replace by one with these values in the key.
func (k *keyed) replaced(t *testing.T, values map[string]any) []string {
	t.Helper()
	args := []any{999}
	for _, c := range k.keys {
		args = append(args, values[c])
	}
	before := k.column(t, "SELECT n FROM own")
	k.exec(t, "BEGIN")
	k.exec(t, "INSERT OR REPLACE INTO own VALUES (?"+strings.Repeat(", ?", len(k.keys))+")", args...)
	after := k.column(t, "SELECT n FROM own")
	k.exec(t, "ROLLBACK")
	return slices.DeleteFunc(before, func(n string) bool { return slices.Contains(after, n) })
}

func asList(one any) []any {
	if one == nil {
		return nil
	}
	return []any{one}
}

// byREST requests the same row by its address.
func (k *keyed) byREST(t *testing.T, values map[string]any, want []string) {
	t.Helper()
	parts := make([]string, len(k.keys))
	for i, c := range k.keys {
		parts[i] = strings.ReplaceAll(url.PathEscape(fmt.Sprint(values[c])), ",", "%2C")
	}
	id := strings.Join(parts, ",")
	if strings.Contains(id, "%00") || id == "" {
		return
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/own/"+id, http.NoBody)
	w := httptest.NewRecorder()
	k.rest.ServeHTTP(w, r)
	var answer struct{ Data struct{ N json.Number } }
	_ = json.Unmarshal(w.Body.Bytes(), &answer) // without a row the answer has another form
	if string(answer.Data.N) != strings.Join(want, "") {
		t.Errorf("GET /own/%s gives %d %s, want row %v", id, w.Code, w.Body, want)
	}
	k.tried["REST"]++
}

// deletes deletes rows by a filter that was queried before.
func (k *keyed) deletes(t *testing.T) {
	t.Helper()
	where := k.pick("{pets:{none:{}}}", "{not:{pets:{some:{}}}}", "{tags:{none:{}}, pets:{none:{}}}", "{pets:{every:{id:{lt:0}}}}")
	id, deleted := "id: __typename", ""
	odd := "SELECT count(*) FROM own WHERE typeof(k1) <> 'text' OR typeof(" + k.keys[len(k.keys)-1] + ") <> 'text'"
	if k.texts && k.column(t, odd)[0] == "0" { // values of other kinds have no id
		id, deleted = "id: nodeId", " deletedNodeIds"
	}
	asked := k.ask(t, "{owns(where:"+where+"){n "+id+"}}", nil)["owns"]
	want, ids := each(asked, "n"), each(asked, "id")
	before := each(k.ask(t, "{owns{n}}", nil)["owns"], "n")
	raw, _ := json.Marshal(nil)
	status, body := post(t, k.graph, testCase{query: "mutation{deleteOwns(where:" + where + "){nodes{n}" + deleted + "}}", rawVariables: raw})
	if status != http.StatusOK || strings.Contains(string(body), `"errors"`) {
		k.tried["refused"]++ // links, or a foreign key that SQLite cannot compare
		return
	}
	after := each(k.ask(t, "{owns{n}}", nil)["owns"], "n")
	gone := []string{}
	for _, n := range before {
		if !slices.Contains(after, n) {
			gone = append(gone, n)
		}
	}
	wantSame(t, "deleted where "+where, gone, want)
	k.tried["deleted"] += len(gone)
	if deleted == "" {
		return
	}
	var answer struct {
		Data struct {
			DeleteOwns struct{ DeletedNodeIDs []string }
		}
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		t.Fatal(err)
	}
	wantSame(t, "ids of what was deleted", sortedNumbers(answer.Data.DeleteOwns.DeletedNodeIDs), ids)
}
