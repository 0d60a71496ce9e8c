// Package gqltest holds what the tests of the GraphQL edge share: the tables of a shop, an engine without a
// database, and documents of every kind. Only tests import it; it must not import the packages whose tests use it.
package gqltest
