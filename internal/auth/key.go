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

// keyPrefix begins every API key, so that people and programs that look for lost secrets know one when they see it.
const keyPrefix = "tiddly_"

// keyForm is an API key: prefix, id and secret; of what is not one, the database is not asked.
var keyForm = regexp.MustCompile(`^` + keyPrefix + `([a-z2-7]{12})_([a-z2-7]{52})$`)

const keyIDLength = 12

// maxKeyName is the longest name of a key, in bytes.
const maxKeyName = 200

// Keys are the API keys of a database: programs show one instead of signing in. A key is seen once, when it is made;
// what is kept is its hash.
type Keys struct {
	store *store.Store
	now   func() time.Time
	// table is what was there of the table when it was looked at last.
	table store.KeyTable
}

// APIKey is what is known of a key afterwards.
type APIKey = store.Key

// NewKeys returns the keys of a store.
func NewKeys(s *store.Store) *Keys { return &Keys{store: s, now: time.Now} }

// Add makes a key, and the table where it is the first. The key speaks for the account, or for none where that is nil;
// expires may be zero. Errors are faults.
func (k *Keys) Add(ctx context.Context, name string, account *Account, expires time.Time) (secret string, made APIKey, err error) {
	if name = strings.TrimSpace(name); name == "" || len(name) > maxKeyName || strings.ContainsFunc(name, unprintable) {
		return "", made, fault.New(fault.RequestValue, "the name of a key has 1 to %d bytes in one line", maxKeyName).
			WithHint("name who will use it, such as reporting")
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

// List returns all keys, the oldest first.
func (k *Keys) List(ctx context.Context) ([]APIKey, error) {
	if there, err := k.open(ctx); err != nil || !there {
		return nil, err
	}
	return k.store.Keys(ctx, k.table)
}

// Revoke makes a key open nothing any more, and reports whether there was one with that id.
func (k *Keys) Revoke(ctx context.Context, id string) (revoked bool, err error) {
	if there, err := k.open(ctx); err != nil || !there {
		return false, err
	}
	return k.store.RevokeKey(ctx, id)
}

// open looks at what the table has, and reports whether a key was ever made.
func (k *Keys) open(ctx context.Context) (there bool, err error) {
	k.table, err = k.store.KeyTable(ctx)
	return k.table.There, err
}

// find returns the key that a client shows; nil where it opens nothing, or does not any more.
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

// touch notes on which day a key was used: once a day, so that using one costs no write.
func (k *Keys) touch(ctx context.Context, key *APIKey) error {
	today := k.now().UTC().Truncate(24 * time.Hour)
	if !key.Used.Before(today) {
		return nil
	}
	return k.store.Do(ctx, store.UseKey(key.ID, today))
}

// bind has a key that was made before keys had a mark speak for an account that is there, and for no other.
func (k *Keys) bind(ctx context.Context, key *APIKey, identity string) error {
	return k.store.Do(ctx, store.MarkKey(key.ID, boundTo(key.ID, identity)))
}

// end removes a key as it was read.
func (k *Keys) end(ctx context.Context, key *APIKey) error {
	return k.store.Do(ctx, store.EndKey(key.ID, key.Mark))
}

// boundTo returns the fingerprint of an account in a key: of what the account is named by, for the key of a row can be
// given to another one. The id of the API key keeps equal accounts from having equal fingerprints.
func boundTo(id, identity string) string { return digest("key\x00" + id + "\x00" + identity) }

// digest returns what is kept of a secret that was drawn at random: nobody can guess it, so it need not be costly.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
