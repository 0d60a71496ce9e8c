package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
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
	store store
	now   func() time.Time
	// unmarked tells that the table was made before keys had a mark, and that nobody could add it.
	unmarked bool
}

// APIKey is what is known of a key afterwards.
type APIKey struct {
	// ID is a part of the key by which it can be told apart and revoked; it opens nothing.
	ID, Name string
	// Account is the key of the row whose account it speaks for; empty where it is that of a program.
	Account []string
	Created time.Time
	// Expires is zero where it does not. Used is the last day on which it was used; zero where it never was.
	Expires, Used time.Time
	// mark is the fingerprint of its account; empty where it has none yet.
	mark string
}

// NewKeys gives the keys of a database. Numbered says that placeholders are $1, $2 …
func NewKeys(database Database, numbered bool) *Keys {
	return &Keys{store: store{database: database, numbered: numbered}, now: time.Now}
}

// Add makes a key, and the table where it is the first. The key speaks for the account, or for none where that is nil;
// expires may be zero. Errors are faults.
func (k *Keys) Add(ctx context.Context, name string, account *Account, expires time.Time) (secret string, made APIKey, err error) {
	if name = strings.TrimSpace(name); name == "" || len(name) > maxKeyName || strings.ContainsFunc(name, unprintable) {
		return "", made, fault.New(fault.RequestValue, "the name of a key has 1 to %d bytes in one line", maxKeyName).
			WithHint("name who will use it, such as reporting")
	}
	made = APIKey{ID: strings.ToLower(rand.Text())[:keyIDLength], Name: name, Created: k.now(), Expires: expires}
	if account != nil {
		made.Account, made.mark = account.Key, boundTo(made.ID, account.identity)
	}
	secret = keyPrefix + made.ID + "_" + strings.ToLower(rand.Text()+rand.Text())
	if err := k.store.createKeyTable(ctx); err != nil {
		return "", made, err
	}
	err = k.store.write(ctx, statement{
		"INSERT INTO _tiddly_keys (id, secret, name, account, created, expires, used, mark) VALUES (?, ?, ?, ?, ?, ?, 0, ?)",
		[]any{made.ID, digest(secret), name, packed(made.Account), made.Created.Unix(), seconds(expires), made.mark},
	})
	if err != nil {
		return "", made, err
	}
	return secret, made, nil
}

func unprintable(r rune) bool { return r < ' ' || r == 0x7f }

// selecting returns the beginning of a statement that reads keys.
func (k *Keys) selecting() string {
	mark := "mark"
	if k.unmarked {
		mark = "''"
	}
	return "SELECT id, secret, name, account, created, expires, used, " + mark + " FROM _tiddly_keys"
}

// List gives all keys, the oldest first.
func (k *Keys) List(ctx context.Context) ([]APIKey, error) {
	if there, err := k.open(ctx); err != nil || !there {
		return nil, err
	}
	var all []APIKey
	err := k.store.read(ctx, k.selecting()+" ORDER BY created, id", nil, func(r exec.Rows) { all = append(all, keyOf(r)) })
	return all, err
}

// Revoke makes a key open nothing any more; false where there is none with that id.
func (k *Keys) Revoke(ctx context.Context, id string) (revoked bool, err error) {
	if there, err := k.there(ctx); err != nil || !there {
		return false, err
	}
	err = k.store.database.Do(ctx, func(tx exec.Tx) error {
		n, err := tx.Exec(k.store.spelled("DELETE FROM _tiddly_keys WHERE id = ?"), []any{id})
		revoked = n > 0
		return err
	})
	return revoked, err
}

// there tells whether a key was ever made.
func (k *Keys) there(ctx context.Context) (bool, error) {
	return k.store.has(ctx, "SELECT id FROM _tiddly_keys WHERE id = ''")
}

// open reports whether a key was ever made, and looks at what the table has.
func (k *Keys) open(ctx context.Context) (there bool, err error) {
	if there, err = k.there(ctx); err != nil || !there {
		return there, err
	}
	marked, err := k.store.has(ctx, selectMark)
	k.unmarked = !marked
	return there, err
}

func keyOf(r exec.Rows) APIKey {
	return APIKey{
		ID: text(r, 0), Name: text(r, 2), Account: unpacked(text(r, 3)), Created: moment(number(r, 4)),
		Expires: moment(number(r, 5)), Used: moment(number(r, 6)), mark: text(r, 7),
	}
}

// find gives the key that a client shows; nil where it opens nothing, or does not any more.
func (k *Keys) find(ctx context.Context, shown string) (*APIKey, error) {
	m := keyForm.FindStringSubmatch(shown)
	if m == nil {
		return nil, nil //nolint:nilnil // no key is no error
	}
	var found *APIKey
	err := k.store.read(ctx, k.selecting()+" WHERE id = ?", []any{m[1]}, func(r exec.Rows) {
		if subtle.ConstantTimeCompare([]byte(text(r, 1)), []byte(digest(shown))) == 1 {
			key := keyOf(r)
			found = &key
		}
	})
	if err != nil || found == nil || (!found.Expires.IsZero() && !k.now().Before(found.Expires)) {
		return nil, err
	}
	return found, nil
}

// touch notes on which day a key was used: once a day, so that using one costs no write.
func (k *Keys) touch(ctx context.Context, key *APIKey) error {
	today := k.now().UTC().Truncate(24 * time.Hour)
	if !key.Used.Before(today) {
		return nil
	}
	return k.store.write(ctx, statement{"UPDATE _tiddly_keys SET used = ? WHERE id = ?", []any{today.Unix(), key.ID}})
}

// bind has a key that was made before keys had a mark speak for an account that is there, and for no other.
func (k *Keys) bind(ctx context.Context, key *APIKey, identity string) error {
	return k.store.write(ctx, statement{"UPDATE _tiddly_keys SET mark = ? WHERE id = ? AND mark = ''", []any{boundTo(key.ID, identity), key.ID}})
}

// end removes a key as it was read.
func (k *Keys) end(ctx context.Context, key *APIKey) error {
	return k.store.write(ctx, statement{"DELETE FROM _tiddly_keys WHERE id = ? AND mark = ?", []any{key.ID, key.mark}})
}

// boundTo is the fingerprint of an account in a key: of what the account is named by, for the key of a row can be given
// to another one. The id of the API key keeps equal accounts from having equal fingerprints.
func boundTo(id, identity string) string { return digest("key\x00" + id + "\x00" + identity) }

// digest is what is kept of a secret that was drawn at random: nobody can guess it, so it need not be costly.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// packed and unpacked write the key of an account into one column.
func packed(account []string) string {
	if len(account) == 0 {
		return ""
	}
	b, err := json.Marshal(account)
	if err != nil {
		panic("invariant broken: texts are not JSON: " + err.Error())
	}
	return string(b)
}

func unpacked(text string) []string {
	if text == "" {
		return nil
	}
	var account []string
	if json.Unmarshal([]byte(text), &account) != nil || len(account) == 0 {
		return []string{text} // none that is there, and not that of a program, which has none
	}
	return account
}

// seconds and moment write a time into a column; the zero time is 0.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

func moment(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}
