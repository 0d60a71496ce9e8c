// Package owning holds no code, only the tests that turn a copy of the repository into a project of its own.
package owning
