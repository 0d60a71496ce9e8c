package bench

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// engineer is the handler that a good engineer writes in an afternoon: database/sql with the request's context,
// structs with tags, encoding/json.
type engineer struct{ db *sql.DB }

func newEngineer(tb testing.TB, path string) *engineer {
	tb.Helper()
	database, err := sql.Open("sqlite3", "file:"+path+"?mode=ro&_query_only=1&_stmt_cache_size=16")
	if err != nil {
		tb.Fatal(err)
	}
	database.SetMaxOpenConns(poolSize)
	database.SetMaxIdleConns(poolSize)
	tb.Cleanup(func() { _ = database.Close() })
	return &engineer{db: database}
}

type productRow struct {
	ID       int64   `json:"id"`
	Name     string  `json:"name"`
	Price    string  `json:"price"`
	Weight   float64 `json:"weight"`
	Stock    int64   `json:"stock"`
	Released string  `json:"released"`
}

type makerRow struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

type productBrief struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Price string `json:"price"`
}

type collectionRow struct {
	ID       int64          `json:"id"`
	Title    string         `json:"title"`
	Maker    *makerRow      `json:"maker"`
	Products []productBrief `json:"products"`
}

type response struct {
	Data any `json:"data"`
}

func (e *engineer) handler(answer func(context.Context, *body) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var b body
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&b); err != nil {
			http.Error(w, "bad request", http.StatusBadRequest)
			return
		}
		data, err := answer(r.Context(), &b)
		if err != nil {
			http.Error(w, "failed", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(response{Data: data})
	})
}

// scanner is a *sql.Row or *sql.Rows.
type scanner interface{ Scan(dest ...any) error }

func scanProduct(from scanner) (p productRow, err error) {
	var price float64
	var released time.Time
	err = from.Scan(&p.ID, &p.Name, &price, &p.Weight, &p.Stock, &released)
	p.Price, p.Released = strconv.FormatFloat(price, 'f', 2, 64), released.Format(time.DateOnly)
	return p, err
}

func (e *engineer) list(ctx context.Context, b *body) (any, error) {
	const query = "SELECT id, name, price, weight, stock, released FROM products WHERE price > ? ORDER BY price, id LIMIT ?"
	above, err := strconv.ParseFloat(b.Variables.Above, 64)
	if err != nil {
		return nil, err
	}
	rows, err := e.db.QueryContext(ctx, query, above, b.Variables.Limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	products := make([]productRow, 0, b.Variables.Limit)
	for rows.Next() {
		p, err := scanProduct(rows)
		if err != nil {
			return nil, err
		}
		products = append(products, p)
	}
	return map[string]any{"products": products}, rows.Err()
}

func (e *engineer) nest(ctx context.Context, b *body) (any, error) {
	collections, err := e.collections(ctx, b.Variables.Limit)
	if err != nil || len(collections) == 0 {
		return map[string]any{"collections": collections}, err
	}
	index := make(map[int64]int, len(collections))
	ids := make([]any, len(collections))
	for i, c := range collections {
		index[c.ID], ids[i] = i, c.ID
	}
	query := "SELECT collection_id, id, name, price FROM products WHERE collection_id IN (?" +
		strings.Repeat(",?", len(ids)-1) + ") ORDER BY collection_id, id"
	rows, err := e.db.QueryContext(ctx, query, ids...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var parent int64
		var price float64
		var p productBrief
		if err := rows.Scan(&parent, &p.ID, &p.Name, &price); err != nil {
			return nil, err
		}
		p.Price = strconv.FormatFloat(price, 'f', 2, 64)
		c := &collections[index[parent]]
		c.Products = append(c.Products, p)
	}
	return map[string]any{"collections": collections}, rows.Err()
}

func (e *engineer) collections(ctx context.Context, limit int64) ([]collectionRow, error) {
	const query = `SELECT c.id, c.title, m.id, m.name FROM collections c LEFT JOIN makers m ON m.id = c.maker_id
		ORDER BY c.id LIMIT ?`
	rows, err := e.db.QueryContext(ctx, query, limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	collections := make([]collectionRow, 0, limit)
	for rows.Next() {
		c := collectionRow{Products: []productBrief{}}
		var maker sql.NullInt64
		var name sql.NullString
		if err := rows.Scan(&c.ID, &c.Title, &maker, &name); err != nil {
			return nil, err
		}
		if maker.Valid {
			c.Maker = &makerRow{ID: maker.Int64, Name: name.String}
		}
		collections = append(collections, c)
	}
	return collections, rows.Err()
}

func (e *engineer) key(ctx context.Context, b *body) (any, error) {
	const query = "SELECT id, name, price, weight, stock, released FROM products WHERE id = ?"
	p, err := scanProduct(e.db.QueryRowContext(ctx, query, b.Variables.ID))
	if errors.Is(err, sql.ErrNoRows) {
		return map[string]any{"product": nil}, nil
	}
	return map[string]any{"product": p}, err
}
