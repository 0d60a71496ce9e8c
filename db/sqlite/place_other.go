//go:build !unix

package sqlite

import "os"

// identityOf returns whether there is a file at a path; which one is not known.
func identityOf(path string) (identity, error) {
	_, err := os.Stat(path)
	return identity{}, err
}
