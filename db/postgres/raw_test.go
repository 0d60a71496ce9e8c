//go:build unix

package postgres

import (
	"context"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// connect connects to a database of the server.
func (s *server) connect(database string) *pgconn.PgConn {
	s.t.Helper()
	c, err := pgconn.Connect(s.t.Context(), fmt.Sprintf("host=%s user=tiddly dbname=%s", s.folder, database))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = c.Close(context.Background()) }) // the server ends too
	return c
}

// rawAsk returns the questions of an inspection to a connection.
func rawAsk(t *testing.T, c *pgconn.PgConn) ask {
	return func(sql string, width int, args ...any) ([][]string, error) {
		bound := make([][]byte, len(args))
		for i, a := range args {
			bound[i] = fmt.Append(nil, a)
		}
		result := c.ExecParams(t.Context(), sql, bound, nil, nil, nil).Read()
		rows := make([][]string, len(result.Rows))
		for i, row := range result.Rows {
			rows[i] = make([]string, width)
			for j := range row {
				rows[i][j] = string(row[j])
			}
		}
		return rows, result.Err
	}
}

// rawCell is a cell in binary form.
type rawCell struct {
	data []byte
	oid  uint32
}

// cells runs a query and returns the cells of its rows in binary form.
func cells(t *testing.T, c *pgconn.PgConn, sql string) [][]rawCell {
	t.Helper()
	result := c.ExecParams(t.Context(), sql, nil, nil, nil, []int16{pgtype.BinaryFormatCode}).Read()
	if result.Err != nil {
		t.Fatalf("%s: %v", sql, result.Err)
	}
	rows := make([][]rawCell, len(result.Rows))
	for i, row := range result.Rows {
		for j := range row {
			rows[i] = append(rows[i], rawCell{row[j], result.FieldDescriptions[j].DataTypeOID})
		}
	}
	return rows
}
