// Package owned keeps what a person wrote in a package of Go whose other half is generated. It adds the methods that
// the generated half requires and that are missing, rewrites the heads of those that are there, and moves aside whole
// what has lost its place; every other byte stays as it was. It is pure: files go in and come out as bytes, and it
// knows neither GraphQL nor a generator. The server uses it too, to find out which resolvers a person edited.
package owned
