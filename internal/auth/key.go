package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"regexp"
	"strings"
	"time"

	"tiddly/internal/fault"
	"tiddly/internal/store"
)

// keyPrefix begins every API key, so that people and secret scanners recognise one.
const keyPrefix = "tiddly_"

// keyForm matches an API key: prefix, id and secret. The database is only queried for texts that match.
var keyForm = regexp.MustCompile(`^` + keyPrefix + `([a-z2-7]{12})_([a-z2-7]{52})$`)

const keyIDLength = 12

// maxKeyName is the maximum length of a key's name in bytes.
const maxKeyName = 200

// Keys manages the API keys of a database, which programs send instead of signing in. A key is shown once, when it
// is made; only its hash is stored.
type Keys struct {
	store *store.Store
	now   func() time.Time
	// table is the state of the table when it was last checked.
	table store.KeyTable
}

// APIKey is a stored key, without its secret.
type APIKey = store.Key

// NewKeys returns the keys of a store.
func NewKeys(s *store.Store) *Keys { return &Keys{store: s, now: time.Now} }

// Add makes a key, and creates the table if needed. The key is bound to the account, or is a program's if that is
// nil; expires may be zero. Errors are faults.
func (k *Keys) Add(ctx context.Context, name string, account *Account, expires time.Time) (secret string, made APIKey, err error) {
	if name = strings.TrimSpace(name); name == "" || len(name) > maxKeyName || strings.ContainsFunc(name, unprintable) {
		return "", made, fault.New(fault.RequestValue, "the name of a key must be one line of 1 to %d bytes", maxKeyName).
			WithHint("name its user, such as reporting")
	}
	made = APIKey{ID: strings.ToLower(rand.Text())[:keyIDLength], Name: name, Created: k.now(), Expires: expires}
	if account != nil {
		made.Account, made.Mark = account.Key, boundTo(made.ID, account.identity)
	}
	secret = keyPrefix + made.ID + "_" + strings.ToLower(rand.Text()+rand.Text())
	made.Secret = digest(secret)
	if err := k.store.CreateKeys(ctx); err != nil {
		return "", made, err
	}
	if err := k.store.Do(ctx, store.AddKey(made)); err != nil {
		return "", made, err
	}
	return secret, made, nil
}

func unprintable(r rune) bool { return r < ' ' || r == 0x7f }

// List returns all keys, oldest first.
func (k *Keys) List(ctx context.Context) ([]APIKey, error) {
	if there, err := k.open(ctx); err != nil || !there {
		return nil, err
	}
	return k.store.Keys(ctx, k.table)
}

// Revoke deletes a key and reports whether one had that id.
func (k *Keys) Revoke(ctx context.Context, id string) (revoked bool, err error) {
	if there, err := k.open(ctx); err != nil || !there {
		return false, err
	}
	return k.store.RevokeKey(ctx, id)
}

// open checks the state of the table, and reports whether it exists.
func (k *Keys) open(ctx context.Context) (there bool, err error) {
	k.table, err = k.store.KeyTable(ctx)
	return k.table.There, err
}

// find returns the key that a client sends; nil if it is unknown or has expired.
func (k *Keys) find(ctx context.Context, shown string) (*APIKey, error) {
	m := keyForm.FindStringSubmatch(shown)
	if m == nil {
		return nil, nil //nolint:nilnil // no key is no error
	}
	found, err := k.store.Key(ctx, k.table, m[1])
	switch {
	case err != nil || found == nil:
		return nil, err
	case subtle.ConstantTimeCompare([]byte(found.Secret), []byte(digest(shown))) != 1:
		return nil, nil //nolint:nilnil // a wrong secret is no error
	case !found.Expires.IsZero() && !k.now().Before(found.Expires):
		return nil, nil //nolint:nilnil // neither is one that has expired
	}
	return found, nil
}

// touch records the day on which a key was used, at most once a day, so that use costs no write.
func (k *Keys) touch(ctx context.Context, key *APIKey) error {
	today := k.now().UTC().Truncate(24 * time.Hour)
	if !key.Used.Before(today) {
		return nil
	}
	return k.store.Do(ctx, store.UseKey(key.ID, today))
}

// bind binds a key that was made before marks existed to its present account, and to no later one.
func (k *Keys) bind(ctx context.Context, key *APIKey, identity string) error {
	return k.store.Do(ctx, store.MarkKey(key.ID, boundTo(key.ID, identity)))
}

// end deletes a key if it is unchanged since it was read.
func (k *Keys) end(ctx context.Context, key *APIKey) error {
	return k.store.Do(ctx, store.EndKey(key.ID, key.Mark))
}

// boundTo returns the fingerprint of an account for a key: it covers the account's identity, because the key of a
// row can be reused. The id of the API key makes fingerprints of equal identities differ.
func boundTo(id, identity string) string { return digest("key\x00" + id + "\x00" + identity) }

// digest returns the stored form of a random secret: it cannot be guessed, so a fast hash is sufficient.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
