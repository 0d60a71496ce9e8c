// Package persisted holds the documents that requests name instead of sending them: those that clients have
// registered by their hash, and those that an operator has
// listed in a manifest. It must not know HTTP, and does not read documents.
package persisted
