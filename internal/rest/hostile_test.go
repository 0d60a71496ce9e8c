package rest_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// attack is a malformed, hostile or unusual request and its expected answer: a status, and for 200 an envelope
// with an error, unless gets holds the whole answer.
type attack struct {
	name                  string
	method, path, body    string
	headers               []string
	raw                   string // the whole request, in place of the above; HOST is the address
	status                int    // default 200
	gets                  string
	anyStatus, unanswered bool
}

// attacks returns all attacks.
func attacks() []attack {
	all := []attack{}
	all = append(all, verbs()...)
	all = append(all, addresses()...)
	all = append(all, ids()...)
	all = append(all, bodies()...)
	all = append(all, values()...)
	all = append(all, filters()...)
	all = append(all, orders()...)
	all = append(all, counts()...)
	all = append(all, injections()...)
	all = append(all, logins()...)
	all = append(all, wires()...)
	return all
}

const noRow, noRows = `{"error":"No data found.","status":"error","verb":"GET"}` + "\n", `{"data":[],"status":"success"}` + "\n"

func verbs() []attack {
	all := []attack{}
	for _, m := range []string{"PATCH", "get", "fetch", "Post", "DELETE", "PUT", "TRACE", "CONNECT", "LINK", "PROPFIND", "FETCHED", "SELECT", "X", "query"} {
		all = append(all, attack{name: "verb " + m + " of a table", method: m, path: "/dual", body: "{}", status: 405})
	}
	for _, m := range []string{"POST", "FETCH", "QUERY", "PATCH", "put", "delete", "HEADS"} {
		all = append(all, attack{name: "verb " + m + " of a row", method: m, path: "/dual/1", body: `{"text": "x"}`, status: 405})
	}
	for _, m := range []string{"DELETE", "PATCH", "x", "DROP TABLE dual", "GET, DELETE", "ＧＥＴ"} {
		all = append(all, attack{name: "override " + m, method: "POST", path: "/dual", headers: []string{"X-HTTP-Method-Override", m}, body: `{"text": "x"}`, status: 405})
	}
	return append(all,
		attack{
			name: "override of a GET", method: "GET", path: "/dual/1", headers: []string{"X-HTTP-Method-Override", "DELETE"},
			gets: `{"data":{"id":1,"text":"chai and biscuit."},"status":"success","verb":"GET"}` + "\n",
		},
		attack{name: "GET of fetch", method: "GET", path: "/dual/fetch", gets: noRow},
		attack{name: "DELETE of fetch", method: "DELETE", path: "/dual/fetch"},
		attack{name: "POST of Fetch", method: "POST", path: "/dual/Fetch", body: "{}", status: 405},
	)
}

func addresses() []attack {
	all := []attack{}
	long := strings.Repeat("n", 4000)
	for _, p := range []string{
		"/nosuch", "/DUAL", "/Dual", "/duals", "/" + long, "/dual%00", "/%00", "/dual%0A", "/dual%20", "/%20dual", "/d%FFual", "/%F0%9F%8E%89", "/dual%2F1",
		"/main.dual", "/sqlite_master", "/sqlite_sequence", "/pragma_table_info", "/json_each", "/%22dual%22", "/dual;", "/dual--", "/dual%3B%20DROP%20TABLE%20dual",
		"/select%20*%20from%20dual", "/(select%201)", "/%2e%2e", "/__schema", "/favicon.ico", "/robots.txt", "/_tiddly_sessions",
		"/%E2%80%AE", "/dual%E2%80%8B", "/dual'", "/dual%5C",
	} {
		all = append(all, attack{name: fmt.Sprintf("table %.40s", p), method: "GET", path: p, anyStatus: true})
	}
	for _, p := range []string{"/dual/1/2", "/dual//1", "//dual", "/dual/1/", "/", "/_rest", "/_rest/", "/graphql/1", "/healthz/1", "/login/1", "/metrics/1", "/_info/1"} {
		all = append(all, attack{name: "DELETE at " + p, method: "DELETE", path: p, anyStatus: true})
	}
	return append(all,
		attack{name: "PUT to a slash", method: "PUT", path: "/dual/", body: "{}", status: 404},
		attack{name: "FETCH of a missing table", method: "FETCH", path: "/nosuch", body: `{"where": {}}`},
		attack{name: "a table of _rest that there is none of", method: "GET", path: "/_rest/nosuch"},
		attack{name: "twice below _rest", method: "GET", path: "/_rest/_rest/dual", gets: noRow},
	)
}

func ids() []attack {
	all := []attack{}
	for _, id := range []string{
		"999", "-1", "0", "1e0x", "one", "1.5", "1%20or%201=1", "1;drop%20table%20dual", "1'", `1%22`, "1--", "1/**/", "%00", "1%00", "%FF", "%C0%80", "NaN", "Infinity",
		"-Infinity", "9223372036854775808", "-9223372036854775809", "99999999999999999999999999", "1e400", "1e-400", "null", "true", "[]", "{}", "0x1", "1_0", "١", "%2e%2e", "..%2f",
		"%2F", "1%2F2", "1,2", ",", ",,,", "rowid", "*", "%25", "%2525", strings.Repeat("9", 5000), strings.Repeat("%39", 3000), "%E2%80%8B1", "(select%20max(id)%20from%20dual)", "undefined",
	} {
		a := attack{name: fmt.Sprintf("id %.40s", id), method: "DELETE", path: "/dual/" + id, anyStatus: true}
		if id == "true" || id == "1/**/" {
			a.method = "GET"
		}
		all = append(all, a)
	}
	for _, id := range []string{"x", "x,", ",1", "x,1,2", "x,one", "x%2C1", "x;1", "y,z,1", "x,1e400", "x,%00"} {
		all = append(all, attack{name: "key of two " + id, method: "DELETE", path: "/pair/" + id})
	}
	return append(all,
		attack{name: "an id that is not UTF-8", method: "GET", path: "/dual/%FF", status: 400}, attack{name: "a part of one", method: "DELETE", path: "/pair/x%C3,1", status: 400},
		attack{name: "half a pair in UTF-8", method: "DELETE", path: "/pair/%ED%A0%80,1", status: 400}, attack{name: "a table that is not UTF-8", method: "GET", path: "/d%FFual", status: 400},
		attack{name: "row of a table without a key", method: "GET", path: "/loose/1"},
		attack{name: "PUT of a table without a key", method: "PUT", path: "/loose/1", body: `{"b": "x"}`},
		attack{name: "DELETE of a table without a key", method: "DELETE", path: "/loose/1"},
		attack{name: "POST of a view", method: "POST", path: "/shown", body: `{"text": "x"}`},
		attack{name: "PUT of a view", method: "PUT", path: "/shown/1", body: `{"text": "x"}`},
		attack{name: "DELETE of a view", method: "DELETE", path: "/shown/1"},
		attack{name: "PUT of an unknown id", method: "PUT", path: "/dual/999", body: `{"text": "x"}`},
		attack{name: "DELETE of a row that others refer to", method: "DELETE", path: "/sum/1"},
		attack{name: "PUT that a trigger refuses", method: "PUT", path: "/guarded/1", body: `{"n": 2}`},
	)
}

func gzipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return b.String()
}

// bodies returns bodies that are not JSON objects: every verb that reads a body refuses them.
func bodies() []attack {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	all := []attack{}
	for name, b := range map[string]string{
		"empty object cut": "{", "cut": `{"text":`, "cut text": `{"text": "x`, "two values": `{"text": "x"}{"text": "y"}`, "a tail": `{"text": "x"} x`,
		"no quotes": `{text: "x"}`, "single quotes": `{'text': 'x'}`, "a comma too many": `{"text": "x",}`, "a comment": `{"text": "x" /* y */}`,
		"NaN": `{"id": NaN}`, "Infinity": `{"id": Infinity}`, "-Infinity": `{"id": -Infinity}`, "hexadecimal": `{"id": 0x10}`, "leading zero": `{"id": 01}`, "plus": `{"id": +1}`,
		"a control character": "{\"text\": \"a\x01b\"}", "a raw line break": "{\"text\": \"a\nb\"}", "a null byte": "{\"text\": \"x\"}\x00", "only null bytes": "\x00\x00\x00\x00",
		"invalid UTF-8": "{\"text\": \"\xff\xfe\"}", "invalid UTF-8 in a name": "{\"te\xffxt\": 1}", "an overlong slash": "{\"text\": \"\xc0\xaf\"}", "UTF-16": "\xff\xfe{\x00}\x00", "UTF-32": "\xff\xfe\x00\x00{\x00\x00\x00",
		"a form": "text=x&id=1", "XML": "<text>x</text>", "YAML": "text: x\n", "a bad escape": `{"text": "\x41"}`, "half an escape": `{"text": "\u00"}`,
		"too deep": deep(65), "much too deep": deep(100_000), "deep objects": strings.Repeat(`{"text":`, 1000) + "1" + strings.Repeat("}", 1000),
		"half of a surrogate pair": `{"text": "a\ud800b"}`, "its other half": `{"text": "\udc00"}`, "two first halves": `{"text": "\ud83d\ud83d\ude00"}`, "half a pair in a name": `{"te\ud800xt": 1}`,
		"half a pair in a filter": `{"where": {"text": ["x", "\uDFFF"]}}`, "half a pair in an order": `{"where": {}, "orderby": "id\ud800"}`, "half a pair in what means nothing": `{"where": {}, "x": {"y": ["\udbff"]}}`,
		"half a pair encoded twice": `"{\"text\": \"\\ud800\"}"`, "half a pair in the second encoding": `"{\"text\": \"\ud800\"}"`,
		"a name twice": `{"text": "x", "text": "y"}`, "a name twice by an escape": `{"text": "x", "te\u0078t": "y"}`, "a where twice": `{"where": {}, "where": {"id": 1}}`,
		"encoded twice and cut": `"{\"text\": "`, "encoded twice with a name twice": `"{\"text\": 1, \"text\": 2}"`, "encoded twice with NaN": `"{\"id\": NaN}"`,
		"a text that is no JSON": `"text"`, "an empty text": `""`, "a text of a null byte": `"\u0000"`,
	} {
		for _, way := range []string{"POST /dual", "PUT /dual/1", "FETCH /dual"} {
			method, path, _ := strings.Cut(way, " ")
			all = append(all, attack{name: method + " " + name, method: method, path: path, body: b, status: 400})
		}
	}
	for name, b := range map[string]string{
		"null": "null", "a number": "5", "a large number": "1e400", "true": "true", "a list": "[]", "a list of rows": `[{"text": "x"}, {"text": "y"}]`, "encoded thrice": `"\"{}\""`,
		"null encoded twice": `"null"`, "a list encoded twice": `"[]"`, "a list of 64 levels": deep(64),
	} {
		for _, way := range []string{"POST /dual", "PUT /dual/1", "FETCH /dual"} {
			method, path, _ := strings.Cut(way, " ")
			all = append(all, attack{name: method + " " + name, method: method, path: path, body: b})
		}
	}
	zipped := []string{"Content-Encoding", "gzip"}
	big := `{"text": "` + strings.Repeat("x", 1<<20) + `"}`
	return append(all,
		attack{name: "POST without a body", method: "POST", path: "/dual", status: 400},
		attack{name: "POST of white space", method: "POST", path: "/dual", body: " \n\t", status: 400},
		attack{name: "PUT without a body", method: "PUT", path: "/dual/1", status: 400},
		attack{name: "POST of gzip", method: "POST", path: "/dual", headers: zipped, body: gzipped(`{"text": "x"}`), status: 415},
		attack{name: "FETCH of gzip", method: "FETCH", path: "/dual", headers: zipped, body: gzipped(`{}`), status: 415},
		attack{name: "gzip that says nothing", method: "POST", path: "/dual", body: gzipped(`{"text": "x"}`), status: 400},
		attack{name: "brotli", method: "POST", path: "/dual", headers: []string{"Content-Encoding", "br"}, body: "{}", status: 415},
		attack{name: "two encodings", method: "POST", path: "/dual", headers: []string{"Content-Encoding", "identity, gzip"}, body: "{}", status: 415},
		attack{name: "a body of a megabyte", method: "POST", path: "/dual", body: big, status: 413},
		attack{name: "a FETCH of a megabyte", method: "FETCH", path: "/dual", body: `{"where": ` + big + `}`, status: 413},
		attack{name: "a PUT of a megabyte", method: "PUT", path: "/dual/1", body: big, status: 413},
	)
}

// values returns bodies of POST and PUT with values that a column cannot hold.
func values() []attack {
	all := []attack{}
	for _, pair := range []string{
		`"id": "one"`, `"id": 1.5`, `"id": []`, `"id": {}`, `"id": 1e400`, `"id": 9223372036854775808`, `"id": -9223372036854775809`, `"id": ""`, `"qty": "ten"`, `"qty": [1]`, `"qty": {"eq": 1}`,
		`"qty": 1e30`, `"big": "9223372036854775808"`, `"big": 0.5`, `"price": "a lot"`, `"price": 1e400`, `"price": 0.001`, `"price": []`, `"price": "NaN"`, `"weight": "NaN"`, `"weight": 1e400`, `"weight": "Infinity"`, `"weight": {}`,
		`"active": 2`, `"active": "maybe"`, `"active": []`, `"created": "yesterday"`, `"created": 5`, `"created": "2024-13-01"`, `"created": "2024-02-30T00:00:00Z"`, `"created": {}`, `"day": "2024-02-30"`, `"day": "01/02/2024"`,
		`"day": "2024-01-02 03:04:05"`, `"day": true`, `"name": null`, `"name": []`, `"name": {"$ne": null}`, `"name": {"a": {"b": [1]}}`, `"nope": 1`, `"Name": "x"`, `"name ": "x"`, `"rowid": 1`, `"": 1`, `"name = 'x', qty": 1`,
		`"name\u0000": "x"`, `"` + strings.Repeat("n", 5000) + `": 1`, `"__proto__": {}`, `"id": null`,
	} {
		if pair != `"id": null` { // the database then chooses the key
			body := `{"name": "x", ` + pair + `}`
			if strings.HasPrefix(pair, `"name":`) {
				body = "{" + pair + "}"
			}
			all = append(all, attack{name: fmt.Sprintf("POST of %.40s", pair), method: "POST", path: "/item", body: body})
		}
		all = append(all, attack{name: fmt.Sprintf("PUT of %.40s", pair), method: "PUT", path: "/item/1", body: "{" + pair + "}"})
	}
	for name, b := range map[string]string{
		"a generated column": `{"net": 1, "gross": 5}`, "an unknown enum value": `{"net": 1, "mood": "huge"}`, "an enum by its place": `{"net": 1, "mood": 0}`, "an enum in other letters": `{"net": 1, "mood": "Calm"}`,
		"no JSON in a JSON column": `{"net": 1, "doc": 1e400}`, "bytes that are no base64": `{"net": 1, "raw": "***"}`, "bytes as a list": `{"net": 1, "raw": [0, 255]}`, "a column without its value": `{}`,
		"null where there must be a value": `{"net": null}`,
	} {
		all = append(all, attack{name: "POST of " + name, method: "POST", path: "/sum", body: b})
	}
	digits := strings.Repeat("9", 1_000_000)
	for _, n := range []string{"1e999999999", "-1e999999999", "1e-999999999", "9e99999999999999999999", digits, "0." + digits, `"1e999999999"`, `"` + digits + `"`} {
		for _, c := range []string{"qty", "big", "price", "weight", "active", "created", "day"} {
			// A value that underflows is 0 in a column of fractions.
			if c == "weight" && (strings.HasPrefix(n, "1e-") || strings.HasPrefix(n, "0.")) {
				continue
			}
			all = append(all, attack{name: fmt.Sprintf("POST of %s %.20s", c, n), method: "POST", path: "/item", body: `{"name": "x", "` + c + `": ` + n + `}`})
		}
		all = append(all, attack{name: fmt.Sprintf("limit %.20s", n), method: "FETCH", path: "/dual", body: `{"limit": ` + n + `}`, anyStatus: true})
	}
	return append(all,
		attack{name: "a key that is taken", method: "POST", path: "/dual", body: `{"id": 1, "text": "x"}`},
		attack{name: "a unique value that is taken", method: "POST", path: "/books", body: `{"name": "x", "isbn": "978-1"}`},
		attack{name: "a parent that there is not", method: "POST", path: "/child", body: `{"sum_id": 99, "amount": 1}`},
		attack{name: "what a CHECK forbids", method: "PUT", path: "/child/1", body: `{"amount": -5}`},
		attack{name: "half of a key", method: "POST", path: "/pair", body: `{"a": "only"}`},
		attack{name: "a key of null", method: "PUT", path: "/pair/x,1", body: `{"a": null}`},
		attack{name: "a key that another has", method: "PUT", path: "/pair/x,1", body: `{"b": 2}`},
	)
}

func filters() []attack {
	all := []attack{}
	for _, w := range []string{
		`5`, `"id = 1"`, `[]`, `[{"id": 1}]`, `true`, `{"nope": 1}`, `{"ID": 1}`, `{"": 1}`, `{"id": {"nope": 1}}`, `{"id": {"": 1}}`, `{"id": {"like": "1"}}`, `{"id": {"eq": null}}`, `{"id": {"eq": [1]}}`, `{"id": {"eq": {}}}`,
		`{"id": {"isNull": "yes"}}`, `{"id": {"isNull": null}}`, `{"id": {"gt": "one"}}`, `{"id": {"gt": 1e400}}`, `{"id": {"in": null}}`, `{"id": {"in": [null]}}`, `{"id": {"in": [[1]]}}`, `{"id": {"in": {}}}`, `{"id": [[1]]}`, `{"id": [{"eq": 1}]}`,
		`{"id": {"$gt": 0}}`, `{"id": {"or": [1]}}`, `{"text": {"gt": {}}}`, `{"text": {"regex": "("}}`, `{"text": {"regex": "(?=x)"}}`, `{"text": {"like": 5e5e5}}`, `{"text": {"contains": null}}`, `{"text": {"startsWith": []}}`,
		`{"id": {"gt": 1, "gt": 2}}`, `{"or": [{"id": 1}]}`, `{"and": []}`, `{"not": {"id": 1}}`, `{"dual.id": 1}`, `{"id": {"path": [{"path": "$.a", "eq": 1}]}}`,
		`{"` + strings.Repeat("n", 10_000) + `": 1}`, `{"id": {"` + strings.Repeat("o", 10_000) + `": 1}}`,
	} {
		all = append(all, attack{name: fmt.Sprintf("where %.40s", w), method: "FETCH", path: "/dual", body: `{"where": ` + w + `}`, anyStatus: true})
	}
	for _, w := range []string{
		`{"id": "one"}`, `{"id": 1.5}`, `{"id": 1e400}`, `{"id": 9223372036854775808}`, `{"id": ["one", 1e400, {}]}`, `{"id": []}`, `{"text": "\u0000"}`, `{"id": {"in": []}}`, `{"id": ""}`, `{"text": {"regex": "^(a|a)*$"}}`,
	} {
		a := attack{name: "where " + w, method: "FETCH", path: "/dual", body: `{"where": ` + w + `}`, gets: noRows}
		if strings.Contains(w, "{}") {
			a.gets = ""
		}
		all = append(all, a)
	}
	list := strings.Repeat("1,", 100_000) + "1"
	return append(all,
		attack{name: "a list of 100,001 ids", method: "FETCH", path: "/dual", body: `{"where": {"id": [` + list + `]}}`, anyStatus: true},
		attack{name: "an operator with a list of 100,001 ids", method: "FETCH", path: "/dual", body: `{"where": {"id": {"in": [` + list + `]}}}`, anyStatus: true},
		attack{name: "a regex that grows", method: "FETCH", path: "/dual", body: `{"where": {"text": {"regex": "` + strings.Repeat("(a{1,99}){1,99}", 5) + `"}}}`, anyStatus: true},
		attack{name: "a misspelt where", method: "FETCH", path: "/dual", body: `{"wheer": {"id": 1}}`},
		attack{name: "a where that stands outside", method: "FETCH", path: "/dual", body: `{"id": 1}`},
		attack{name: "JSON compared with bad bytes", method: "FETCH", path: "/sum", body: `{"where": {"raw": {"eq": "***"}}}`},
		attack{name: "bytes that are ordered", method: "FETCH", path: "/sum", body: `{"where": {"raw": {"gt": "AA=="}}}`},
		attack{name: "an unknown enum value compared", method: "FETCH", path: "/sum", body: `{"where": {"mood": {"eq": "huge"}}}`},
		attack{name: "a JSON path of no kind", method: "FETCH", path: "/sum", body: `{"where": {"doc": {"path": [{"path": "$..*", "eq": 1}]}}}`},
		attack{name: "a JSON path of SQL", method: "FETCH", path: "/sum", body: `{"where": {"doc": {"path": [{"path": "$.a') OR 1=1 --", "eq": 1}]}}}`},
		attack{name: "a JSON path without a condition's value", method: "FETCH", path: "/sum", body: `{"where": {"doc": {"path": [{"path": "$.a", "eq": null}]}}}`},
		attack{name: "a condition without a JSON path", method: "FETCH", path: "/sum", body: `{"where": {"doc": {"path": [{"eq": 1}]}}}`},
		attack{name: "an operator that JSON paths lack", method: "FETCH", path: "/sum", body: `{"where": {"doc": {"path": [{"path": "$.a", "like": "x"}]}}}`},
		attack{name: "10,000 JSON paths", method: "FETCH", path: "/sum", body: `{"where": {"doc": {"path": [` + strings.Repeat(`{"path": "$.a", "eq": 1},`, 9_999) + `{"path": "$.a", "eq": 1}]}}}`},
		attack{name: "a very deep JSON path", method: "FETCH", path: "/sum", body: `{"where": {"doc": {"path": [{"path": "$` + strings.Repeat(".a", 50_000) + `", "eq": 1}]}}}`, anyStatus: true, gets: noRows},
		attack{name: "a key of JSON that is none", method: "FETCH", path: "/sum", body: `{"where": {"doc": {"hasKey": 5}}}`},
		attack{name: "a JSON path that is a text", method: "FETCH", path: "/sum", body: `{"where": {"doc": {"path": "$.a"}}}`},
	)
}

func orders() []attack {
	all := []attack{}
	for _, o := range []string{
		`5`, `true`, `["id"]`, `{"id": "desc"}`, `"nope"`, `"id,"`, `",id"`, `"id,,text"`, `","`, `"id asc desc"`, `"id descending"`, `"desc"`, `"asc"`, `"id desc nulls last"`, `"id; drop table dual"`, `"id--"`, `"(select 1)"`, `"1"`, `"2 desc"`, `"random()"`,
		`"dual.id"`, `"\"id\""`, "\"`id`\"", `"[id]"`, `"id collate nocase"`, `"case when 1 then id end"`, `"id\u0000"`, `"id\u00a0desc"`, `"ID"`, `"rowid"`, `"-id"`, `"id:desc"`, `"*"`,
		`"` + strings.Repeat("n", 100_000) + `"`, `"` + strings.Repeat("id,", 10_000) + `id"`, `"id/**/desc"`,
	} {
		all = append(all, attack{name: fmt.Sprintf("orderby %.40s", o), method: "FETCH", path: "/dual", body: `{"where": {}, "orderby": ` + o + `}`})
	}
	return append(all,
		attack{name: "orderby of JSON", method: "FETCH", path: "/sum", body: `{"where": {}, "orderby": "doc"}`},
		attack{name: "orderby of bytes", method: "FETCH", path: "/sum", body: `{"where": {}, "orderby": "raw"}`, anyStatus: true},
	)
}

func counts() []attack {
	all := []attack{}
	for _, member := range []string{"limit", "offset"} {
		for _, n := range []string{
			`-1`, `1.5`, `"ten"`, `"1; drop table dual"`, `""`, `[]`, `[5]`, `{}`, `true`, `1e400`, `9223372036854775808`, `-9223372036854775808`, `"-1"`, `"0x5"`, `"NaN"`, `"1 or 1=1"`, `"5,5"`,
		} {
			all = append(all, attack{name: member + " " + n, method: "FETCH", path: "/dual", body: `{"where": {}, "` + member + `": ` + n + `}`})
		}
	}
	return append(all,
		attack{name: "the largest offset", method: "FETCH", path: "/dual", body: `{"where": {}, "offset": 9223372036854775807}`, gets: noRows},
		attack{name: "the largest offset and limit", method: "FETCH", path: "/dual", body: `{"where": {}, "limit": 9223372036854775807, "offset": 9223372036854775807}`, gets: noRows},
		attack{name: "limit 0", method: "FETCH", path: "/dual", body: `{"where": {}, "limit": 0}`, gets: noRows},
		attack{name: "limit 0 encoded twice", method: "FETCH", path: "/dual", body: `"{\"where\": {}, \"limit\": 0}"`, gets: noRows},
	)
}

// injections returns requests with SQL in place of a value or a name.
func injections() []attack {
	all := []attack{}
	for _, sql := range []string{
		`' OR '1'='1`, `'; DROP TABLE dual; --`, `" OR ""="`, `1) OR 1=1 --`, `%' OR 1=1 --`, `\\' OR 1=1 --`, `' UNION SELECT password FROM user --`, `x' AND (SELECT load_extension('x')) --`, `?`, `:id`, `@p1`, `$1`, `{{7*7}}`, `${7*7}`, `%s%n`, `<script>`,
	} {
		quoted, _ := json.Marshal(sql)
		inner := string(quoted[1 : len(quoted)-1])
		all = append(all,
			attack{name: "value " + sql, method: "FETCH", path: "/dual", body: `{"where": {"text": "` + inner + `"}}`, gets: noRows},
			attack{name: "id's value " + sql, method: "FETCH", path: "/dual", body: `{"where": {"id": "` + inner + `"}}`, gets: noRows},
			attack{name: "column " + sql, method: "FETCH", path: "/dual", body: `{"where": {"` + inner + `": 1}}`},
			attack{name: "operator " + sql, method: "FETCH", path: "/dual", body: `{"where": {"id": {"` + inner + `": 1}}}`},
			attack{name: "orderby " + sql, method: "FETCH", path: "/dual", body: `{"where": {}, "orderby": "` + inner + `"}`},
			attack{name: "limit " + sql, method: "FETCH", path: "/dual", body: `{"where": {}, "limit": "` + inner + `"}`},
			attack{name: "name in a POST " + sql, method: "POST", path: "/dual", body: `{"` + inner + `": "x"}`},
			attack{name: "name in a PUT " + sql, method: "PUT", path: "/dual/1", body: `{"` + inner + `": "x"}`},
		)
	}
	return all
}

// logins returns bodies for /login that match no account.
func logins() []attack {
	all := []attack{}
	for _, b := range []string{
		``, `null`, `5`, `[]`, `{}`, `{"email": "linus@expo.com"}`, `{"password": "confused"}`, `{"email": null, "password": null}`, `{"email": "linus@expo.com", "password": null}`, `{"email": ["linus@expo.com"], "password": "confused"}`,
		`{"email": {"ne": ""}, "password": {"ne": ""}}`, `{"email": "' OR 1=1 --", "password": "x"}`, `{"email": "linus@expo.com", "password": "' OR '1'='1"}`, `{"email": "linus@expo.com' --", "password": ""}`, `{"email": "LINUS@expo.com", "password": "confused"}`,
		`{"email": "linus@expo.com", "password": "confused"`, `"{\"email\": \"linus@expo.com\"}"`, `email=linus@expo.com&password=confused`, "{\"email\": \"\xff\", \"password\": \"x\"}", `{"email": "\u0000", "password": "\u0000"}`, `{"email": 1, "password": true}`,
		`{"email": "linus@expo.com", "password": "` + strings.Repeat("x", 100_000) + `"}`, `{"email": "` + strings.Repeat("x", 100_000) + `", "password": "x"}`, strings.Repeat("[", 50_000), `{"email": "linus@expo.com", "password": "confused", "password": "x"}`,
	} {
		all = append(all, attack{name: fmt.Sprintf("login %.60s", b), method: "POST", path: "/login", body: b, anyStatus: true})
	}
	return append(all,
		attack{name: "login by GET", method: "GET", path: "/login?email=linus@expo.com&password=confused", status: 405},
		attack{name: "login by FETCH", method: "FETCH", path: "/login", body: `{"email": "linus@expo.com", "password": "confused"}`, status: 405},
		attack{name: "login of a megabyte", method: "POST", path: "/login", body: `{"email": "` + strings.Repeat("x", 1<<20) + `"}`, anyStatus: true},
	)
}

// wires returns messages that a client library would not send.
func wires() []attack {
	post := func(head, body string) string { return "POST /dual HTTP/1.1\r\nHost: HOST\r\n" + head + "\r\n" + body }
	return []attack{
		{name: "HTTP/1.0", raw: "GET /dual/999 HTTP/1.0\r\nHost: HOST\r\n\r\n", gets: noRow},
		{name: "HTTP/1.0 without a Host", raw: "GET /dual/999 HTTP/1.0\r\n\r\n", anyStatus: true},
		{name: "no Host", raw: "GET /dual/999 HTTP/1.1\r\n\r\n", status: 400},
		{name: "another Host", raw: "DELETE /dual/1 HTTP/1.1\r\nHost: evil.example\r\n\r\n", status: 421},
		{name: "two Hosts", raw: "DELETE /dual/1 HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\n\r\n", status: 400},
		{name: "the whole address", raw: "GET http://HOST/dual/999 HTTP/1.1\r\nHost: HOST\r\n\r\n", gets: noRow},
		{name: "another's whole address", raw: "DELETE http://evil.example/dual/1 HTTP/1.1\r\nHost: HOST\r\n\r\n", status: 421},
		{name: "a star", raw: "DELETE * HTTP/1.1\r\nHost: HOST\r\n\r\n", anyStatus: true},
		{name: "no slash", raw: "DELETE dual/1 HTTP/1.1\r\nHost: HOST\r\n\r\n", anyStatus: true},
		{name: "CONNECT", raw: "CONNECT HOST HTTP/1.1\r\nHost: HOST\r\n\r\n", anyStatus: true},
		{name: "HTTP/3.0", raw: "DELETE /dual/1 HTTP/3.0\r\nHost: HOST\r\n\r\n", status: 505}, // net/http's own, of a message that is not HTTP/1
		{name: "a query", raw: "DELETE /dual/999?id=1&table=user HTTP/1.1\r\nHost: HOST\r\n\r\n"},
		{name: "a fragment", raw: "DELETE /dual/1#x HTTP/1.1\r\nHost: HOST\r\n\r\n", anyStatus: true},
		{name: "a broken escape", raw: "DELETE /dual/%zz HTTP/1.1\r\nHost: HOST\r\n\r\n", status: 400},
		{name: "a raw space", raw: "DELETE /dual/1 2 HTTP/1.1\r\nHost: HOST\r\n\r\n", status: 400},
		{name: "raw bytes in the path", raw: "DELETE /dual/\xff\xfe HTTP/1.1\r\nHost: HOST\r\n\r\n", anyStatus: true},
		{name: "a null byte in the path", raw: "DELETE /dual/1\x00 HTTP/1.1\r\nHost: HOST\r\n\r\n", status: 400},
		{name: "a null byte in a header", raw: "DELETE /dual/1 HTTP/1.1\r\nHost: HOST\r\nX-A: \x00\r\n\r\n", status: 400},
		{name: "a method with a space", raw: "DE LETE /dual/1 HTTP/1.1\r\nHost: HOST\r\n\r\n", status: 400},
		{name: "a very long method", raw: strings.Repeat("M", 3000) + " /dual HTTP/1.1\r\nHost: HOST\r\n\r\n", status: 405},
		{name: "a very long path", raw: "DELETE /dual/" + strings.Repeat("1", 100_000) + " HTTP/1.1\r\nHost: HOST\r\n\r\n", anyStatus: true},
		{name: "very many headers", raw: "DELETE /dual/1 HTTP/1.1\r\nHost: HOST\r\n" + strings.Repeat("X-A: b\r\n", 20_000) + "\r\n", anyStatus: true},
		{name: "a length that is too large", raw: post("Content-Length: 100\r\n", `{"text": "x"}`), unanswered: true},
		{name: "a length that is too small", raw: post("Content-Length: 5\r\n", `{"text": "x"}`), status: 400},
		{name: "a negative length", raw: post("Content-Length: -1\r\n", `{"text": "x"}`), status: 400},
		{name: "a length of a terabyte", raw: post("Content-Length: 1099511627776\r\n", `{"text": "x"}`), status: 413},
		{name: "two lengths", raw: post("Content-Length: 13\r\nContent-Length: 5\r\n", `{"text": "x"}`), status: 400},
		{name: "a length and chunks", raw: post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "2\r\n[]\r\n0\r\n\r\n")},
		{name: "bad chunks", raw: post("Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n"), status: 400},
		{name: "a chunk of a terabyte", raw: post("Transfer-Encoding: chunked\r\n", "ffffffffff\r\n"+strings.Repeat(" ", 2<<20)), status: 413},
		{name: "unknown transfer encoding", raw: post("Transfer-Encoding: gzip\r\n", `{"text": "x"}`), status: 501}, // net/http's own, as RFC 9112 wants it
		{name: "a page of another origin", method: "POST", path: "/dual", headers: []string{"Origin", "https://evil.example", "Content-Type", "text/plain"}, body: `{"text": "x"}`, status: 403},
		{name: "a page of another origin that deletes", method: "DELETE", path: "/dual/1", headers: []string{"Origin", "null"}, status: 403},
		{name: "a page of another origin that fetches", method: "FETCH", path: "/dual", headers: []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, body: "{}", status: 403},
		{name: "an unknown expectation", method: "POST", path: "/dual", headers: []string{"Expect", "200-ok"}, body: "{}", status: 417},
	}
}

// TestBattery sends all attacks. Each gets an envelope or a plain refusal, changes nothing and discloses no
// internals, and the next request is answered.
func TestBattery(t *testing.T) {
	s := serve(t, read(t, "testdata/original.sql")+read(t, "testdata/odd.sql"))
	before, unchanged := s.dump(t), s.watch(t)
	all := attacks()
	for i := range all {
		a := &all[i]
		t.Run(a.name, func(t *testing.T) {
			a.judge(t, a.launch(t, s))
			if alive := s.send(t, "GET", "/dual/4", ""); !strings.Contains(alive.text, `{"data":{"id":4,"text":null}`) {
				t.Errorf("afterwards the server answers %d %s", alive.status, alive.text)
			}
			if unchanged() {
				return
			}
			if after := s.dump(t); after != before { // a transaction that was rolled back can count as a write
				t.Errorf("the rows have changed to\n%s", after)
				before = after
			}
		})
	}
	if len(all) < 150 {
		t.Errorf("only %d requests were sent", len(all))
	}
	t.Logf("%d requests", len(all))
	for line := range strings.Lines(s.out.String()) {
		if strings.Contains(line, `"level":"ERROR"`) || strings.Contains(line, "panic") {
			t.Errorf("the log has %.500s", line)
		}
	}
}

// launch sends the request. An incomplete message is cut off after a while.
func (a *attack) launch(t *testing.T, s *server) answer {
	t.Helper()
	if a.raw == "" {
		return s.send(t, a.method, a.path, a.body, a.headers...)
	}
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	wait := 10 * time.Second
	if a.unanswered {
		wait = 200 * time.Millisecond
	}
	_ = c.SetDeadline(time.Now().Add(wait))
	// A server that refuses early need not read everything.
	_, _ = io.WriteString(c, strings.ReplaceAll(a.raw, "HOST", s.address))
	r, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		if !a.unanswered {
			t.Fatal(err)
		}
		return answer{status: http.StatusBadRequest}
	}
	defer func() { _ = r.Body.Close() }()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	return answer{r.StatusCode, r.Header, string(text)}
}

// ownFolders returns a pattern of the folders of the program and its database in a test: no answer may contain
// them.
func ownFolders() string {
	here, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	return regexp.QuoteMeta(filepath.Dir(filepath.Dir(here))) + "|" + regexp.QuoteMeta(filepath.Clean(os.TempDir())) + `\b`
}

// inside matches internals: SQL, names of Go and of libraries, texts of the driver, paths.
var inside = regexp.MustCompile(`(?i)\b(select|insert|update|delete from|pragma|sqlite\w*|sql|goqu|mattn|gqlgen|gqlparser|goroutine|panic|nil|runtime|constraint failed|syntax error|no such (table|column)|` +
	`database/sql|strconv|encoding/json|unmarshal|json:|net/http|chi|interface|struct|map\[\w+|int64|float64|rowid|prepared?|statement|bound|trigger the|secret|\w+\.go|\w+\.db)\b|` + ownFolders())

func (a *attack) judge(t *testing.T, got answer) {
	t.Helper()
	want := a.status
	if want == 0 {
		want = http.StatusOK
	}
	switch {
	case a.unanswered:
		return
	case (got.status >= 500 && got.status != a.status) || got.status < 200 || (a.anyStatus && got.status != 200 && got.status < 400):
		t.Errorf("got %d %s", got.status, got.text)
	case !a.anyStatus && got.status != want:
		t.Errorf("got %d %.300s, want %d", got.status, got.text, want)
	case a.gets != "" && got.text != a.gets:
		t.Errorf("got %.300s, want %s", got.text, a.gets)
	case a.gets == "" && got.status == http.StatusOK:
		var e struct{ Status, Error string }
		if err := json.Unmarshal([]byte(got.text), &e); err != nil || e.Status != "error" || e.Error == "" {
			t.Errorf("got %.300s, want an error in the envelope", got.text)
		}
	}
	if len(got.text) > 1500 {
		t.Errorf("the answer has %d bytes: %.300s", len(got.text), got.text)
	}
	sent := strings.ToLower(a.path + a.body + a.raw)
	for _, word := range inside.FindAllString(got.text, -1) {
		if !strings.Contains(sent, strings.ToLower(word)) {
			t.Errorf("the answer tells of %q: %.300s", word, got.text)
		}
	}
	if strings.HasPrefix(got.header.Get("Content-Type"), "application/json") && !json.Valid([]byte(got.text)) {
		t.Errorf("got %.300q, which is no JSON", got.text)
	}
}
