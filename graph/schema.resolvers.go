package graph

// This file is yours. Generating adds methods that are missing, and changes the heads of those that are here when the
// schema does; nothing else.

import (
	"context"
	"tiddly/graph/model"
)

func (r *mutationResolver) InsertDual(ctx context.Context, input map[string]any) (*model.DualPayload, error) {
	return one[model.DualPayload](ctx, "insertDual", Arguments{"input": input})
}

func (r *mutationResolver) InsertDuals(ctx context.Context, input []map[string]any) (*model.DualsPayload, error) {
	return one[model.DualsPayload](ctx, "insertDuals", Arguments{"input": input})
}

func (r *mutationResolver) UpdateDual(ctx context.Context, by map[string]any, set map[string]any, inc map[string]any) (*model.DualPayload, error) {
	return one[model.DualPayload](ctx, "updateDual", Arguments{"by": by, "set": set, "inc": inc})
}

func (r *mutationResolver) UpdateDuals(ctx context.Context, where map[string]any, set map[string]any, inc map[string]any, maxAffected *int32, allRows *bool) (*model.DualsPayload, error) {
	return one[model.DualsPayload](ctx, "updateDuals", Arguments{"where": where, "set": set, "inc": inc, "maxAffected": maxAffected, "allRows": allRows})
}

func (r *mutationResolver) DeleteDual(ctx context.Context, by map[string]any) (*model.DualPayload, error) {
	return one[model.DualPayload](ctx, "deleteDual", Arguments{"by": by})
}

func (r *mutationResolver) DeleteDuals(ctx context.Context, where map[string]any, maxAffected *int32, allRows *bool) (*model.DualsPayload, error) {
	return one[model.DualsPayload](ctx, "deleteDuals", Arguments{"where": where, "maxAffected": maxAffected, "allRows": allRows})
}

func (r *mutationResolver) InsertUser(ctx context.Context, input map[string]any) (*model.UserPayload, error) {
	return one[model.UserPayload](ctx, "insertUser", Arguments{"input": input})
}

func (r *mutationResolver) InsertUsers(ctx context.Context, input []map[string]any) (*model.UsersPayload, error) {
	return one[model.UsersPayload](ctx, "insertUsers", Arguments{"input": input})
}

func (r *mutationResolver) UpdateUser(ctx context.Context, by map[string]any, set map[string]any, inc map[string]any) (*model.UserPayload, error) {
	return one[model.UserPayload](ctx, "updateUser", Arguments{"by": by, "set": set, "inc": inc})
}

func (r *mutationResolver) UpdateUsers(ctx context.Context, where map[string]any, set map[string]any, inc map[string]any, maxAffected *int32, allRows *bool) (*model.UsersPayload, error) {
	return one[model.UsersPayload](ctx, "updateUsers", Arguments{"where": where, "set": set, "inc": inc, "maxAffected": maxAffected, "allRows": allRows})
}

func (r *mutationResolver) DeleteUser(ctx context.Context, by map[string]any) (*model.UserPayload, error) {
	return one[model.UserPayload](ctx, "deleteUser", Arguments{"by": by})
}

func (r *mutationResolver) DeleteUsers(ctx context.Context, where map[string]any, maxAffected *int32, allRows *bool) (*model.UsersPayload, error) {
	return one[model.UsersPayload](ctx, "deleteUsers", Arguments{"where": where, "maxAffected": maxAffected, "allRows": allRows})
}

func (r *queryResolver) Duals(ctx context.Context, where map[string]any, orderBy []map[string]any, limit *int32, offset *int32, distinctOn []string) ([]*model.Dual, error) {
	return many[model.Dual](ctx, "duals", Arguments{"where": where, "orderBy": orderBy, "limit": limit, "offset": offset, "distinctOn": distinctOn})
}

func (r *queryResolver) DualsConnection(ctx context.Context, where map[string]any, orderBy []map[string]any, first *int32, after *string, last *int32, before *string) (*model.DualConnection, error) {
	return one[model.DualConnection](ctx, "dualsConnection", Arguments{"where": where, "orderBy": orderBy, "first": first, "after": after, "last": last, "before": before})
}

func (r *queryResolver) Dual(ctx context.Context, by map[string]any) (*model.Dual, error) {
	return one[model.Dual](ctx, "dual", Arguments{"by": by})
}

func (r *queryResolver) Users(ctx context.Context, where map[string]any, orderBy []map[string]any, limit *int32, offset *int32, distinctOn []string) ([]*model.User, error) {
	return many[model.User](ctx, "users", Arguments{"where": where, "orderBy": orderBy, "limit": limit, "offset": offset, "distinctOn": distinctOn})
}

func (r *queryResolver) UsersConnection(ctx context.Context, where map[string]any, orderBy []map[string]any, first *int32, after *string, last *int32, before *string) (*model.UserConnection, error) {
	return one[model.UserConnection](ctx, "usersConnection", Arguments{"where": where, "orderBy": orderBy, "first": first, "after": after, "last": last, "before": before})
}

func (r *queryResolver) User(ctx context.Context, by map[string]any) (*model.User, error) {
	return one[model.User](ctx, "user", Arguments{"by": by})
}

func (r *queryResolver) Node(ctx context.Context, nodeID string) (model.Node, error) {
	return oneOf(ctx, model.NodeTypes, "node", Arguments{"nodeId": nodeID})
}

func (r *queryResolver) Nodes(ctx context.Context, nodeIds []string) ([]model.Node, error) {
	return manyOf(ctx, model.NodeTypes, "nodes", Arguments{"nodeIds": nodeIds})
}

func (r *Resolver) Mutation() MutationResolver { return &mutationResolver{r} }

func (r *Resolver) Query() QueryResolver { return &queryResolver{r} }

type (
	mutationResolver struct{ *Resolver }
	queryResolver    struct{ *Resolver }
)
