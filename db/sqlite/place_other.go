//go:build !unix

package sqlite

import (
	"io/fs"
	"os"
)

// identityIn returns nothing: see identityOf.
func identityIn(fs.FileInfo) identity { return identity{} }

// identityOf returns whether there is a file at a path; which one is not known.
func identityOf(path string) (identity, error) {
	_, err := os.Stat(path)
	return identity{}, err
}
