// Package arch holds no code of the program: its tests read the source of all other packages
// and print what breaks the plan of the house (imports, sizes, places). It must not be imported.
package arch
