// Package password stores passwords as hashes (argon2id, as PHC strings) and compares them. Hashing is expensive
// by design, so the number of concurrent hashes and of waiting ones is limited. It knows no HTTP and no database.
package password

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/argon2"

	"tiddly/internal/fault"
)

// MaxBytes is the maximum length of a password in bytes.
const MaxBytes = 1024

// The limits of hashing.
const (
	// waitLongest is the maximum wait for a turn.
	waitLongest = 3 * time.Second
	// waitMost is the maximum number of waiting calls for each running one.
	waitMost = 16
)

// Hasher hashes passwords, with a limited number at the same time, because each needs much memory and a processor.
// It is safe for concurrent use.
type Hasher struct {
	places  chan struct{}
	waiting atomic.Int64
	most    int64
	wait    time.Duration
	cost    cost
	// nobody is a hash that no password has.
	nobody phc
	runs   atomic.Uint64
}

// New returns a hasher with the given number of concurrent hashes; 0 is one for each processor.
func New(atOnce int) *Hasher {
	if atOnce <= 0 {
		atOnce = runtime.GOMAXPROCS(0)
	}
	h := &Hasher{places: make(chan struct{}, atOnce), most: int64(waitMost * atOnce), wait: waitLongest, cost: standard}
	h.nobody = phc{cost: h.cost, salt: random(saltBytes), key: random(keyBytes)}
	return h
}

// Runs returns the number of passwords that were hashed or compared with a hash.
func (h *Hasher) Runs() uint64 { return h.runs.Load() }

// Hash returns the PHC string to be stored for a password. A password that looks like a hash is hashed too:
// otherwise anyone who has seen a hash could store it. Errors are fault.RequestValue and fault.LimitRequests.
func (h *Hasher) Hash(ctx context.Context, plain string) (string, error) {
	if len(plain) > MaxBytes {
		return "", fault.New(fault.RequestValue, "the password is longer than %d bytes", MaxBytes).WithHint("choose a shorter one")
	}
	p := phc{cost: h.cost, salt: random(saltBytes)}
	var err error
	p.key, err = h.derive(ctx, plain, &p, keyBytes)
	return p.String(), err
}

// Verdict is the result of comparing a password with the stored one.
type Verdict uint8

// The verdicts.
const (
	// Wrong means another password.
	Wrong Verdict = iota
	// Right means the same password.
	Right
	// Outdated means the same password, stored as plain text or by a cheaper hash: it should be rehashed.
	Outdated
)

// Verify compares a password with the stored one. A stored text that is not a hash is compared as a plain
// password; a hash of another kind never matches, because its text would then be the password. An empty text is no
// password. Every call costs one hash, and without a place for that nothing is compared, so neither time nor load
// discloses what is stored.
func (h *Hasher) Verify(ctx context.Context, stored, plain string) (Verdict, error) {
	if p, known := parse(stored); known {
		ok, err := h.matches(ctx, plain, &p)
		switch {
		case err != nil || !ok:
			return Wrong, err
		case p.below(h.cost):
			return Outdated, nil
		}
		return Right, nil
	}
	if err := h.Nobody(ctx, plain); err != nil {
		return Wrong, err
	}
	if stored != "" && len(plain) <= MaxBytes && !foreign(stored) && same(stored, plain) {
		return Outdated, nil
	}
	return Wrong, nil
}

// Nobody takes as long as Verify for an existing account.
func (h *Hasher) Nobody(ctx context.Context, plain string) error {
	_, err := h.matches(ctx, plain, &h.nobody)
	return err
}

func (h *Hasher) matches(ctx context.Context, plain string, p *phc) (bool, error) {
	if len(plain) > MaxBytes {
		plain = "" // it is wrong anyway
		p = &h.nobody
	}
	key, err := h.derive(ctx, plain, p, len(p.key))
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(key, p.key) == 1 && plain != "", nil
}

// derive runs the expensive function when there is a place for it.
func (h *Hasher) derive(ctx context.Context, plain string, p *phc, bytes int) ([]byte, error) {
	if err := h.enter(ctx); err != nil {
		return nil, err
	}
	defer func() { <-h.places }()
	h.runs.Add(1)
	return argon2.IDKey([]byte(plain), p.salt, p.passes, p.memory, p.lanes, uint32(bytes)), nil //nolint:gosec // parse bounds it
}

// enter waits for a place, within the limits of time and number.
func (h *Hasher) enter(ctx context.Context) error {
	select {
	case h.places <- struct{}{}:
		return nil
	default:
	}
	defer h.waiting.Add(-1)
	if h.waiting.Add(1) > h.most {
		return busy("too many passwords are being checked or waiting")
	}
	timer := time.NewTimer(h.wait)
	defer timer.Stop()
	select {
	case h.places <- struct{}{}:
		return nil
	case <-timer.C:
		return busy("the password waited too long to be checked")
	case <-ctx.Done():
		return busy("the request was canceled while its password waited to be checked")
	}
}

func busy(message string) *fault.Fault {
	return fault.New(fault.LimitRequests, "%s", message).WithHint("try again in a second")
}

// same compares two texts in constant time, independent of their lengths.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // it never fails: the program would end
	return b
}
