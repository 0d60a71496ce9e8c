// Package operation turns one operation of a document, with the variables of one request, into a request of the engine:
// its selection, its arguments and its variables. It also returns what of the variables a plan depends on, and fills
// the arguments of a known plan. It is pure: it knows neither gqlgen nor the engine, and no SQL.
package operation
