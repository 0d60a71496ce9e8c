// Package conformance proves of an engine that it answers as every other one does. Its cases are files with a request and
// the one expected answer, which the naive evaluator has computed and not an engine; errors are answers too. It runs them
// against databases of its own, which the engine makes and drops, and reports by capability what differs. It knows no
// engine by name.
package conformance
