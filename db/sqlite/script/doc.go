// Package script reads the texts of SQL that make a schema of SQLite: it splits a statement into tokens, returns what
// only the text of a CREATE TABLE statement reveals, and compares the schema that a script makes with that of a
// database. It may not know a connection or a driver: its callers read the catalogue, and run the statements that a
// comparison is about to advise.
package script
