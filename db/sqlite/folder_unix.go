//go:build unix

package sqlite

import "syscall"

// folderWritable tells whether files can be made in a folder.
func folderWritable(folder string) bool {
	const writable = 2 // W_OK
	return syscall.Access(folder, writable) == nil
}
