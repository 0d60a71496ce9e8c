package sqlite

import (
	"encoding/binary"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"tiddly/internal/exec"
)

// TestGarbageIsNoAddress binds many values where C's memory has what looks like addresses of Go's memory that was freed.
// If Go wrote addresses there, its collector would look at them and end the process: "found bad pointer in Go heap".
func TestGarbageIsNoAddress(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "")})
	const count = 400
	many := "SELECT 0 + ?1" + strings.Repeat(" + ?", count-1)
	numbers := make([]any, count)
	for i := range numbers {
		numbers[i] = int64(1)
	}
	ask := func(sql string, args ...any) string {
		var got string
		err := d.Read(t.Context(), false, func(r exec.Reader) error {
			rows, err := r.Query(sql, args)
			if err != nil {
				return err
			}
			for rows.Next() {
				n, _ := rows.Int(0)
				got = strconv.FormatInt(n, 10)
			}
			return rows.Close()
		})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	// C finds memory again that was freed on the same thread. The collector looks while it marks.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	done, collecting := make(chan struct{}), sync.WaitGroup{}
	collecting.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
				runtime.GC()
			}
		}
	})
	defer collecting.Wait()
	defer close(done)
	freed := uint64(uintptr(unsafe.Pointer(unsafe.SliceData(make([]byte, 64<<20))))) + 32<<20 + 1
	runtime.GC()
	runtime.GC()
	for size := 24; size <= 64; size += 8 { // of what there is for an argument
		garbage := make([]byte, size*count)
		for range 100 {
			for at := 0; at+8 <= len(garbage); at += 8 {
				binary.NativeEndian.PutUint64(garbage[at:], freed)
			}
			if got := ask("SELECT length(?)", garbage); got != strconv.Itoa(len(garbage)) {
				t.Fatalf("a value of %d bytes has %s", len(garbage), got)
			}
			if got := ask(many, numbers...); got != strconv.Itoa(count) {
				t.Fatalf("the sum is %s", got)
			}
		}
	}
}
