//go:build unix

package cli

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestSignalsStopTheProcess runs the built program, since only a process gets signals. The signal comes twice, as
// from programs that send it to the process and to its group.
func TestSignalsStopTheProcess(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "program")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "tiddly").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(signal.String(), func(t *testing.T) {
			c := exec.CommandContext(t.Context(), program, "--listen", "127.0.0.1:0")
			c.Dir = t.TempDir()
			var log buffer
			c.Stderr = &log
			out, err := c.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			for lines := bufio.NewScanner(out); lines.Scan() && !strings.Contains(lines.Text(), "to stop."); {
				continue
			}
			for range 2 {
				if err := c.Process.Signal(signal); err != nil {
					break // it has ended already
				}
			}
			if err := c.Wait(); err != nil {
				t.Errorf("%v\n%s", err, log.String())
			}
			files, err := os.ReadDir(c.Dir)
			if err != nil {
				t.Fatal(err)
			}
			if len(files) != 1 || files[0].Name() != "tiddly.db" {
				t.Errorf("files were left: %v", files)
			}
		})
	}
}
