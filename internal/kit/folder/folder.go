// Package folder keeps the files of a kit in a folder of the user's application. What it wrote is recorded there with
// a hash of each file, so that it never writes over what a person edited or put there.
package folder

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tiddly/internal/fault"
	"tiddly/internal/kit"
)

// Record is the file in which the hashes are.
const Record = "kit.json"

// record is what was written, by the path of each file.
type record struct {
	About string            `json:"about"`
	Kit   string            `json:"kit"`
	Files map[string]string `json:"files"`
}

const about = "written by tiddly client: the hashes of the files that it made, so that none is overwritten that was edited"

// Change is what a write did, or would do, to a file.
type Change struct{ Name, What string }

// The changes.
const (
	Written = "written"
	Removed = "removed"
)

// Update brings the folder to the files of a kit, and returns what has changed. Files that someone edited, or that it did
// not write, are left alone, and then nothing is written at all. A dry update only returns what it would change.
func Update(dir, name string, files []kit.File, dry bool) ([]Change, error) {
	old, err := recorded(dir)
	if err != nil {
		return nil, err
	}
	if old.Kit != "" && old.Kit != name {
		return nil, fault.New(fault.RequestRefused, "%s holds the kit %s", dir, old.Kit).
			WithHint("give each kit a folder of its own, or remove this one")
	}
	changes, err := compare(dir, old, files)
	if err != nil || dry || len(changes) == 0 && old.Kit != "" {
		return changes, err
	}
	if err := write(dir, changes, files); err != nil {
		return nil, fault.Wrap(err, fault.RequestRefused, "the kit could not be written to %s", dir).WithHint("%s", reason(err))
	}
	now := record{About: about, Kit: name, Files: map[string]string{}}
	for _, f := range files {
		now.Files[f.Name] = hash(f.Text)
	}
	text, err := json.MarshalIndent(now, "", "  ")
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "the record of the kit could not be made")
	}
	if err := replace(filepath.Join(dir, Record), string(text)+"\n"); err != nil {
		return nil, fault.Wrap(err, fault.RequestRefused, "the kit could not be written to %s", dir).WithHint("%s", reason(err))
	}
	return changes, nil
}

// recorded returns the record of the folder; an empty one where there is none.
func recorded(dir string) (record, error) {
	var r record
	text, err := os.ReadFile(filepath.Join(dir, Record)) //nolint:gosec // the folder is the user's
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	if err != nil || r.About != about {
		return r, fault.Wrap(err, fault.RequestRefused, "%s is not a record of tiddly client", filepath.Join(dir, Record)).
			WithHint("bring back the file as it was written, or choose another folder")
	}
	for name := range r.Files {
		if !filepath.IsLocal(filepath.FromSlash(name)) {
			return r, fault.New(fault.RequestRefused, "%s names a file outside of its folder", filepath.Join(dir, Record)).
				WithHint("bring back the file as it was written")
		}
	}
	return r, nil
}

// compare returns the files to write and to remove, in the order of their names. All files that must not be touched are
// in one error.
func compare(dir string, old record, files []kit.File) ([]Change, error) {
	var changes []Change
	var edited, foreign []string
	wanted := map[string]bool{}
	for _, f := range files {
		wanted[f.Name] = true
		there, err := current(dir, f.Name)
		switch {
		case err != nil:
			return nil, err
		case there == hash(f.Text):
		case there == "", there == old.Files[f.Name]:
			changes = append(changes, Change{f.Name, Written})
		case old.Files[f.Name] == "":
			foreign = append(foreign, f.Name)
		default:
			edited = append(edited, f.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(old.Files)) {
		there, err := current(dir, name)
		switch {
		case err != nil:
			return nil, err
		case wanted[name], there == "":
		case there == old.Files[name]:
			changes = append(changes, Change{name, Removed})
		default:
			edited = append(edited, name)
		}
	}
	return changes, refused(dir, edited, foreign)
}

// refused returns the error that names the files that must not be touched, or nil.
func refused(dir string, edited, foreign []string) error {
	switch {
	case len(edited) > 0:
		return fault.New(fault.RequestRefused, "%s was edited, and nothing was written to %s", strings.Join(edited, ", "), dir).
			WithHint("move your changes to a file of your own that imports it, remove the edited file, and run the command again")
	case len(foreign) > 0:
		return fault.New(fault.RequestRefused, "%s in %s was not written by tiddly client, and nothing was written", strings.Join(foreign, ", "), dir).
			WithHint("choose an empty folder for the kit")
	}
	return nil
}

// current returns the hash of a file as it is; empty if it does not exist.
func current(dir, name string) (string, error) {
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name))) //nolint:gosec // the folder is the user's
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fault.Wrap(err, fault.RequestRefused, "%s could not be read", filepath.Join(dir, name)).WithHint("%s", reason(err))
	}
	return hash(string(text)), nil
}

// hash returns the hash of a text, whatever its line ends: git may change them.
func hash(text string) string {
	sum := sha256.Sum256([]byte(strings.ReplaceAll(text, "\r\n", "\n")))
	return hex.EncodeToString(sum[:])
}

func write(dir string, changes []Change, files []kit.File) error {
	texts := map[string]string{}
	for _, f := range files {
		texts[f.Name] = f.Text
	}
	for _, c := range changes {
		path := filepath.Join(dir, filepath.FromSlash(c.Name))
		if c.What == Removed {
			if err := os.Remove(path); err != nil {
				return err
			}
			continue
		}
		if err := replace(path, texts[c.Name]); err != nil {
			return err
		}
	}
	return nil
}

// replace writes a file as a whole: a reader finds the old one or the new one.
func replace(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // it is source code
		return err
	}
	temporary := path + ".tiddly"
	if err := os.WriteFile(temporary, []byte(text), 0o644); err != nil { //nolint:gosec // it is source code
		return err
	}
	return os.Rename(temporary, path)
}

// reason returns what the system says, without the path that the message has.
func reason(err error) string {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err.Error()
	}
	return err.Error()
}
