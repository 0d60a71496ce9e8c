// Package files holds no code of the program: its tests read, filter, sort and write back databases as programs and
// object-relational mappers really write them. Each file of testdata makes one, and its comments say what must be
// found: the kind of a column, with the SQL that computes its value by SQLite's own functions ("kind", to the second
// for dates), what the program registers ("collation", "function"), and the mutations that cannot work ("absent").
package files
