package rest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// diary has dates that cannot be read, and so many rows that they are sent in several pages.
const diary = `CREATE TABLE note(id INTEGER PRIMARY KEY, at DATETIME, "on ü" DATE);
	INSERT INTO note VALUES (1, '2024-01-02', '2024-01-02'), (2, 'soon', 'never'), (3, 'late', NULL);
	CREATE TABLE many(id INTEGER PRIMARY KEY, at DATETIME NOT NULL);
	WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
	INSERT INTO many SELECT i, iif(i > 3000 AND i % 2, 'x' || i, '2024-01-02') FROM n;`

// TestUnreadCells requires the warning in the header, after the answer where it has begun, and in the log.
func TestUnreadCells(t *testing.T) {
	s := serve(t, diary)
	const counted = "cells that cannot be read counted as NULL: "
	for _, c := range []struct{ path, ids, header string }{
		{"/note?at=2024-01-02", "1", counted + "note.at (2)"},
		{"/note?on%20%C3%BC=2024-01-02", "1", counted + "note.on+%C3%BC (1)"},
		{"/note?orderby=at", "231", counted + "note.at (2)"},
		{"/note?id=1&at=2024-01-02", "1", ""},
		{"/note", "123", ""},
	} {
		a := s.send(t, "GET", c.path, "")
		if got := idsOf(t, a); got != c.ids || a.header.Get("Tiddly-Warning") != c.header {
			t.Errorf("%s: ids %s and %q, want %s and %q", c.path, got, a.header.Get("Tiddly-Warning"), c.ids, c.header)
		}
	}
	if a := s.send(t, "GET", "/note?at=2024-01-02&_=1", ""); len(a.header.Values("Tiddly-Warning")) != 2 {
		t.Errorf("two warnings are %q", a.header.Values("Tiddly-Warning"))
	}
	log := s.out.String()
	for _, part := range []string{"cells that cannot be read counted as NULL in a comparison", `"table":"note","column":"at","cells":2`} {
		if !strings.Contains(log, part) {
			t.Errorf("the log lacks %s: %s", part, log)
		}
	}
}

// TestUnreadCellsOfLaterPages reads rows whose order is NULL on every page.
func TestUnreadCellsOfLaterPages(t *testing.T) {
	s := serve(t, diary)
	request, err := http.NewRequestWithContext(t.Context(), "FETCH", "http://"+s.address+"/many", strings.NewReader(`{"orderby": "at"}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil || !strings.HasSuffix(string(body), `"status":"success"}`+"\n") {
		t.Fatalf("the answer ends with %.200s, %v", body[max(0, len(body)-200):], err)
	}
	if rows := strings.Count(string(body), `"id":`); rows != 5000 {
		t.Errorf("%d rows came, want all 5000", rows)
	}
	if warning := response.Trailer.Get("Tiddly-Warning"); !strings.HasPrefix(warning, "cells that cannot be read counted as NULL: many.at (") {
		t.Errorf("the trailer is %v", response.Trailer)
	}
}
