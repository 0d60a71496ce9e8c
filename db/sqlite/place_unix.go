//go:build unix

package sqlite

import (
	"errors"
	"io/fs"
	"syscall"
)

// identityIn returns the identity of the file that info describes.
func identityIn(info fs.FileInfo) identity {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return identity{}
	}
	return identity{uint64(s.Dev), s.Ino} //nolint:unconvert,nolintlint // the type of a device differs between systems
}

// identityOf returns the identity of the file at a path, following links.
func identityOf(path string) (identity, error) {
	for {
		var s syscall.Stat_t
		err := syscall.Stat(path, &s)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		return identity{uint64(s.Dev), s.Ino}, err //nolint:unconvert,nolintlint // the type of a device differs between systems
	}
}
