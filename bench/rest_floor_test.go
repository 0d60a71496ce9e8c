package bench

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// The SQL of the floor of REST, which gives every column.
const (
	everyColumn = `SELECT id, name, collection_id, category_id, price, weight, stock, barcode, +released, available, note, details, label FROM products`
	fetchSQL    = everyColumn + " WHERE price > ? ORDER BY price, id LIMIT ?"
	getSQL      = everyColumn + " WHERE id = ?"
	postSQL     = "INSERT INTO collections (title, maker_id, season) VALUES (?, ?, ?) RETURNING id"
	putSQL      = "UPDATE collections SET title = ? WHERE id = ? RETURNING id"
	deleteSQL   = "DELETE FROM collections WHERE id = ? RETURNING id"
)

// restBody is the body of a request by REST, of each kind.
type restBody struct {
	Where struct {
		ID    int64 `json:"id"`
		Price struct {
			Above string `json:"gt"`
		} `json:"price"`
	} `json:"where"`
	Limit  int64  `json:"limit"`
	Title  string `json:"title"`
	Maker  int64  `json:"maker_id"`
	Season string `json:"season"`
}

// restFloor answers one kind of request.
type restFloor func(c *floorConn, r *http.Request, b *restBody) error

func newRESTFloor(tb testing.TB, path string) *floor {
	tb.Helper()
	return newFloorWith(tb, path, "?mode=ro&_mutex=no&_query_only=1", fetchSQL, getSQL)
}

// rest returns a handler that sends what answer appends between the braces of the envelope.
func (f *floor) rest(answer restFloor) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in bytes.Buffer
		var b restBody
		_, err := in.ReadFrom(http.MaxBytesReader(w, r.Body, 1<<20))
		if err == nil && in.Len() > 0 {
			err = json.Unmarshal(in.Bytes(), &b)
		}
		if err != nil {
			http.Error(w, "bad request", http.StatusBadRequest)
			return
		}
		c := <-f.pool
		defer func() { f.pool <- c }()
		c.out = append(c.out[:0], '{')
		if err := answer(c, r, &b); err != nil {
			http.Error(w, "failed", http.StatusInternalServerError)
			return
		}
		c.out = append(c.out, `,"status":"success"`...)
		if r.Method != "FETCH" {
			c.out = append(append(append(c.out, `,"verb":"`...), r.Method...), '"')
		}
		c.out = append(c.out, "}\n"...)
		h := w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Content-Length", strconv.Itoa(len(c.out)))
		_, _ = w.Write(c.out)
	})
}

// pathKey returns the key in a path such as /products/1234.
func pathKey(r *http.Request) (int64, error) {
	return strconv.ParseInt(r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:], 10, 64)
}

// list appends the rows of a statement as a list.
func (c *floorConn) list(statement, args int) error {
	c.out = append(c.out, `"data":[`...)
	first := true
	err := c.each(c.own[statement], len(c.cells), args, func() {
		if !first {
			c.out = append(c.out, ',')
		}
		first = false
		c.everyColumn()
	})
	c.out = append(c.out, ']')
	return err
}

func floorFetch(c *floorConn, _ *http.Request, b *restBody) error {
	above, err := strconv.ParseFloat(b.Where.Price.Above, 64)
	if err != nil {
		return err
	}
	return c.list(0, c.bind(above, b.Limit))
}

func floorFetchKey(c *floorConn, _ *http.Request, b *restBody) error {
	return c.list(1, c.bind(b.Where.ID))
}

func floorGet(c *floorConn, r *http.Request, _ *restBody) error {
	id, err := pathKey(r)
	if err != nil {
		return err
	}
	found := false
	c.out = append(c.out, `"data":`...)
	err = c.each(c.own[1], len(c.cells), c.bind(id), func() {
		found = true
		c.everyColumn()
	})
	if err == nil && !found {
		err = io.EOF
	}
	return err
}

// everyColumn appends a product with all its columns.
func (c *floorConn) everyColumn() {
	integer := func(name string, i int) { c.out = strconv.AppendInt(append(c.out, name...), c.cells[i].(int64), 10) }
	text := func(name string, i int) {
		c.out = append(c.out, name...)
		if s, ok := c.cells[i].(string); ok {
			c.out = appendText(c.out, s)
		} else {
			c.out = append(c.out, "null"...)
		}
	}
	integer(`{"id":`, 0)
	text(`,"name":`, 1)
	integer(`,"collection_id":`, 2)
	integer(`,"category_id":`, 3)
	c.out = appendPrice(append(c.out, `,"price":`...), c.cells[4])
	c.out = strconv.AppendFloat(append(c.out, `,"weight":`...), c.cells[5].(float64), 'g', -1, 64)
	integer(`,"stock":`, 6)
	integer(`,"barcode":`, 7)
	text(`,"released":`, 8)
	c.out = strconv.AppendBool(append(c.out, `,"available":`...), c.cells[9].(bool))
	text(`,"note":`, 10)
	c.out = append(c.out, `,"details":`...)
	if details, ok := c.cells[11].(string); ok {
		out := bytes.NewBuffer(c.out)
		_ = json.Compact(out, []byte(details)) // JSON, or TestSameAnswers fails
		c.out = out.Bytes()
	} else {
		c.out = append(c.out, "null"...)
	}
	text(`,"label":`, 12)
	c.out = append(c.out, '}')
}

// keyed runs a statement that writes a row and gives its key, and appends that.
func (c *floorConn) keyed(statement, args int) error {
	found := false
	err := c.write(statement, 1, args, func() {
		found = true
		c.out = strconv.AppendInt(append(c.out, `"id":`...), c.cells[0].(int64), 10)
	})
	if err == nil && !found {
		err = io.EOF
	}
	return err
}

func floorPost(c *floorConn, _ *http.Request, b *restBody) error {
	return c.keyed(2, c.bind(b.Title, b.Maker, b.Season))
}

func floorPut(c *floorConn, r *http.Request, b *restBody) error {
	id, err := pathKey(r)
	if err != nil {
		return err
	}
	return c.keyed(3, c.bind(b.Title, id))
}

func floorDelete(c *floorConn, r *http.Request, _ *restBody) error {
	id, err := pathKey(r)
	if err != nil {
		return err
	}
	return c.keyed(4, c.bind(id))
}
