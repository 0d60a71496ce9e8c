// Package arch holds no code of the program: its tests read the source of all other packages and report violations
// of the design (imports, sizes, places). It must not be imported.
package arch
