package sqlgen

import (
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// Rows with keys that clients write are found as the field for one row finds them, by the same comparisons: what these
// bind for a value (often it alone, sometimes one text for each form that a cell may have) is a column of a table of
// keys. A last column has the number of each key, since only the database knows how it compares.

// KeyValues describes what a statement binds for each key: for each of its columns the encodings of the value.
type KeyValues [][]dialect.Encoding

// Columns returns the number of values that are bound for a key.
func (k KeyValues) Columns() int {
	n := 0
	for _, of := range k {
		n += len(of)
	}
	return n
}

// equal reports whether the same is bound.
func (k KeyValues) equal(other KeyValues) bool {
	return slices.EqualFunc(k, other, slices.Equal)
}

// number returns the cell that has the number of the key by which a row was found.
func (s *statement) number(key *catalog.Key) cell {
	if s.keyNumber == nil {
		s.keyNumber = &catalog.Column{Table: key.Columns[0].Table, SQLName: numberName, Name: numberName, Type: catalog.Type{Kind: catalog.Int}}
	}
	return cell{given, s.keyNumber}
}

// numberName is the column of the numbers of keys.
const numberName = "n"

// keyTerms collects the columns of a table of keys, and how they compare.
type keyTerms struct {
	names, parts []any
	bound        KeyValues
	equal        []expression
}

// byKey returns the query for the rows with keys that clients write.
func (s *statement) byKey() (selecting, error) {
	key := s.node.ByKey
	var terms keyTerms
	for i, c := range key.Columns {
		if err := s.keyTerm(&terms, c, key.Comparisons.At(i)); err != nil {
			return selecting{}, err
		}
	}
	s.values = terms.bound
	number := s.dialect.Numbers
	terms.names = append(terms.names, s.name(numberName))
	terms.parts = append(terms.parts, s.keyPart(&number, len(terms.parts)))
	rows := s.from(s.derivedKeys(terms.names, terms.parts)).crossJoin(s.table(s.node.Table, alias(plan.Own)))
	return s.joined(rows).where(append(terms.equal, s.met...)...).columns(s.direct()), nil
}

// keyTerm adds a column of the key: what is bound for its values, and how it compares with that.
func (s *statement) keyTerm(terms *keyTerms, c *catalog.Column, by catalog.Comparison) error {
	storage, err := s.storage(c)
	if err != nil {
		return err
	}
	p := &plan.Predicate{Kind: plan.Compare, Column: c, Op: request.Eq, By: by, Keyed: true}
	f, err := s.comparing(p, &storage)
	if err != nil {
		return err
	}
	switch _, loose := storage.ByKey[by]; {
	case loose && storage.Keyed.ByKey.SQL != "":
		f = storage.Keyed.ByKey
	case !loose && storage.Keyed.Column != "":
		// The keys have the type of this form of the column.
		f = dialect.Fragment{SQL: storage.Keyed.Column + " = {value}", Encode: f.Encode[:min(len(f.Encode), 1)]}
	}
	var encodings []dialect.Encoding
	column := func(e dialect.Encoding) literal {
		n := len(terms.parts)
		encodings = append(encodings, e)
		terms.names = append(terms.names, s.name(keyName(n)))
		terms.parts = append(terms.parts, s.keyPart(&storage.Keyed.Part, n))
		return s.name(chosen, keyName(n))
	}
	condition, err := s.givenBy(p, &f, alias(plan.Own), column)
	terms.bound = append(terms.bound, encodings)
	terms.equal = append(terms.equal, condition)
	return err
}

// givenBy returns a comparison with values that columns have.
func (s *statement) givenBy(p *plan.Predicate, f *dialect.Fragment, at string, column func(dialect.Encoding) literal) (expression, error) {
	var failed error
	each := f.Each
	if len(each) == 0 {
		each = []dialect.Encoding{nil}
	}
	condition := filled(f, filler{
		column: s.name(at, p.Column.SQLName),
		place:  s.place(p.Column),
		value:  func(i int) any { return column(f.EncodeAt(i)) },
		list: func() []any {
			all := make([]any, len(each))
			for i, e := range each {
				all[i] = column(e)
			}
			return all
		},
		stray: func() expression {
			stray, err := s.stray(p)
			if err != nil {
				failed = err
			}
			return stray
		},
	})
	return condition, failed
}
