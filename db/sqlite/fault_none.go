//go:build !tiddly_fault_like

package sqlite

// faulty returns the comparisons as they are: only a build with the tag has a deliberate fault.
func faulty(all ops, _ string) ops { return all }
