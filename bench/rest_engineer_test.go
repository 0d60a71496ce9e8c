package bench

import (
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"
)

// restEngineer answers requests by REST.
type restEngineer struct{ *engineer }

type restProduct struct {
	ID         int64           `json:"id"`
	Name       string          `json:"name"`
	Collection int64           `json:"collection_id"`
	Category   int64           `json:"category_id"`
	Price      string          `json:"price"`
	Weight     float64         `json:"weight"`
	Stock      int64           `json:"stock"`
	Barcode    int64           `json:"barcode"`
	Released   string          `json:"released"`
	Available  bool            `json:"available"`
	Note       *string         `json:"note"`
	Details    json.RawMessage `json:"details"`
	Label      string          `json:"label"`
}

// envelope is an answer: rows, or the key of the row that was written.
type envelope struct {
	Data   any    `json:"data,omitempty"`
	ID     int64  `json:"id,omitempty"`
	Status string `json:"status"`
	Verb   string `json:"verb,omitempty"`
}

// handler answers {"id": …} where answer returns a number, and {"data": …} where it returns anything else.
func (e *restEngineer) handler(answer func(*http.Request, *restBody) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var b restBody
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&b); err != nil && !errors.Is(err, io.EOF) {
			http.Error(w, "bad request", http.StatusBadRequest)
			return
		}
		data, err := answer(r, &b)
		if err != nil {
			http.Error(w, "failed", http.StatusInternalServerError)
			return
		}
		out := envelope{Data: data, Status: "success"}
		if id, ok := data.(int64); ok {
			out.Data, out.ID = nil, id
		}
		if r.Method != "FETCH" {
			out.Verb = r.Method
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(&out)
	})
}

// everyColumnParsed gives dates as the driver parses them.
const everyColumnParsed = `SELECT id, name, collection_id, category_id, price, weight, stock, barcode, released, available, note, details, label FROM products`

func scanEveryColumn(from scanner) (p restProduct, err error) {
	var price float64
	var released time.Time
	var details *string
	err = from.Scan(&p.ID, &p.Name, &p.Collection, &p.Category, &price, &p.Weight, &p.Stock, &p.Barcode, &released,
		&p.Available, &p.Note, &details, &p.Label)
	p.Price, p.Released = strconv.FormatFloat(price, 'f', 2, 64), released.Format(time.DateOnly)
	if details != nil {
		p.Details = json.RawMessage(*details)
	}
	return p, err
}

func (e *restEngineer) fetch(r *http.Request, b *restBody) (any, error) {
	above, err := strconv.ParseFloat(b.Where.Price.Above, 64)
	if err != nil {
		return nil, err
	}
	rows, err := e.db.QueryContext(r.Context(), everyColumnParsed+" WHERE price > ? ORDER BY price, id LIMIT ?", above, b.Limit)
	if err != nil {
		return nil, err
	}
	return productsOf(rows)
}

func productsOf(rows *sql.Rows) (any, error) {
	defer func() { _ = rows.Close() }()
	all := []restProduct{}
	for rows.Next() {
		p, err := scanEveryColumn(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

func (e *restEngineer) fetchKey(r *http.Request, b *restBody) (any, error) {
	rows, err := e.db.QueryContext(r.Context(), everyColumnParsed+" WHERE id = ?", b.Where.ID)
	if err != nil {
		return nil, err
	}
	return productsOf(rows)
}

func (e *restEngineer) get(r *http.Request, _ *restBody) (any, error) {
	id, err := pathKey(r)
	if err != nil {
		return nil, err
	}
	return scanEveryColumn(e.db.QueryRowContext(r.Context(), everyColumnParsed+" WHERE id = ?", id))
}

// write runs a statement that gives the key of the row that it has written.
func (e *restEngineer) write(r *http.Request, query string, args ...any) (any, error) {
	var id int64
	err := e.db.QueryRowContext(r.Context(), query, args...).Scan(&id)
	return id, err
}

func (e *restEngineer) post(r *http.Request, b *restBody) (any, error) {
	return e.write(r, postSQL, b.Title, b.Maker, b.Season)
}

func (e *restEngineer) put(r *http.Request, b *restBody) (any, error) {
	id, err := pathKey(r)
	if err != nil {
		return nil, err
	}
	return e.write(r, putSQL, b.Title, id)
}

func (e *restEngineer) remove(r *http.Request, _ *restBody) (any, error) {
	id, err := pathKey(r)
	if err != nil {
		return nil, err
	}
	return e.write(r, deleteSQL, id)
}
