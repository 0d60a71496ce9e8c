package graph

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"tiddly/graph/model"
)

func (r *authorResolver) Card(ctx context.Context, objs []*model.Author) ([]string, error) {
	all := make([]string, len(objs))
	for i, a := range objs {
		email := "nobody"
		if a.Email != nil {
			email = *a.Email
		}
		all[i] = fmt.Sprintf("%d %s <%s>", a.ID, a.Name, email)
	}
	return all, nil
}

func (r *authorResolver) Initial(ctx context.Context, objs []*model.Author) ([]string, error) {
	all := make([]string, len(objs))
	for i, a := range objs {
		all[i] = a.Name[:1]
	}
	return all, nil
}

func (r *queryResolver) Hits(ctx context.Context) ([]model.Hit, error) {
	authors, err := many[model.Author](ctx, "authors", Arguments{})
	if err != nil {
		return nil, err
	}
	books, err := many[model.Book](ctx, "books", Arguments{})
	if err != nil {
		return nil, err
	}
	hits := []model.Hit{model.Note{Text: authors[0].Name + " " + books[0].Title}}
	for _, a := range authors {
		hits = append(hits, a)
	}
	for _, b := range books {
		hits = append(hits, b)
	}
	return hits, nil
}

func (r *queryResolver) Pieces(ctx context.Context) ([]model.Piece, error) {
	return []model.Piece{model.Note{Text: "a"}, &model.Clipping{Name: "b"}}, nil
}

func (r *queryResolver) Named(ctx context.Context) ([]model.Named, error) {
	authors, err := many[model.Author](ctx, "authors", Arguments{})
	if err != nil {
		return nil, err
	}
	all := []model.Named{&model.Clipping{Name: "b"}}
	for _, a := range authors {
		all = append(all, a)
	}
	return all, nil
}

func (r *queryResolver) Pages(ctx context.Context) ([]model.Node, error) {
	books, err := many[model.Book](ctx, "books", Arguments{})
	if err != nil {
		return nil, err
	}
	var all []model.Node
	for _, b := range books {
		all = append(all, b)
	}
	return all, nil
}

func (r *queryResolver) Few(ctx context.Context, limit *int32) ([]*model.Author, error) {
	all, err := many[model.Author](ctx, "authors", Arguments{"limit": limit})
	return all, err
}

func (r *queryResolver) Heard(ctx context.Context) (string, error) {
	op := graphql.GetOperationContext(ctx)
	return fmt.Sprint(op.Headers.Get("X-Said"), " ", op.Extensions["said"]), nil
}

func (r *queryResolver) Denied(ctx context.Context, code *string) (*string, error) {
	err := gqlerror.Errorf("not for you")
	if code != nil {
		err.Extensions = map[string]any{"code": *code}
	}
	return nil, err
}

func (r *queryResolver) Total(ctx context.Context) (int32, error) {
	authors, err := many[model.Author](ctx, "authors", Arguments{})
	return int32(len(authors)), err
}
