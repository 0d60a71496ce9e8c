package password

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"tiddly/internal/fault"
)

// quick returns a hasher of minimum cost.
func quick(atOnce int) *Hasher {
	h := New(atOnce)
	h.cost = cost{memory: 64, passes: 1, lanes: 1}
	h.nobody.cost = h.cost
	return h
}

func hash(t *testing.T, h *Hasher, plain string) string {
	t.Helper()
	stored, err := h.Hash(t.Context(), plain)
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

func TestStandardHash(t *testing.T) {
	h := New(0)
	stored := hash(t, h, "correct horse")
	if !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("stored is %s", stored)
	}
	if again := hash(t, h, "correct horse"); again == stored {
		t.Error("two hashes have one salt")
	}
	if v, err := h.Verify(t.Context(), stored, "correct horse"); v != Right || err != nil {
		t.Errorf("got %d, %v", v, err)
	}
}

// TestKnownHash compares a hash with the example of the reference implementation's tests.
func TestKnownHash(t *testing.T) {
	h := New(1)
	const stored = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
	if v, err := h.Verify(t.Context(), stored, "password"); v != Outdated || err != nil {
		t.Errorf("got %d, %v", v, err)
	}
	if v, err := h.Verify(t.Context(), stored, "passwords"); v != Wrong || err != nil {
		t.Errorf("got %d, %v", v, err)
	}
}

func TestVerify(t *testing.T) {
	h := quick(1)
	stored := hash(t, h, "secret")
	empty := hash(t, h, "")
	long := strings.Repeat("x", MaxBytes+1)
	beyond := strings.Replace(stored, "m=64", "m=9999999", 1)
	cases := []struct {
		name, stored, plain string
		want                Verdict
	}{
		{"right", stored, "secret", Right},
		{"wrong", stored, "Secret", Wrong},
		{"nothing", stored, "", Wrong},
		{"the hash itself", stored, stored, Wrong},
		{"a hash beyond the bounds", beyond, "secret", Wrong},
		{"a hash beyond the bounds itself", beyond, beyond, Wrong},
		{"plain", "secret", "secret", Outdated},
		{"plain, wrong", "secret", "secrets", Wrong},
		{"plain with a dollar", "$ecret$1", "$ecret$1", Outdated},
		{"empty plain", "", "", Wrong},
		{"empty hashed", empty, "", Wrong},
		{"too long", long, long, Wrong},
		{"too long for a hash", stored, long, Wrong},
		{"bcrypt itself", "$2b$12$abcdefghijklmnopqrstuv", "$2b$12$abcdefghijklmnopqrstuv", Wrong},
		{"werkzeug itself", "pbkdf2:sha256:1$a$b", "pbkdf2:sha256:1$a$b", Wrong},
		{"argon2i itself", strings.Replace(stored, "2id", "2i", 1), strings.Replace(stored, "2id", "2i", 1), Wrong},
	}
	for _, c := range cases {
		before := h.Runs()
		got, err := h.Verify(t.Context(), c.stored, c.plain)
		if got != c.want || err != nil {
			t.Errorf("%s: got %d, %v, want %d", c.name, got, err, c.want)
		}
		// Each costs exactly one hash, so time does not disclose what is stored.
		if runs := h.Runs() - before; runs != 1 {
			t.Errorf("%s: %d runs", c.name, runs)
		}
	}
	before := h.Runs()
	if err := h.Nobody(t.Context(), "secret"); err != nil || h.Runs() != before+1 {
		t.Errorf("nobody costs %d, %v", h.Runs()-before, err)
	}
}

func TestHashOfAHashIsAnother(t *testing.T) {
	h := quick(1)
	stored := hash(t, h, "secret")
	twice := hash(t, h, stored)
	if v, _ := h.Verify(t.Context(), twice, "secret"); v != Wrong {
		t.Error("a password that looks like a hash was stored as it is")
	}
	if v, _ := h.Verify(t.Context(), twice, stored); v != Right {
		t.Error("a password that looks like a hash does not open its account")
	}
	if _, err := h.Hash(t.Context(), strings.Repeat("x", MaxBytes)); err != nil {
		t.Error(err)
	}
	_, err := h.Hash(t.Context(), strings.Repeat("x", MaxBytes+1))
	if f := fault.From(err); f == nil || f.Code != fault.RequestValue {
		t.Errorf("got %v", err)
	}
}

func TestStringsThatAreNoHashOfOurs(t *testing.T) {
	good := hash(t, quick(1), "x")
	for _, text := range []string{
		"", "x", "$", "$$$$$", good + "$", " " + good, good + "\n", strings.Replace(good, "v=19", "v=16", 1), strings.Replace(good, "t=1", "t=0", 1),
		strings.Replace(good, "p=1", "p=0", 1), strings.Replace(good, "p=1", "p=255", 1), strings.Replace(good, "t=1", "t=99", 1),
		strings.Replace(good, "m=64", "m=+64", 1), strings.Replace(good, "m=64", "m=7", 1), strings.Replace(good, "m=64", "m=064", 1),
		good[:len(good)-30], good + strings.Repeat("A", 600), strings.Replace(good, "$m=", "$m=1,m=", 1),
	} {
		if _, ok := parse(text); ok {
			t.Errorf("%q is taken for a hash", text)
		}
	}
}

// TestFewAtOnce fills the places and the queue: further calls are refused, and all places are free at the end.
func TestFewAtOnce(t *testing.T) {
	h := quick(2)
	h.wait = 20 * time.Millisecond
	hashed := hash(t, h, "x")
	for range cap(h.places) {
		h.places <- struct{}{}
	}
	wantBusy := func(err error) {
		t.Helper()
		var f *fault.Fault
		if !errors.As(err, &f) || f.Code != fault.LimitRequests || f.Hint == "" {
			t.Errorf("got %v", err)
		}
	}
	_, err := h.Hash(t.Context(), "x")
	wantBusy(err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, stored := range []string{"x", "y", hashed} {
		v, err := h.Verify(ctx, stored, "x")
		wantBusy(err)
		if v != Wrong {
			t.Errorf("%q was compared without a place", stored)
		}
	}
	h.wait = time.Minute
	var all sync.WaitGroup
	for range h.most {
		all.Go(func() {
			if _, err := h.Hash(context.WithoutCancel(t.Context()), "x"); err != nil {
				t.Error(err)
			}
		})
	}
	for h.waiting.Load() < h.most {
		time.Sleep(time.Millisecond)
	}
	wantBusy(h.Nobody(t.Context(), "x"))
	for range cap(h.places) {
		<-h.places
	}
	all.Wait()
	if len(h.places) != 0 || h.waiting.Load() != 0 {
		t.Errorf("%d run and %d wait", len(h.places), h.waiting.Load())
	}
}

func BenchmarkHash(b *testing.B) {
	h := New(1)
	for b.Loop() {
		if _, err := h.Hash(b.Context(), "correct horse battery staple"); err != nil {
			b.Fatal(err)
		}
	}
}
