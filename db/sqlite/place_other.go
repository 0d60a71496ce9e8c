//go:build !unix

package sqlite

import (
	"io/fs"
	"os"
)

// identityIn returns zero, see identityOf.
func identityIn(fs.FileInfo) identity { return identity{} }

// identityOf returns an error if there is no file at the path; its identity is not known.
func identityOf(path string) (identity, error) {
	_, err := os.Stat(path)
	return identity{}, err
}
