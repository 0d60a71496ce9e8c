// Package document reads GraphQL documents and keeps them: from a text within the limits to one that holds to the rules
// of GraphQL, and on to the plans of its operations, in one cache. What an operation asks for is read by package
// operation, and planned by the engine. It must not know HTTP, and answers nothing.
package document
