// Package handwritten answers fields that the owner of the program wrote in Go, beside those of the engine. It
// gets what it needs of the package graph as a Project, and does not import that package.
package handwritten
