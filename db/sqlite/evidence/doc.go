// Package evidence decides what a column is by what is declared and by what lies in its cells, since SQLite hardly
// checks either: cells are tallied, and the tally decides. The package is pure; it reads no database and knows no SQL.
package evidence
