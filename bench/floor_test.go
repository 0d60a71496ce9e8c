package bench

import (
	"bytes"
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"unicode/utf8"

	sqlite3 "github.com/mattn/go-sqlite3"
)

// The SQL of the floor. A "+" removes the declared type of a column, so that the driver returns the text of a date
// instead of parsing it.
const (
	listSQL    = "SELECT id, name, price, weight, stock, +released FROM products WHERE price > ? ORDER BY price, id LIMIT ?"
	parentsSQL = `SELECT c.id, c.title, m.id, m.name FROM collections c LEFT JOIN makers m ON m.id = c.maker_id
		ORDER BY c.id LIMIT ?`
	childrenSQL = `SELECT collection_id, id, name, price FROM products
		WHERE collection_id IN (SELECT value FROM json_each(?)) ORDER BY collection_id, id`
	keySQL = "SELECT id, name, price, weight, stock, +released FROM products WHERE id = ?"
)

// body is the request body that clients of all three handlers send.
type body struct {
	Query     string `json:"query"`
	Variables struct {
		Above  string   `json:"above"`
		Title  string   `json:"title"`
		Limit  int64    `json:"limit"`
		Offset int64    `json:"offset"`
		ID     int64    `json:"id"`
		IDs    []string `json:"ids"`
		Text   string   `json:"text"`
	} `json:"variables"`
}

// floorConn is a connection of the floor with its prepared statements and its buffers.
type floorConn struct {
	conn                           *sqlite3.SQLiteConn
	listed, parents, children, key *sqlite3.SQLiteStmt
	// own are the statements of other requests.
	own       []*sqlite3.SQLiteStmt
	cells     [13]driver.Value
	args      [3]driver.NamedValue
	out, keys []byte
	// parentRows holds the rows of the upper level as JSON, and holes the offsets in it at which the children are
	// inserted.
	parentRows []byte
	holes      []hole
}

type hole struct {
	id  int64
	end int
}

// floor is a small pool of connections.
type floor struct{ pool chan *floorConn }

const poolSize = 4

// newFloor returns a floor for the sample.
func newFloor(tb testing.TB, path string) *floor {
	tb.Helper()
	f := newFloorWith(tb, path, "?mode=ro&_mutex=no&_query_only=1", listSQL, parentsSQL, childrenSQL, keySQL)
	for range poolSize {
		c := <-f.pool
		c.listed, c.parents, c.children, c.key = c.own[0], c.own[1], c.own[2], c.own[3]
		f.pool <- c
	}
	return f
}

// newFloorWith returns a floor with statements of its own.
func newFloorWith(tb testing.TB, path, options string, statements ...string) *floor {
	tb.Helper()
	f := &floor{pool: make(chan *floorConn, poolSize)}
	for range poolSize {
		opened, err := (&sqlite3.SQLiteDriver{}).Open("file:" + path + options)
		if err != nil {
			tb.Fatal(err)
		}
		c := &floorConn{conn: opened.(*sqlite3.SQLiteConn)}
		tb.Cleanup(func() { _ = c.conn.Close() })
		for _, sql := range statements {
			prepared, err := c.conn.PrepareContext(tb.Context(), sql)
			if err != nil {
				tb.Fatal(err)
			}
			c.own = append(c.own, prepared.(*sqlite3.SQLiteStmt))
		}
		f.pool <- c
	}
	return f
}

// handler returns a handler that sends what answer appends.
func (f *floor) handler(answer func(*floorConn, *body) error) http.Handler {
	buffers := sync.Pool{New: func() any { return &bytes.Buffer{} }}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		in := buffers.Get().(*bytes.Buffer)
		defer buffers.Put(in)
		in.Reset()
		var b body
		if _, err := in.ReadFrom(http.MaxBytesReader(w, r.Body, 1<<20)); err != nil || json.Unmarshal(in.Bytes(), &b) != nil {
			http.Error(w, "bad request", http.StatusBadRequest)
			return
		}
		c := <-f.pool
		defer func() { f.pool <- c }()
		c.out = append(c.out[:0], `{"data":{`...)
		if err := answer(c, &b); err != nil {
			http.Error(w, "failed", http.StatusInternalServerError)
			return
		}
		c.out = append(c.out, "}}"...)
		h := w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Content-Length", strconv.Itoa(len(c.out)))
		_, _ = w.Write(c.out)
	})
}

// each runs a statement and calls row for each row, whose cells are in c.cells.
func (c *floorConn) each(stmt *sqlite3.SQLiteStmt, width, args int, row func()) (err error) {
	rows, err := stmt.QueryContext(context.Background(), c.args[:args])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for {
		switch err := rows.Next(c.cells[:width]); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		row()
	}
}

func (c *floorConn) bind(values ...driver.Value) int {
	for i, v := range values {
		c.args[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	return len(values)
}

func floorList(c *floorConn, b *body) error {
	above, err := strconv.ParseFloat(b.Variables.Above, 64)
	if err != nil {
		return err
	}
	c.out = append(c.out, `"products":[`...)
	first := true
	err = c.each(c.listed, 6, c.bind(above, b.Variables.Limit), func() {
		if !first {
			c.out = append(c.out, ',')
		}
		first = false
		c.product()
	})
	c.out = append(c.out, ']')
	return err
}

func (c *floorConn) product() {
	out := c.out
	out = append(out, `{"id":`...)
	out = strconv.AppendInt(out, c.cells[0].(int64), 10)
	out = append(out, `,"name":`...)
	out = appendText(out, c.cells[1].(string))
	out = append(out, `,"price":`...)
	out = appendPrice(out, c.cells[2])
	out = append(out, `,"weight":`...)
	out = strconv.AppendFloat(out, c.cells[3].(float64), 'g', -1, 64)
	out = append(out, `,"stock":`...)
	out = strconv.AppendInt(out, c.cells[4].(int64), 10)
	out = append(out, `,"released":`...)
	out = appendText(out, c.cells[5].(string))
	out = append(out, '}')
	c.out = out
}

func floorNest(c *floorConn, b *body) error {
	c.parentRows, c.holes, c.keys = c.parentRows[:0], c.holes[:0], append(c.keys[:0], '[')
	err := c.each(c.parents, 4, c.bind(b.Variables.Limit), func() {
		id := c.cells[0].(int64)
		if len(c.holes) > 0 {
			c.keys = append(c.keys, ',')
		}
		c.keys = strconv.AppendInt(c.keys, id, 10)
		out := c.parentRows
		out = append(out, `{"id":`...)
		out = strconv.AppendInt(out, id, 10)
		out = append(out, `,"title":`...)
		out = appendText(out, c.cells[1].(string))
		if c.cells[2] == nil {
			out = append(out, `,"maker":null`...)
		} else {
			out = append(out, `,"maker":{"id":`...)
			out = strconv.AppendInt(out, c.cells[2].(int64), 10)
			out = append(out, `,"name":`...)
			out = appendText(out, c.cells[3].(string))
			out = append(out, '}')
		}
		out = append(out, `,"products":[`...)
		c.parentRows = out
		c.holes = append(c.holes, hole{id: id, end: len(c.parentRows)})
	})
	if err != nil {
		return err
	}
	c.keys = append(c.keys, ']')
	return c.joinChildren()
}

// joinChildren merges parents and children: both are sorted by the parents' ids.
func (c *floorConn) joinChildren() error {
	c.out = append(c.out, `"collections":[`...)
	at, start, first := -1, 0, true
	next := func() {
		if at >= 0 {
			c.out = append(c.out, "]},"...)
		}
		at++
		c.out = append(c.out, c.parentRows[start:c.holes[at].end]...)
		start, first = c.holes[at].end, true
	}
	err := c.each(c.children, 4, c.bind(string(c.keys)), func() {
		for at < 0 || c.holes[at].id != c.cells[0].(int64) {
			next()
		}
		if !first {
			c.out = append(c.out, ',')
		}
		first = false
		out := c.out
		out = append(out, `{"id":`...)
		out = strconv.AppendInt(out, c.cells[1].(int64), 10)
		out = append(out, `,"name":`...)
		out = appendText(out, c.cells[2].(string))
		out = append(out, `,"price":`...)
		out = appendPrice(out, c.cells[3])
		out = append(out, '}')
		c.out = out
	})
	for at+1 < len(c.holes) {
		next()
	}
	if at >= 0 {
		c.out = append(c.out, "]}"...)
	}
	c.out = append(c.out, ']')
	return err
}

func floorKey(c *floorConn, b *body) error {
	c.out = append(c.out, `"product":`...)
	found := false
	err := c.each(c.key, 6, c.bind(b.Variables.ID), func() {
		found = true
		c.product()
	})
	if !found {
		c.out = append(c.out, "null"...)
	}
	return err
}

// appendPrice appends a price, which is stored as an integer or a real, with two fraction digits.
func appendPrice(out []byte, cell driver.Value) []byte {
	out = append(out, '"')
	switch v := cell.(type) {
	case int64:
		out = append(strconv.AppendInt(out, v, 10), ".00"...)
	case float64:
		out = strconv.AppendFloat(out, v, 'f', 2, 64)
	}
	return append(out, '"')
}

// appendText appends a JSON string.
func appendText(out []byte, s string) []byte {
	out = append(out, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			continue
		}
		if c >= utf8.RuneSelf {
			if r, n := utf8.DecodeRuneInString(s[i:]); r != utf8.RuneError || n > 1 {
				i += n - 1
				continue
			}
		}
		out = append(out, s[start:i]...)
		quoted, _ := json.Marshal(s[i : i+1])
		out = append(out, quoted[1:len(quoted)-1]...)
		start = i + 1
	}
	return append(append(out, s[start:]...), '"')
}
