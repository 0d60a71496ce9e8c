// Package handwritten answers fields that the owner of the program wrote in Go, beside those of the engine. What it
// knows of the package graph is what that hands in, a Project; it does not import it.
package handwritten
