package document

import "github.com/vektah/gqlparser/v2/ast"

// Question is an operation that Go code asks by itself, not in place of a client's. Count makes its list a number.
// Given reports that the code has the rows of its list, and asks for what they lead to.
type Question struct {
	Definition *ast.OperationDefinition
	Count      bool
	Given      bool
	// Whole is set for an operation of a client, planned as if no code answered a part of it.
	Whole bool
}

// NewQuestions returns the cache of the questions of one schema: it has the bounds of a cache of documents.
func NewQuestions() *Cache { return NewCache(&Counts{}) }

// Question returns the operation of a question with its entry, in which its plans are kept. Create is called where
// the cache does not have the key; its error is returned.
func (c *Cache) Question(key string, create func() (Question, error)) (*Entry, *Operation, error) {
	e := c.find(key)
	if e == nil {
		q, err := create()
		if err != nil {
			return nil, nil, err
		}
		e = &Entry{cache: c, plans: map[string]*Plan{}, operations: []*Operation{{Definition: q.Definition, straight: true, exact: true, counts: q.Count, given: q.Given}}}
		c.put(key, e)
	}
	return e, e.operations[0], nil
}
