//go:build unix

package sqlite

import "syscall"

// folderWritable reports whether files can be created in a folder.
func folderWritable(folder string) bool {
	const writable = 2 // W_OK
	return syscall.Access(folder, writable) == nil
}
