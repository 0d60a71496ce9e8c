package graphtest

import "testing"

// On returns the project with another test to fail.
func On(p *Project, t testing.TB) *Project {
	out := *p
	out.t = t
	return &out
}
