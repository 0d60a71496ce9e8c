// Package ask is how Go code asks the tables. The package tables, which go generate writes beside it, has a variable
// for each table; this package has the methods of those variables, and what their arguments are made of:
//
//	books, err := tables.Book.List(ctx, tables.BookWhere{Stars: tables.IntFilter{Gte: ask.Value[int32](4)}}, ask.Page{Limit: 10})
//	book, err := tables.Book.ByKey(ctx, tables.BookKey{ID: ask.Value[int32](7)})
//	n, err := tables.Author.Count(ctx, tables.AuthorWhere{})
//	authors, err := tables.Book.Related.Author.Of(ctx, books)
//	counts, err := tables.Author.Related.Books.CountOf(ctx, authors, tables.BookWhere{})
//
// In a resolver, ctx is the context that it gets: everything that the fields of one request ask is read from the same
// snapshot as the rest of its answer, for the same caller, and under the limits of one answer. Below a field of
// Mutation it is one transaction; see docs/owning.md. A program of its own opens a database with Open.
//
// Filters and inputs have a member of the type graphql.Omittable for each column: one that is not set is absent, which
// is not null. Value and Null set them. Their zero value is no condition, and no column.
//
// Errors are those that a client would get for the same question. A list has all the rows that match, or is an error:
// more rows than the server's row limit are read in pages.
package ask
