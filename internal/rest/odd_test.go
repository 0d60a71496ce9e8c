package rest_test

import (
	"net/http"
	"strings"
	"testing"
)

// exchange is a valid but unusual request and its whole answer.
type exchange struct {
	method, path, body string
	want               string // without the line break at its end
	headers            []string
}

const (
	rows = `"status":"success"}`
	got  = `"status":"success","verb":"GET"}`
	put  = `"status":"success","verb":"PUT"}`
	made = `"status":"success","verb":"POST"}`
	gone = `"status":"success","verb":"DELETE"}`
	none = `{"error":"No data found.","status":"error","verb":`
)

// fetched returns a FETCH of a filter over dual, and the ids that it finds.
func fetched(where, ids string) exchange {
	texts := map[rune]string{
		'1': `{"id":1,"text":"chai and biscuit."}`, '2': `{"id":2,"text":"test data"}`, '3': `{"id":3,"text":"foobar"}`, '4': `{"id":4,"text":null}`,
		'5': `{"id":5,"text":"ram chip."}`, '7': `{"id":7,"text":"O'Reilly \"q\" <b>x</b> & 日本語 🎉"}`,
	}
	found := make([]string, 0, len(ids))
	for _, id := range ids {
		found = append(found, texts[id])
	}
	return exchange{method: "FETCH", path: "/dual", body: `{"where": ` + where + `}`, want: `{"data":[` + strings.Join(found, ",") + `],` + rows}
}

func TestFiltersThatAreRight(t *testing.T) {
	converse(t,
		fetched(`{}`, "123457"), fetched(`null`, "123457"), fetched(`{"id": 1}`, "1"), fetched(`{"id": "1"}`, "1"), fetched(`{"id": 1.0}`, "1"), fetched(`{"id": 1e0}`, "1"), fetched(`{"id": true}`, "1"),
		fetched(`{"id": [1, 3, 99]}`, "13"), fetched(`{"id": [3, 3, "1"]}`, "13"), fetched(`{"text": ["foobar", null]}`, "34"), fetched(`{"text": [null]}`, "4"), fetched(`{"id": ["one", 2]}`, "2"),
		fetched(`{"text": null, "id": 4}`, "4"), fetched(`{"text": null, "id": 1}`, ""), fetched(`{"text": ""}`, ""), fetched(`{"text": "FOOBAR"}`, ""), fetched(`{"text": "foobar "}`, ""),
		fetched(`{"id": {"gt": 2}}`, "3457"), fetched(`{"id": {"gt": 1, "lte": 4}}`, "234"), fetched(`{"id": {"gte": 5}, "text": {"ne": "ram chip."}}`, "7"), fetched(`{"id": {"ne": 1}}`, "23457"), fetched(`{"id": {}}`, "123457"),
		fetched(`{"id": {"in": [1, 2]}}`, "12"), fetched(`{"id": {"in": 2}}`, "2"), fetched(`{"id": {"notIn": [1, 2]}}`, "3457"), fetched(`{"id": {"notIn": []}}`, "123457"), fetched(`{"text": {"isNull": true}}`, "4"), fetched(`{"text": {"isNull": false}}`, "12357"),
		fetched(`{"text": {"eq": "foobar"}}`, "3"), fetched(`{"text": {"ne": "foobar"}}`, "1257"), fetched(`{"text": {"like": "%a%"}}`, "1235"), fetched(`{"text": {"like": "FOO%"}}`, ""), fetched(`{"text": {"ilike": "FOO%"}}`, "3"),
		fetched(`{"text": {"contains": "<b>"}}`, "7"), fetched(`{"text": {"contains": "%"}}`, ""), fetched(`{"text": {"startsWith": "test"}}`, "2"), fetched(`{"text": {"iEndsWith": "CHIP."}}`, "5"), fetched(`{"text": {"regex": "^[cr]"}}`, "15"),
		fetched(`{"text": "O'Reilly \"q\" <b>x</b> & 日本語 🎉"}`, "7"), fetched(`{"text": "O'Reilly \u0022q\u0022 \u003cb>x</b> & \u65e5\u672c\u8a9e \ud83c\udf89"}`, "7"),
		exchange{method: "FETCH", path: "/item", body: `{"where": {"big": 9007199254740993, "price": "9.99"}}`, want: `{"data":[{"id":1,"name":"bolt","qty":10,"big":9007199254740993,"price":"9.99","weight":0.5,"active":true,"created":"2024-01-02T03:04:05Z","day":"2024-01-02"}],` + rows},
		exchange{method: "FETCH", path: "/item", body: `{"where": {"active": 0}}`, want: `{"data":[{"id":2,"name":"nut","qty":null,"big":-9223372036854775808,"price":"0.10","weight":null,"active":false,"created":null,"day":null}],` + rows},
		exchange{method: "FETCH", path: "/item", body: `{"where": {"created": "Thu, 01 Jan 1970 00:00:00 GMT", "price": 1234567.89, "weight": 1e300}}`, want: `{"data":[{"id":3,"name":"gear","qty":0,"big":9223372036854775807,"price":"1234567.89","weight":1e+300,"active":null,"created":"1970-01-01T00:00:00Z","day":"1970-01-01"}],` + rows},
		exchange{method: "FETCH", path: "/item", body: `{"where": {"created": {"gte": "2024-01-01", "lt": "2024-01-03T00:00:00+02:00"}}, "limit": 1}`, want: `{"data":[{"id":1,"name":"bolt","qty":10,"big":9007199254740993,"price":"9.99","weight":0.5,"active":true,"created":"2024-01-02T03:04:05Z","day":"2024-01-02"}],` + rows},
		exchange{method: "FETCH", path: "/blobby", body: `{"where": {"raw": "AP8Q"}}`, want: `{"data":[{"id":1,"raw":"AP8Q"}],` + rows},
		docs(`{"path": [{"path": "$.a[1]", "eq": 2}]}`, true), docs(`{"path": {"path": "$.a[1]", "gt": 1, "lt": 3}}`, true), docs(`{"path": [{"path": "$.a[0]", "ne": 2}, {"path": "$.a", "eq": [1, 2]}]}`, true),
		docs(`{"path": [{"path": "$.a[1]", "eq": 3}]}`, false), docs(`{"path": [{"path": "$.b", "isNull": true}], "isNull": false}`, true), docs(`{"hasKey": "a"}`, true), docs(`{"hasKey": "b"}`, false),
		docs(`{"eq": {"a": [1, 2]}}`, true), docs(`{"eq": {"a": [2, 1]}}`, false), docs(`[{"a": [1, 2]}]`, true), docs(`[[1], 5]`, false), docs(`[5, {"a": [1, 2]}]`, true), docs(`[]`, false), docs(`"a"`, false),
		exchange{method: "FETCH", path: "/sum", body: `{"where": {"mood": "very wild", "gross": 22}}`, want: `{"data":[{"id":2,"net":20,"tax":2,"gross":22,"made":"today","mood":"very wild","doc":null,"raw":null}],` + rows},
	)
}

// docs returns a FETCH of a filter over a JSON column, and whether it finds the only row.
func docs(filter string, found bool) exchange {
	e := exchange{method: "FETCH", path: "/sum", body: `{"where": {"doc": ` + filter + `}}`, want: `{"data":[],` + rows}
	if found {
		e.want = `{"data":[{"id":1,"net":10,"tax":2,"gross":12,"made":"today","mood":"calm","doc":{"a":[1,2]},"raw":"AP8="}],` + rows
	}
	return e
}

// listed returns a FETCH of a body over dual, whatever it holds.
func listed(body, ids string) exchange {
	e := fetched("", ids)
	e.body = body
	return e
}

func TestListsThatAreRight(t *testing.T) {
	converse(t,
		listed("", "123457"), listed(" ", "123457"), listed("{}", "123457"), listed(`"{}"`, "123457"), listed("\xef\xbb\xbf{}", "123457"), listed(` "{\"where\": {\"id\": 1}}" `, "1"),
		listed(`{"limit": 2}`, "12"), listed(`{"offset": 4}`, "57"), listed(`{"limit": 2, "offset": 1}`, "23"), listed(`{"limit": "2", "offset": "1"}`, "23"), listed(`{"limit": 2.0}`, "12"), listed(`{"limit": null, "offset": null, "orderby": null}`, "123457"),
		listed(`{"limit": 1000000}`, "123457"), listed(`{"limit": 9223372036854775807, "offset": 5}`, "7"), listed(`{"where": {}, "extra": 1, "limit": 1}`, "1"),
		listed(`{"orderby": "id desc"}`, "754321"), listed(`{"orderby": "  id   DESC  "}`, "754321"), listed(`{"orderby": "id"}`, "123457"), listed(`{"orderby": "id asc"}`, "123457"), listed(`{"orderby": ""}`, "123457"), listed(`{"orderby": "id\tdesc"}`, "754321"),
		listed(`{"orderby": "text"}`, "471352"), listed(`{"orderby": "text desc"}`, "253174"), listed(`{"orderby": "text asc , id desc"}`, "471352"), listed(`{"orderby": "text,id"}`, "471352"), listed(`{"orderby": "id desc, id"}`, "754321"),
		listed(`{"orderby": "text desc", "limit": 2, "offset": 1}`, "53"), listed(`{"where": {"text": {"isNull": false}}, "orderby": "text", "offset": 3}`, "52"),
		exchange{method: "FETCH", path: "/dual?where=1", body: `{"where": {"id": 1}}`, headers: []string{"Content-Type", "text/plain; charset=utf-16"}, want: `{"data":[{"id":1,"text":"chai and biscuit."}],` + rows},
		exchange{method: "FETCH", path: "/dual", body: `{"where": {"id": 1}}`, headers: []string{"Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html", "Content-Encoding", "identity"}, want: `{"data":[{"id":1,"text":"chai and biscuit."}],` + rows},
		exchange{method: "QUERY", path: "/dual", body: `{"where": {"id": 1}}`, want: `{"data":[{"id":1,"text":"chai and biscuit."}],` + rows},
		exchange{method: "POST", path: "/dual/fetch", body: `{"where": {"id": 1}}`, want: `{"data":[{"id":1,"text":"chai and biscuit."}],` + rows},
		exchange{method: "POST", path: "/dual", headers: []string{"X-HTTP-Method-Override", "FETCH"}, body: `"{\"where\": {\"id\": 1}}"`, want: `{"data":[{"id":1,"text":"chai and biscuit."}],` + rows},
		exchange{method: "POST", path: "/dual", headers: []string{"X-HTTP-Method-Override", "query"}, body: `{"where": {"id": 1}}`, want: `{"data":[{"id":1,"text":"chai and biscuit."}],` + rows},
		exchange{method: "POST", path: "/dual/1", headers: []string{"X-HTTP-Method-Override", "GET"}, want: `{"data":{"id":1,"text":"chai and biscuit."},` + got},
		exchange{method: "GET", path: "/shown", want: `{"data":[{"id":1,"text":"chai and biscuit."},{"id":2,"text":"test data"},{"id":3,"text":"foobar"},{"id":5,"text":"ram chip."},{"id":7,"text":"O'Reilly \"q\" <b>x</b> & 日本語 🎉"}],` + got},
		exchange{method: "FETCH", path: "/shown", body: `{"where": {"id": {"lt": 3}}, "orderby": "id desc"}`, want: `{"data":[{"id":2,"text":"test data"},{"id":1,"text":"chai and biscuit."}],` + rows},
		exchange{method: "GET", path: "/loose", want: `{"data":[{"a":1,"b":"one"},{"a":1,"b":"one"},{"a":2,"b":null}],` + got},
		exchange{method: "FETCH", path: "/loose", body: `{"where": {"a": 1}, "orderby": "b desc, a", "limit": 1}`, want: `{"data":[{"a":1,"b":"one"}],` + rows},
		exchange{method: "FETCH", path: "/word", body: `{"where": {"word": ["a,b", "..", ""]}, "orderby": "n"}`, want: `{"data":[{"word":"a,b","n":1},{"word":"..","n":8},{"word":"","n":10}],` + rows},
	)
}

func TestKeysThatAreRight(t *testing.T) {
	converse(t,
		exchange{method: "GET", path: "/dual/01", want: `{"data":{"id":1,"text":"chai and biscuit."},` + got},
		exchange{method: "GET", path: "/dual/1.0", want: `{"data":{"id":1,"text":"chai and biscuit."},` + got},
		exchange{method: "GET", path: "/dual/%31", want: `{"data":{"id":1,"text":"chai and biscuit."},` + got},
		exchange{method: "GET", path: "/dual/1?x=y", want: `{"data":{"id":1,"text":"chai and biscuit."},` + got},
		exchange{method: "GET", path: "/%64ual/1", want: `{"data":{"id":1,"text":"chai and biscuit."},` + got},
		exchange{method: "GET", path: "/setting/theme", want: `{"data":{"key":"theme","value":"dark"},` + got},
		exchange{method: "GET", path: "/word/a,b", want: `{"data":{"word":"a,b","n":1},` + got},
		exchange{method: "GET", path: "/word/a%2Cb", want: `{"data":{"word":"a,b","n":1},` + got},
		exchange{method: "GET", path: "/word/a%2Fb", want: `{"data":{"word":"a/b","n":2},` + got},
		exchange{method: "GET", path: "/word/100%25", want: `{"data":{"word":"100%","n":3},` + got},
		exchange{method: "GET", path: "/word/%C3%BCn%C3%AF", want: `{"data":{"word":"ünï","n":4},` + got},
		exchange{method: "GET", path: "/word/two%20words", want: `{"data":{"word":"two words","n":5},` + got},
		exchange{method: "GET", path: "/word/two+words", want: none + `"GET"}`},
		exchange{method: "GET", path: "/word/fetch", want: `{"data":{"word":"fetch","n":6},` + got},
		exchange{method: "GET", path: "/word/%252F", want: `{"data":{"word":"%2F","n":7},` + got},
		exchange{method: "GET", path: "/word/%2E%2E", want: `{"data":{"word":"..","n":8},` + got},
		exchange{method: "GET", path: "/word/+", want: `{"data":{"word":"+","n":9},` + got},
		exchange{method: "GET", path: "/word/%22q%22", want: `{"data":{"word":"\"q\"","n":11},` + got},
		exchange{method: "PUT", path: "/word/a%2Fb", body: `{"n": 22}`, want: `{"id":"a/b",` + put},
		exchange{method: "PUT", path: "/word/a,b", body: `{"word": "c,d"}`, want: `{"id":"c,d",` + put},
		exchange{method: "DELETE", path: "/word/fetch", want: `{"id":"fetch",` + gone},
		exchange{method: "GET", path: "/pair/x,2", want: `{"data":{"a":"x","b":2,"note":"second"},` + got},
		exchange{method: "GET", path: "/pair/y%2Cz,1", want: `{"data":{"a":"y,z","b":1,"note":"comma"},` + got},
		exchange{method: "GET", path: "/pair/p%2Fq,7", want: `{"data":{"a":"p/q","b":7,"note":"slash"},` + got},
		exchange{method: "GET", path: "/pair/50%25,3", want: `{"data":{"a":"50%","b":3,"note":"percent"},` + got},
		exchange{method: "GET", path: "/pair/,9", want: `{"data":{"a":"","b":9,"note":"empty"},` + got},
		exchange{method: "PUT", path: "/pair/y%2Cz,1", body: `{"note": "changed"}`, want: `{"id":"y%2Cz,1",` + put},
		exchange{method: "GET", path: "/pair/y%2Cz,1", want: `{"data":{"a":"y,z","b":1,"note":"changed"},` + got},
		exchange{method: "POST", path: "/pair", body: `{"a": "n/e w", "b": 4}`, want: `{"id":"n%2Fe%20w,4",` + made},
		exchange{method: "GET", path: "/pair/n%2Fe%20w,4", want: `{"data":{"a":"n/e w","b":4,"note":null},` + got},
		exchange{method: "DELETE", path: "/pair/p%2Fq,7", want: `{"id":"p%2Fq,7",` + gone},
		exchange{method: "DELETE", path: "/pair/p%2Fq,7", want: none + `"DELETE"}`},
		exchange{method: "GET", path: "/select/1", want: `{"data":{"from":1,"group by":"g","a\"b":"q","tab\tle":"t"},` + got},
		exchange{method: "FETCH", path: "/select", body: `{"where": {"group by": "g", "a\"b": {"ne": "x"}}, "orderby": "group by desc, a\"b"}`, want: `{"data":[{"from":1,"group by":"g","a\"b":"q","tab\tle":"t"}],` + rows},
		exchange{method: "PUT", path: "/select/1", body: `{"group by": "h", "tab\tle": null}`, want: `{"id":1,` + put},
		exchange{method: "GET", path: "/Gr%C3%B6%C3%9Fe%20%26%20Ma%C3%9F/5", want: `{"data":{"Länge":5,"x.y":"dot"},` + got},
		exchange{method: "POST", path: "/Gr%C3%B6%C3%9Fe%20%26%20Ma%C3%9F", body: `{"Länge": 6, "x.y": "new"}`, want: `{"id":6,` + made},
	)
}

func TestWritesThatAreRight(t *testing.T) {
	converse(t,
		exchange{method: "POST", path: "/dual", body: `"{\"text\": \"twice\"}"`, want: `{"id":8,` + made},
		exchange{method: "POST", path: "/dual", body: `{}`, want: `{"id":9,` + made},
		exchange{method: "POST", path: "/dual", body: `{"id": null, "text": null}`, want: `{"id":10,` + made},
		exchange{method: "POST", path: "/dual", body: `{"id": "11", "text": 5}`, want: `{"id":11,` + made},
		exchange{method: "POST", path: "/dual", body: `{"id": 9223372036854775807, "text": true}`, want: `{"id":9223372036854775807,` + made},
		exchange{method: "POST", path: "/dual", body: `{"id": -9223372036854775808, "text": "\ufffd \ud83d\ude00"}`, want: `{"id":-9223372036854775808,` + made},
		exchange{method: "FETCH", path: "/dual", body: `{"where": {"id": {"notIn": [1, 2, 3, 4, 5, 7]}}}`, want: `{"data":[{"id":-9223372036854775808,"text":"` + "\uFFFD" + ` 😀"},{"id":8,"text":"twice"},{"id":9,"text":null},` +
			`{"id":10,"text":null},{"id":11,"text":"5"},{"id":9223372036854775807,"text":"1"}],` + rows},
		exchange{method: "POST", path: "/dual", headers: []string{"Content-Type", "image/png"}, body: "\xef\xbb\xbf" + `{"id": 12, "text": "` + strings.Repeat("long ", 10_000) + `"}`, want: `{"id":12,` + made},
		exchange{method: "PUT", path: "/dual/12", body: `"{\"text\": \"short\"}"`, want: `{"id":12,` + put},
		exchange{method: "PUT", path: "/dual/12", body: `{}`, want: `{"id":12,` + put},
		exchange{method: "PUT", path: "/dual/999", body: `{}`, want: none + `"PUT"}`},
		exchange{method: "PUT", path: "/dual/12", body: `{"id": 13}`, want: `{"id":13,` + put},
		exchange{method: "GET", path: "/dual/13", want: `{"data":{"id":13,"text":"short"},` + got},
		exchange{method: "PUT", path: "/dual/13", body: `{"text": ""}`, want: `{"id":13,` + put},
		exchange{method: "PUT", path: "/dual/13", body: `{"text": "a\u0000b"}`, want: `{"id":13,` + put},
		exchange{method: "GET", path: "/dual/13", want: `{"data":{"id":13,"text":"a\u0000b"},` + got},
		exchange{method: "POST", path: "/dual/13", headers: []string{"X-HTTP-Method-Override", "PUT"}, body: `{"text": "by override"}`, want: `{"id":13,` + put},
		exchange{method: "POST", path: "/dual/13", headers: []string{"X-HTTP-Method-Override", "delete"}, want: `{"id":13,` + gone},
		exchange{method: "POST", path: "/item", body: `{"name": "all", "qty": "7", "big": "9007199254740993", "price": 1.5, "weight": "2.5", "active": "true", "created": "2024-05-06 07:08:09.5", "day": "2024-05-06"}`, want: `{"id":4,` + made},
		exchange{method: "GET", path: "/item/4", want: `{"data":{"id":4,"name":"all","qty":7,"big":9007199254740993,"price":"1.50","weight":2.5,"active":true,"created":"2024-05-06T07:08:09.5Z","day":"2024-05-06"},` + got},
		exchange{method: "PUT", path: "/item/4", body: `{"qty": 9007199254740993, "price": "0.10", "active": 0, "created": "Tue, 02 Jan 2024 03:04:05 GMT", "day": "Tue, 02 Jan 2024 00:00:00 GMT", "weight": null}`, want: `{"id":4,` + put},
		exchange{method: "GET", path: "/item/4", want: `{"data":{"id":4,"name":"all","qty":9007199254740993,"big":9007199254740993,"price":"0.10","weight":null,"active":false,"created":"2024-01-02T03:04:05Z","day":"2024-01-02"},` + got},
		exchange{method: "POST", path: "/sum", body: `{"net": 5, "mood": "very wild", "doc": {"b": [1, null], "a": "é"}, "raw": "AAEC"}`, want: `{"id":3,` + made},
		exchange{method: "GET", path: "/sum/3", want: `{"data":{"id":3,"net":5,"tax":2,"gross":7,"made":"today","mood":"very wild","doc":{"a":"é","b":[1,null]},"raw":"AAEC"},` + got},
		exchange{method: "PUT", path: "/sum/3", body: `{"tax": 0, "doc": [], "mood": null}`, want: `{"id":3,` + put},
		exchange{method: "GET", path: "/sum/3", want: `{"data":{"id":3,"net":5,"tax":0,"gross":5,"made":"today","mood":null,"doc":[],"raw":"AAEC"},` + got},
		exchange{method: "POST", path: "/loose", body: `{"a": 3}`, want: `{"id":null,` + made},
		exchange{method: "POST", path: "/setting", body: `{"key": "font", "value": "serif"}`, want: `{"id":"font",` + made},
		exchange{method: "DELETE", path: "/setting/font", want: `{"id":"font",` + gone},
		exchange{method: "DELETE", path: "/setting/font", want: none + `"DELETE"}`},
	)
}

// TestNamesThatAreTaken serves tables with the names of server addresses below /_rest, and reports that at the
// start.
func TestNamesThatAreTaken(t *testing.T) {
	s := converse(t,
		exchange{method: "GET", path: "/_rest/graphql/1", want: `{"data":{"id":1,"n":11},` + got},
		exchange{method: "GET", path: "/_rest/tables", want: `{"data":[{"id":1,"n":12}],` + got},
		exchange{method: "FETCH", path: "/_rest/assets", body: `{"where": {"n": 13}}`, want: `{"data":[{"id":1,"n":13}],` + rows},
		exchange{method: "POST", path: "/_rest/metrics/fetch", body: `{"where": {"n": 14}}`, want: `{"data":[{"id":1,"n":14}],` + rows},
		exchange{method: "PUT", path: "/_rest/login/1", body: `{"n": 16}`, want: `{"id":1,` + put},
		exchange{method: "POST", path: "/_rest/_rest", body: `{"n": 17}`, want: `{"id":2,` + made},
		exchange{method: "DELETE", path: "/_rest/_rest/1", want: `{"id":1,` + gone},
		exchange{method: "GET", path: "/_rest/dual/1", want: `{"data":{"id":1,"text":"chai and biscuit."},` + got},
	)
	for _, name := range []string{"graphql", "tables", "assets", "metrics", "login", "_rest"} {
		told := "the table " + name + " is served by REST at /_rest/" + name
		if n := strings.Count(s.out.String(), told); n != 1 {
			t.Errorf("the log says %d times %q", n, told)
		}
		if a := s.send(t, "GET", "/"+name, ""); strings.Contains(a.text, `"n":1`) {
			t.Errorf("the table has taken /%s: %s", name, a.text)
		}
	}
	if strings.Contains(s.out.String(), "the table dual is served") {
		t.Error("the log speaks of a table whose name is free")
	}
}

// converse sends requests in order to one server, and checks each answer.
func converse(t *testing.T, all ...exchange) *server {
	t.Helper()
	s := serve(t, read(t, "testdata/original.sql")+read(t, "testdata/odd.sql"))
	for _, e := range all {
		a := s.send(t, e.method, e.path, e.body, e.headers...)
		if text := strings.TrimSuffix(a.text, "\n"); a.status != http.StatusOK || text != e.want {
			t.Errorf("%s %s %.200s\ngot  %d %s\nwant %s", e.method, e.path, e.body, a.status, text, e.want)
		}
		if a.header.Get("Content-Type") != "application/json" || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s %s: the head of the answer is %v", e.method, e.path, a.header)
		}
	}
	return s
}

func TestWithoutABody(t *testing.T) {
	s := serve(t, read(t, "testdata/original.sql")+read(t, "testdata/odd.sql"))
	const ofTable, ofRow = "GET, HEAD, POST, FETCH, QUERY, OPTIONS", "GET, HEAD, PUT, DELETE, OPTIONS"
	for _, c := range []struct {
		method, path, allow string
		status              int
	}{
		{"HEAD", "/dual", "", 200},
		{"HEAD", "/dual/1", "", 200},
		{"HEAD", "/loose", "", 200},
		{"HEAD", "/_rest/login", "", 200},
		{"OPTIONS", "/dual", ofTable, 200},
		{"OPTIONS", "/dual/1", ofRow, 200},
		{"OPTIONS", "/_rest/graphql", ofTable, 200},
	} {
		a := s.send(t, c.method, c.path, "")
		if a.status != c.status || a.text != "" || a.header.Get("Allow") != c.allow {
			t.Errorf("%s %s: got %d, Allow %q, %q", c.method, c.path, a.status, a.header.Get("Allow"), a.text)
		}
	}
	for _, method := range []string{"FETCH", "QUERY", "PUT", "DELETE", "POST"} {
		a := s.send(t, "OPTIONS", "/dual", "", "Origin", "http://localhost:3000", "Access-Control-Request-Method", method, "Access-Control-Request-Headers", "content-type,x-http-method-override")
		h := a.header
		if a.status != http.StatusNoContent || h.Get("Access-Control-Allow-Origin") != "http://localhost:3000" || h.Get("Access-Control-Allow-Methods") != method ||
			h.Get("Access-Control-Allow-Headers") != "content-type,x-http-method-override" {
			t.Errorf("the preflight of %s gets %d %v", method, a.status, h)
		}
		a = s.send(t, "OPTIONS", "/dual", "", "Origin", "https://elsewhere.example", "Access-Control-Request-Method", method)
		if a.header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("a page of elsewhere may %s: %v", method, a.header)
		}
	}
	if a := s.send(t, "FETCH", "/dual", "{}", "Origin", "http://127.0.0.1:9"); a.header.Get("Access-Control-Allow-Origin") != "http://127.0.0.1:9" || a.status != http.StatusOK {
		t.Errorf("a page of this machine gets %d %v", a.status, a.header)
	}
}

// TestOff requires that only the tables are gone.
func TestOff(t *testing.T) {
	s := serve(t, read(t, "testdata/original.sql")+read(t, "testdata/odd.sql"), "--rest-legacy", "off")
	before := s.dump(t)
	for _, e := range []exchange{
		{method: "GET", path: "/dual"},
		{method: "GET", path: "/dual/1"},
		{method: "POST", path: "/dual", body: `{"text": "x"}`},
		{method: "PUT", path: "/dual/1", body: `{"text": "x"}`},
		{method: "DELETE", path: "/dual/1"},
		{method: "FETCH", path: "/dual", body: "{}"},
		{method: "QUERY", path: "/dual", body: "{}"},
		{method: "POST", path: "/dual/fetch", body: "{}"},
		{method: "GET", path: "/_rest/dual"},
		{method: "DELETE", path: "/_rest/dual/1"},
	} {
		a := s.send(t, e.method, e.path, e.body)
		if a.status != http.StatusNotFound || !strings.Contains(a.text, "REQUEST_PATH") {
			t.Errorf("%s %s: got %d %s", e.method, e.path, a.status, a.text)
		}
	}
	if after := s.dump(t); after != before {
		t.Errorf("something has changed:\n%s", after)
	}
	if strings.Contains(s.out.String(), "served by REST") {
		t.Error("the log speaks of REST")
	}
	if a := s.send(t, "GET", "/graphql?query={duals(limit:1){id}}", ""); a.text != `{"data":{"duals":[{"id":1}]}}` {
		t.Errorf("GraphQL answers %s", a.text)
	}
}

// TestReadOnly refuses writes of a database that must not be written.
func TestReadOnly(t *testing.T) {
	s := serve(t, read(t, "testdata/original.sql"), "--read-only")
	unchanged := s.watch(t)
	for _, e := range []exchange{
		{method: "POST", path: "/dual", body: `{"text": "x"}`}, {method: "PUT", path: "/dual/1", body: `{"text": "x"}`}, {method: "DELETE", path: "/dual/1"},
	} {
		a := s.send(t, e.method, e.path, e.body)
		if a.status != http.StatusOK || !strings.Contains(a.text, `"status":"error"`) || inside.MatchString(a.text) {
			t.Errorf("%s %s: got %d %s", e.method, e.path, a.status, a.text)
		}
	}
	if !unchanged() {
		t.Error("something was written")
	}
	if a := s.send(t, "GET", "/dual/1", ""); !strings.Contains(a.text, "chai") {
		t.Errorf("reading gives %s", a.text)
	}
}
