package catalog

import "testing"

func TestOnly(t *testing.T) {
	all, _ := mustBuild(t, source(t, `
		author: id! kind[a,b] | pk id
		book: id! author_id | pk id | fk author_id > author
		tag: id! kind[c] | pk id
		book_tag: book_id! tag_id! | pk book_id,tag_id | fk book_id > book | fk tag_id > tag
		books: id! | pk id`), Overrides{})
	some := all.Only(func(t *Table) bool { return t.SQLName == "book" || t.SQLName == "tag" || t.SQLName == "books" })
	wantLines(t, "names", namesOf(some), `
		book: Book books book
		books: Book2 books2 book2
		tag: Tag tags tag`)
	wantLines(t, "relations", relations(some, "book"), `tags through Tag: id = book_tag(book_id; tag_id) = id`)
	book := some.Table("Book")
	if r := book.Relation("tags"); r == nil || r.Table != book || r.Target != some.TableBySQL("tag") || book.Relation("author") != nil {
		t.Errorf("the relations lead out of the catalogue: %v", book.Relations)
	}
	if len(some.Enums) != 1 || some.Enums[0].TypeName != "TagKind" || len(all.Enums) != 2 || len(all.TableBySQL("book").Relations) != 3 {
		t.Error("the enums are others, or the whole catalogue has changed")
	}
}
