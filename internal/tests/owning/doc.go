// Package owning holds no code, only the tests that make a project of somebody's own out of a copy of the repository.
package owning
