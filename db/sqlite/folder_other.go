//go:build !unix

package sqlite

// folderWritable reports whether files can be created in a folder. Only a try would show it, so the first write will.
func folderWritable(string) bool { return true }
