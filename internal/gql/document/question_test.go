package document

import (
	"errors"
	"fmt"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// TestQuestions requires that a question is created once, and that there are no more than documents.
func TestQuestions(t *testing.T) {
	c, made := NewQuestions(), 0
	create := func() (Question, error) {
		made++
		return Question{Definition: &ast.OperationDefinition{}, Count: true}, nil
	}
	for range 2 {
		e, o, err := c.Question("a", create)
		if err != nil || e == nil || !o.straight || !o.exact || !o.counts {
			t.Fatalf("got %v %+v, %v", e, o, err)
		}
	}
	if made != 1 {
		t.Errorf("it was made %d times", made)
	}
	wrong := errors.New("no such table")
	for range 2 {
		if _, _, err := c.Question("b", func() (Question, error) { made++; return Question{}, wrong }); !errors.Is(err, wrong) {
			t.Errorf("got %v", err)
		}
	}
	if made != 3 {
		t.Errorf("an error was kept: %d", made)
	}
	for i := range 2 * maxDocuments {
		if _, _, err := c.Question(fmt.Sprint("c", i), create); err != nil {
			t.Fatal(err)
		}
	}
	if n := c.Size(); n != maxDocuments {
		t.Errorf("%d are kept, want %d", n, maxDocuments)
	}
}
