package corpus_test

import (
	"net/http"
	"strings"
	"testing"

	"tiddly/db/dbtest"
)

// reading is a request and its answer, as text.
type reading struct{ query, want string }

// reads asks a file what the cases ask, one after another.
func reads(t *testing.T, script string, cases []reading) {
	t.Helper()
	h := handler(serve(t, dbtest.Path(t, script)))
	for _, c := range cases {
		status, body := post(t, h, testCase{query: c.query})
		if got := strings.TrimSpace(string(body)); status != http.StatusOK || got != c.want {
			t.Errorf("%s\ngot  %d %s\nwant %s", c.query, status, got, c.want)
		}
	}
}

func TestIntegersBeyond32Bits(t *testing.T) {
	reads(t, `CREATE TABLE note (id INTEGER PRIMARY KEY, mod INTEGER NOT NULL, t TEXT);
		INSERT INTO note VALUES (1700000000123, 1700000000124, 'a'), (5, 6, 'b');
		CREATE TABLE tag (id INTEGER PRIMARY KEY, note_id INT REFERENCES note(id));`, []reading{
		{`{ notes { id mod t } }`, `{"data":{"notes":[{"id":"5","mod":"6","t":"b"},{"id":"1700000000123","mod":"1700000000124","t":"a"}]}}`},
		{`{ note(by: {id: "1700000000123"}) { t } notes(where: {mod: {gt: 6}}) { t } }`, `{"data":{"note":{"t":"a"},"notes":[{"t":"a"}]}}`},
		{
			`mutation { insertNote(input: {id: "1700000000999", mod: "9007199254740993"}) { node { id mod } } }`,
			`{"data":{"insertNote":{"node":{"id":"1700000000999","mod":"9007199254740993"}}}}`,
		},
		{`mutation { insertTag(input: {noteId: "1700000000123"}) { node { note { t } } } }`, `{"data":{"insertTag":{"node":{"note":{"t":"a"}}}}}`},
	})
	reads(t, `CREATE TABLE sx (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, a ANY) STRICT; INSERT INTO sx VALUES (1, 3000000000, 5);`, []reading{
		{`{ sxes { n a } }`, `{"data":{"sxes":[{"n":"3000000000","a":5}]}}`},
		{`{ sxes(where: {a: {gte: 5}, n: {eq: "3000000000"}}) { id } }`, `{"data":{"sxes":[{"id":1}]}}`},
	})
	reads(t, `CREATE TABLE q (id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT); INSERT INTO q VALUES (3000000000, 'x'); DELETE FROM q;`, []reading{
		{`mutation { insertQ(input: {v: "y"}) { node { id } } }`, `{"data":{"insertQ":{"node":{"id":"3000000001"}}}}`},
	})
}

// TestBytesThatAreNumbers asks for bytes among texts and numbers: two numbers that are equal and are not shown the same
// are not found by each other's bytes.
func TestBytesThatAreNumbers(t *testing.T) {
	reads(t, `CREATE TABLE f (id INTEGER PRIMARY KEY, c BLOB); CREATE INDEX f_c ON f(c);
		INSERT INTO f VALUES (1, x'35'), (2, 5), (3, 5.0), (4, '5'), (5, '5.0'), (6, NULL), (7, 1e15), (8, 1000000000000000);`, []reading{
		{`{ fs { id c } }`, `{"data":{"fs":[{"id":1,"c":"NQ=="},{"id":2,"c":"NQ=="},{"id":3,"c":"NS4w"},{"id":4,"c":"NQ=="},{"id":5,"c":"NS4w"},{"id":6,"c":null},` +
			`{"id":7,"c":"MTAwMDAwMDAwMDAwMDAwMC4w"},{"id":8,"c":"MTAwMDAwMDAwMDAwMDAwMA=="}]}}`},
		{
			`{ five: fs(where: {c: {eq: "NQ=="}}) { id } real: fs(where: {c: {in: ["NS4w"]}}) { id } not: fs(where: {c: {ne: "NQ=="}}) { id } }`,
			`{"data":{"five":[{"id":1},{"id":2},{"id":4}],"real":[{"id":3},{"id":5}],"not":[{"id":3},{"id":5},{"id":7},{"id":8}]}}`,
		},
		{
			`{ both: fs(where: {c: {in: ["NQ==", "MTAwMDAwMDAwMDAwMDAwMA=="]}}) { id } neither: fs(where: {c: {notIn: ["NQ==", "NS4w"]}}) { id } }`,
			`{"data":{"both":[{"id":1},{"id":2},{"id":4},{"id":8}],"neither":[{"id":7},{"id":8}]}}`,
		},
	})
}

// TestDefaultsAreEvidence inserts rows that have the texts that their columns have by default, of which no cell is there.
func TestDefaultsAreEvidence(t *testing.T) {
	reads(t, `CREATE TABLE f (id INTEGER PRIMARY KEY, a BOOLEAN NOT NULL DEFAULT 't', b BOOLEAN DEFAULT 'false', c BOOLEAN DEFAULT ('Y'), d BOOLEAN DEFAULT '0',
			e BOOLEAN DEFAULT "f", at DATETIME DEFAULT CURRENT_TIMESTAMP, n DATETIME DEFAULT '1970-01-01', j JSON DEFAULT '{}', x BOOLEAN DEFAULT 'maybe');
		CREATE TABLE g (id INTEGER PRIMARY KEY, b BOOLEAN DEFAULT 'true', at DATETIME DEFAULT '2020-01-01 00:00:00');
		INSERT INTO g VALUES (1, 1, 1704164645), (2, 0, 1704164646);`, []reading{
		{
			`mutation { insertF(input: {}) { node { a b c d e n j } } }`,
			`{"data":{"insertF":{"node":{"a":true,"b":false,"c":true,"d":false,"e":false,"n":"1970-01-01T00:00:00Z","j":{}}}}}`,
		},
		{`mutation { insertG(input: {}) { node { b at } } }`, `{"data":{"insertG":{"node":{"b":true,"at":"2020-01-01T00:00:00Z"}}}}`},
		{
			`{ fs(where: {a: {eq: true}, b: {eq: false}, c: {eq: true}, n: {lt: "1980-01-01T00:00:00Z"}}) { id } gs(where: {b: {eq: true}}, orderBy: [{at: DESC}]) { id at } }`,
			`{"data":{"fs":[{"id":1}],"gs":[{"id":1,"at":"2024-01-02T03:04:05Z"},{"id":3,"at":"2020-01-01T00:00:00Z"}]}}`,
		},
		{`mutation { updateF(by: {id: 1}, set: {a: false, c: false}) { node { a c } } }`, `{"data":{"updateF":{"node":{"a":false,"c":false}}}}`},
	})
}

func TestBadCellsDoNotLoseLists(t *testing.T) {
	h := handler(serve(t, dbtest.Path(t, `CREATE TABLE k (id INTEGER PRIMARY KEY, n INTEGER NOT NULL); INSERT INTO k VALUES (1, 5), (2, '');`)))
	_, body := post(t, h, testCase{query: `{ ks { id n } }`})
	if got := string(body); !strings.Contains(got, `"data":{"ks":[{"id":1,"n":5},{"id":2,"n":null}]}`) || !strings.Contains(got, `"path":["ks",1,"n"]`) {
		t.Error(got)
	}
}

func TestDatesAsTheyAre(t *testing.T) {
	reads(t, `CREATE TABLE post (id INTEGER PRIMARY KEY, at DATETIME DEFAULT CURRENT_TIMESTAMP); CREATE INDEX post_at ON post(at);
		INSERT INTO post VALUES (1, 1704164645006), (2, '2024-02-02 03:04:05'), (3, NULL), (4, ''), (5, '2023-02-02T03:04:05.5+01:00');`, []reading{
		{`{ posts(orderBy: [{at: ASC}]) { id at } }`, `{"data":{"posts":[{"id":5,"at":"2023-02-02T02:04:05.5Z"},{"id":1,"at":"2024-01-02T03:04:05.006Z"},` +
			`{"id":2,"at":"2024-02-02T03:04:05Z"},{"id":3,"at":null},{"id":4,"at":null}]}}`},
		{`{ posts(where: {at: {gt: "2023-06-01T00:00:00Z"}}) { id } }`, `{"data":{"posts":[{"id":1},{"id":2}]}}`},
		{`{ posts(where: {at: {lte: "2024-01-02T03:04:05.006Z"}}) { id } }`, `{"data":{"posts":[{"id":1},{"id":5}]}}`},
		{`{ posts(where: {at: {in: ["2024-01-02T03:04:05.006Z", "2024-02-02T03:04:05Z"]}}) { id } }`, `{"data":{"posts":[{"id":1},{"id":2}]}}`},
		{`{ posts(where: {at: {notIn: ["2024-01-02T03:04:05.006Z", "2024-02-02T03:04:05Z"]}}) { id } }`, `{"data":{"posts":[{"id":5}]}}`},
		{`{ posts(where: {at: {eq: "2023-02-02T02:04:05.5Z"}}) { id } }`, `{"data":{"posts":[{"id":5}]}}`},
		{`{ posts(where: {at: {isNull: true}}) { id } }`, `{"data":{"posts":[{"id":3},{"id":4}]}}`},
		{`{ posts(where: {at: {isNull: false}}) { id } }`, `{"data":{"posts":[{"id":1},{"id":2},{"id":5}]}}`},
		{`mutation { insertPost(input: {id: 6, at: "2024-05-05T05:05:05Z"}) { node { at } } }`, `{"data":{"insertPost":{"node":{"at":"2024-05-05T05:05:05Z"}}}}`},
	})
	reads(t, `CREATE TABLE e (id INTEGER PRIMARY KEY, at DATETIME NOT NULL); INSERT INTO e VALUES (1, '0000-00-00 00:00:00'), (2, '2024-01-02 03:04:05.000 +00:00'),
			(3, '2024-01-02 03:04:05.1 +0000 UTC');`, []reading{
		{`{ es(orderBy: [{at: DESC}]) { id at } }`, `{"data":{"es":[{"id":3,"at":"2024-01-02T03:04:05.1Z"},{"id":2,"at":"2024-01-02T03:04:05Z"},{"id":1,"at":null}]}}`},
		{`{ es(where: {at: {isNull: true}}) { id } }`, `{"data":{"es":[{"id":1}]}}`},
		{`mutation { deleteEs(where: {at: {isNull: false}}) { affectedRows } }`, `{"data":{"deleteEs":{"affectedRows":2}}}`},
	})
}

// TestEpochsAreRead has one instant in each epoch, which is read, found, sorted and written.
func TestEpochsAreRead(t *testing.T) {
	for unit, cells := range map[string][2]string{
		"s": {"1704164645", "1704164646"}, "ms": {"1704164645000", "1704164645001"}, "us": {"1704164645000000", "1704164645000001"},
		"ns": {"1704164645000000999", "1704164645000001000"}, "us1601": {"13348638245000000", "13348638245000001"},
		"100ns1601": {"133486382450000009", "133486382450000010"}, "julian": {"2460311.627835648", "2460311.627847222"},
		"s with digits": {"1704164645.0000001", "1704164645.7"},
	} {
		t.Run(unit, func(t *testing.T) {
			reads(t, `CREATE TABLE m (id INTEGER PRIMARY KEY, at TIMESTAMP); CREATE INDEX m_at ON m(at); INSERT INTO m VALUES (1, `+cells[1]+`), (2, `+cells[0]+`);`, []reading{
				{`{ ms(where: {at: {eq: "2024-01-02T03:04:05Z"}}) { id at } }`, `{"data":{"ms":[{"id":2,"at":"2024-01-02T03:04:05Z"}]}}`},
				{`{ ms(where: {at: {in: ["2024-01-02T03:04:05Z", "2001-01-01T00:00:00Z"]}}) { id } }`, `{"data":{"ms":[{"id":2}]}}`},
				{`{ ms(where: {at: {gt: "2024-01-02T03:04:05Z"}}) { id } }`, `{"data":{"ms":[{"id":1}]}}`},
				{`{ ms(where: {at: {gte: "2024-01-02T03:04:05Z", lt: "2030-01-01T00:00:00Z"}}, orderBy: [{at: ASC}]) { id } }`, `{"data":{"ms":[{"id":2},{"id":1}]}}`},
				{`{ ms(where: {at: {lte: "2024-01-02T03:04:05Z"}}) { id } }`, `{"data":{"ms":[{"id":2}]}}`},
				{`{ ms(where: {at: {ne: "2024-01-02T03:04:05Z"}}) { id } }`, `{"data":{"ms":[{"id":1}]}}`},
				{`mutation { updateM(by: {id: 1}, set: {at: "2025-05-05T05:05:05Z"}) { node { at } } }`, `{"data":{"updateM":{"node":{"at":"2025-05-05T05:05:05Z"}}}}`},
				{`{ ms(where: {at: {eq: "2025-05-05T05:05:05Z"}}) { id } }`, `{"data":{"ms":[{"id":1}]}}`},
			})
		})
	}
	reads(t, `CREATE TABLE Z_METADATA (Z_VERSION INTEGER PRIMARY KEY); CREATE TABLE zn (id INTEGER PRIMARY KEY, at TIMESTAMP);
		INSERT INTO zn VALUES (1, 725857445.25), (2, 725857446);`, []reading{
		{`{ zns(where: {at: {lte: "2024-01-02T03:04:05.25Z"}}) { id at } }`, `{"data":{"zns":[{"id":1,"at":"2024-01-02T03:04:05.25Z"}]}}`},
	})
	reads(t, `CREATE TABLE zn (id INTEGER PRIMARY KEY, at TIMESTAMP); INSERT INTO zn VALUES (1, 525857445);`, []reading{
		{`{ zns(where: {at: {gt: 5}}) { at } }`, `{"data":{"zns":[{"at":525857445}]}}`},
	})
}

func TestUntypedColumnsAreWhatTheirCellsAre(t *testing.T) {
	reads(t, `CREATE TABLE sale (id INTEGER PRIMARY KEY, m TEXT, q INT, p); INSERT INTO sale VALUES (1, 'a', 3, 2.5), (2, 'b', 19, 10), (3, 'c', 5, NULL);
		CREATE VIEW total AS SELECT m, sum(q) AS q FROM sale GROUP BY m;
		CREATE TABLE copy AS SELECT m, sum(q) AS q, avg(q) AS a FROM sale GROUP BY m;
		CREATE TABLE area (id INTEGER PRIMARY KEY, geom POLYGON, note MEMO); INSERT INTO area VALUES (1, x'00ff', '007a');`, []reading{
		{`{ totals(where: {q: {gt: 4}}, orderBy: [{q: DESC}]) { m q } }`, `{"data":{"totals":[{"m":"b","q":19},{"m":"c","q":5}]}}`},
		{`{ copies(where: {q: {gt: 4}}, orderBy: [{q: ASC}]) { q a } }`, `{"data":{"copies":[{"q":5,"a":5},{"q":19,"a":19}]}}`},
		{`{ sales(where: {p: {gt: 3}}) { p } }`, `{"data":{"sales":[{"p":10}]}}`},
		{`mutation { updateSale(by: {id: 3}, set: {p: 7}) { node { p } } }`, `{"data":{"updateSale":{"node":{"p":7}}}}`},
		{`{ sales(where: {p: {gte: 7}}, orderBy: [{p: ASC}]) { id } }`, `{"data":{"sales":[{"id":3},{"id":2}]}}`},
		{`{ areas { geom note } }`, `{"data":{"areas":[{"geom":"AP8=","note":"007a"}]}}`},
		{`{ areas(where: {note: {startsWith: "007"}}) { id } }`, `{"data":{"areas":[{"id":1}]}}`},
	})
}

func TestCellsOfSeveralForms(t *testing.T) {
	reads(t, `CREATE TABLE x (id INTEGER PRIMARY KEY, j JSON, t TEXT, b BLOB, f BOOLEAN, d DECIMAL(10,2));
		INSERT INTO x VALUES (1, CAST('{"a": 1}' AS BLOB), CAST('blob' AS BLOB), 5, 't', 21.989), (2, '{"a": 2}', 'text', x'ff', 'false', 0.1*3),
			(3, jsonb('{"a": 3}'), 'x', 'y', -1, 0.9), (4, NULL, NULL, NULL, 0, 1);`, []reading{
		{`{ xes(limit: 3) { j t b f d } }`, `{"data":{"xes":[{"j":{"a":1},"t":"blob","b":"NQ==","f":true,"d":"21.989"},` +
			`{"j":{"a":2},"t":"text","b":"/w==","f":false,"d":"0.30"},{"j":{"a":3},"t":"x","b":"eQ==","f":true,"d":"0.90"}]}}`},
		{`{ xes(where: {j: {path: [{path: "$.a", gte: 1}]}}) { id } }`, `{"data":{"xes":[{"id":1},{"id":2},{"id":3}]}}`},
		{`{ xes(where: {t: {eq: "blob"}}) { id } }`, `{"data":{"xes":[{"id":1}]}}`},
		{`{ xes(where: {t: {in: ["blob", "text"]}}, orderBy: [{t: DESC}]) { id } }`, `{"data":{"xes":[{"id":2},{"id":1}]}}`},
		{`{ xes(where: {b: {eq: "NQ=="}}) { id } }`, `{"data":{"xes":[{"id":1}]}}`},
		{`{ xes(where: {b: {in: ["/w==", "eQ=="]}}) { id } }`, `{"data":{"xes":[{"id":2},{"id":3}]}}`},
		{`{ xes(where: {f: {eq: true}}) { id } }`, `{"data":{"xes":[{"id":1},{"id":3}]}}`},
		{`{ xes(where: {f: {ne: true}}, orderBy: [{f: ASC}]) { id } }`, `{"data":{"xes":[{"id":2},{"id":4}]}}`},
		{`{ xes(where: {d: {eq: "0.30"}}) { id } }`, `{"data":{"xes":[{"id":2}]}}`},
		{`{ xes(where: {d: {eq: "21.989"}}) { id } }`, `{"data":{"xes":[{"id":1}]}}`},
		{`{ xes(where: {d: {in: ["21.989", "0.3"]}}, orderBy: [{d: DESC}]) { id } }`, `{"data":{"xes":[{"id":1},{"id":2}]}}`},
		{`{ xes(where: {d: {gt: "0.30", lt: "1"}}) { id } }`, `{"data":{"xes":[{"id":3}]}}`},
		{`mutation { updateX(by: {id: 2}, set: {f: true, t: "z", d: "0.35"}) { node { f t d } } }`, `{"data":{"updateX":{"node":{"f":true,"t":"z","d":"0.35"}}}}`},
		{`mutation { updateX(by: {id: 2}, inc: {d: "0.10"}) { node { d } } }`, `{"data":{"updateX":{"node":{"d":"0.45"}}}}`},
	})
}
