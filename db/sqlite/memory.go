package sqlite

import "unsafe"

// stringAt returns text in C's memory, without copying it.
func stringAt[T any](first *T, length int) string {
	return unsafe.String((*byte)(unsafe.Pointer(first)), length) //nolint:gosec // C gave the length with the address
}

// sliceAt returns an array in C's memory, without copying it.
func sliceAt[T any](first *T, length int) []T {
	return unsafe.Slice(first, length) //nolint:gosec // as above
}

// bytesAt returns bytes in C's memory, without copying them.
func bytesAt[T any](first *T, length int) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(first)), length) //nolint:gosec // as above
}

// firstOf returns the address of a text for a call of C, which must not keep it.
func firstOf[T any](text string) *T {
	return (*T)(unsafe.Pointer(unsafe.StringData(text))) //nolint:gosec // cgo keeps the text in place for the call
}
