package postgres

import (
	"strings"

	"tiddly/internal/catalog"
)

// readReaders reads which tables and columns the views read, as the database itself records it.
func (in *inspector) readReaders() error {
	rows, err := in.ask(queryReaders, 6)
	if err != nil {
		return err
	}
	all := &in.source.Readers
	for _, row := range rows {
		n := len(*all)
		if n == 0 || (*all)[n-1].Schema != row[0] || (*all)[n-1].Name != row[1] {
			*all = append(*all, catalog.SourceReader{Schema: row[0], Name: row[1]})
			n++
		}
		r := &(*all)[n-1]
		r.Tables = append(r.Tables, catalog.QualifiedName{Schema: row[2], Name: row[3]})
		if row[4] != "" {
			r.Columns = append(r.Columns, strings.Split(row[4], "\x1f")...)
		}
		r.Unnamed = r.Unnamed || truth(row[5])
		r.Own = r.Own || strings.HasPrefix(row[3], ownPrefix)
	}
	return nil
}
