// Package operation translates one operation of a document, with the variables of one request, into a request of
// the engine: its selection, its arguments and its variables. It also computes the shape of the variables, on
// which the plan depends, and fills the arguments of a known plan. It is pure: it knows neither gqlgen nor the
// engine, and no SQL.
package operation
