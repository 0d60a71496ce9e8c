// Package password keeps passwords as hashes (argon2id, in the form of PHC strings) and compares them. Hashing is meant
// to be costly, so few run at the same time, and those who wait are bounded too. It knows no HTTP and no database.
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

// MaxBytes is the longest password.
const MaxBytes = 1024

// The bounds of hashing.
const (
	// waitLongest is how long one may wait for its turn.
	waitLongest = 3 * time.Second
	// waitMost is how many may wait for each that runs.
	waitMost = 16
)

// Hasher hashes passwords, no more at the same time than it has places: each needs 19 MiB and a processor. It is safe
// for concurrent use.
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

// New makes a hasher that works as many passwords at the same time; 0 is one for each processor.
func New(atOnce int) *Hasher {
	if atOnce <= 0 {
		atOnce = runtime.GOMAXPROCS(0)
	}
	h := &Hasher{places: make(chan struct{}, atOnce), most: int64(waitMost * atOnce), wait: waitLongest, cost: standard}
	h.nobody = phc{cost: h.cost, salt: random(saltBytes), key: random(keyBytes)}
	return h
}

// Runs counts the passwords that were hashed or compared with a hash.
func (h *Hasher) Runs() uint64 { return h.runs.Load() }

// Hash gives the PHC string to be stored for a password. Whatever the password looks like, it is hashed: one that is
// written as a hash would otherwise be a way in for whoever has seen one. Errors are fault.RequestValue and
// fault.LimitRequests.
func (h *Hasher) Hash(ctx context.Context, plain string) (string, error) {
	if len(plain) > MaxBytes {
		return "", fault.New(fault.RequestValue, "the password is longer than %d bytes", MaxBytes).WithHint("choose a shorter one")
	}
	p := phc{cost: h.cost, salt: random(saltBytes)}
	var err error
	p.key, err = h.derive(ctx, plain, &p, keyBytes)
	return p.String(), err
}

// Verdict is what comparing a password with what is stored gave.
type Verdict uint8

// The verdicts.
const (
	// Wrong is another password.
	Wrong Verdict = iota
	// Right is the password.
	Right
	// Outdated is the password, stored as a plain text or by a cheaper hash: it should be hashed anew.
	Outdated
)

// Verify compares a password with what is stored. Where that is no hash, it is taken for a plain password; a hash of
// another kind is never right, for its text would be the password then. An empty text is no password at all. Whatever
// is stored, it costs one hashing, and nothing is compared where there is no place for that: neither time nor load
// tells one from the other.
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

// Nobody does what Verify does for an account that exists, and takes as long.
func (h *Hasher) Nobody(ctx context.Context, plain string) error {
	_, err := h.matches(ctx, plain, &h.nobody)
	return err
}

func (h *Hasher) matches(ctx context.Context, plain string, p *phc) (bool, error) {
	if len(plain) > MaxBytes {
		plain = "" // it is as wrong as it is long
		p = &h.nobody
	}
	key, err := h.derive(ctx, plain, p, len(p.key))
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(key, p.key) == 1 && plain != "", nil
}

// derive runs the function whose cost is the point, when there is a place for it.
func (h *Hasher) derive(ctx context.Context, plain string, p *phc, bytes int) ([]byte, error) {
	if err := h.enter(ctx); err != nil {
		return nil, err
	}
	defer func() { <-h.places }()
	h.runs.Add(1)
	return argon2.IDKey([]byte(plain), p.salt, p.passes, p.memory, p.lanes, uint32(bytes)), nil //nolint:gosec // parse bounds it
}

// enter waits for a place, no longer than may be, and not with too many others.
func (h *Hasher) enter(ctx context.Context) error {
	select {
	case h.places <- struct{}{}:
		return nil
	default:
	}
	defer h.waiting.Add(-1)
	if h.waiting.Add(1) > h.most {
		return busy("as many passwords are looked at, and wait, as may be")
	}
	timer := time.NewTimer(h.wait)
	defer timer.Stop()
	select {
	case h.places <- struct{}{}:
		return nil
	case <-timer.C:
		return busy("the password has waited as long as it may for its turn")
	case <-ctx.Done():
		return busy("the request was given up while its password waited for its turn")
	}
}

func busy(message string) *fault.Fault {
	return fault.New(fault.LimitRequests, "%s", message).WithHint("try again in a second")
}

// same compares two texts in a time that tells nothing of them, their lengths included.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // it never fails: the program would end
	return b
}
