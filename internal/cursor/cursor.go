// Package cursor encodes the place of a row in an order as an opaque text that only the server can make: the stored
// values by which the row is sorted, bound to the order, and authenticated. It is pure. It may not know tables, SQL or
// GraphQL, and holds values and no kinds, so that a cursor outlives a change of what a column is taken for.
//
// A cursor is base64url, without padding, of
//
//	version   1 byte
//	order     8 bytes: SHA-256 of the order, cut
//	values    each a byte for its type and the value
//	mac       16 bytes: HMAC-SHA256 of the bytes before, cut
package cursor

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash"
	"math"
	"strings"
)

const (
	version   = 1
	orderSize = 8
	macSize   = 16
	// headSize is the number of bytes before the values.
	headSize = 1 + orderSize
)

// The reasons why a cursor is refused.
var (
	// ErrUnknown is a text that this key has not signed: it was edited, or made by a server with another key.
	ErrUnknown = errors.New("the cursor was not made by this server")
	// ErrOrder is a cursor of another table or order.
	ErrOrder = errors.New("the cursor was made for another table or order")
)

// The types of values.
const (
	null = iota
	integer
	float
	text
	blob
	falsehood
	truth
)

// Key makes cursors and checks them.
type Key struct{ secret []byte }

// NewKey returns the key of a secret, which can be any text or bytes.
func NewKey(secret []byte) *Key {
	// The cursors' key is not the secret itself, which may be used elsewhere.
	m := hmac.New(sha256.New, secret)
	m.Write([]byte("cursors"))
	return &Key{m.Sum(nil)}
}

// NewSecret returns a random secret, as a text.
func NewSecret() string { return rand.Text() + rand.Text() }

// AppendInt appends an integer to the values of a cursor.
func AppendInt(dst []byte, v int64) []byte { return binary.AppendVarint(append(dst, integer), v) }

// AppendValue appends a stored value to the values of a cursor: int64, float64, bool, string, []byte or nil. It reports
// false, with dst as it was, for any other.
func AppendValue(dst []byte, v any) ([]byte, bool) {
	switch v := v.(type) {
	case nil:
		return append(dst, null), true
	case int64:
		return AppendInt(dst, v), true
	case float64:
		// Bit for bit, so that the row is found again.
		return binary.BigEndian.AppendUint64(append(dst, float), math.Float64bits(v)), true
	case string:
		return append(binary.AppendUvarint(append(dst, text), uint64(len(v))), v...), true
	case []byte:
		return append(binary.AppendUvarint(append(dst, blob), uint64(len(v))), v...), true
	case bool:
		if v {
			return append(dst, truth), true
		}
		return append(dst, falsehood), true
	default:
		return dst, false
	}
}

// Values are the stored values of a row, in the order that its cursor is of.
type Values []any

// Signer makes the cursors of one order, and checks them. It is used by one goroutine.
type Signer struct {
	mac     hash.Hash
	head    [headSize]byte
	scratch []byte
}

// Signer returns the signer for an order, which is described by any text.
func (k *Key) Signer(order string) *Signer {
	s := &Signer{mac: hmac.New(sha256.New, k.secret)}
	s.head[0] = version
	sum := sha256.Sum256([]byte(order))
	copy(s.head[1:], sum[:])
	return s
}

// Append appends the cursor of a row with these values.
func (s *Signer) Append(dst, values []byte) []byte {
	s.scratch = append(append(s.scratch[:0], s.head[:]...), values...)
	s.scratch = s.sum(s.scratch, s.scratch)
	return base64.RawURLEncoding.AppendEncode(dst, s.scratch)
}

// Size returns the length of a cursor for that many bytes of values.
func Size(values int) int { return base64.RawURLEncoding.EncodedLen(headSize + values + macSize) }

// sum appends the MAC of a message to dst.
func (s *Signer) sum(dst, message []byte) []byte {
	s.mac.Reset()
	s.mac.Write(message)
	end := len(dst)
	return s.mac.Sum(dst)[:end+macSize]
}

// Open returns the values of a cursor, or one of the errors of this package.
func (s *Signer) Open(cursor string) (Values, error) {
	if strings.ContainsAny(cursor, "\r\n") {
		return nil, ErrUnknown // the decoder would skip them
	}
	message, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(message) < headSize+macSize || message[0] != version {
		return nil, ErrUnknown
	}
	end := len(message) - macSize
	if !hmac.Equal(s.sum(nil, message[:end]), message[end:]) {
		return nil, ErrUnknown
	}
	if !bytes.Equal(message[:headSize], s.head[:]) {
		return nil, ErrOrder
	}
	out, ok := values(message[headSize:end])
	if !ok {
		return nil, ErrUnknown
	}
	return out, nil
}

// values decodes the values of a cursor.
func values(in []byte) (Values, bool) {
	var out Values
	for len(in) > 0 {
		v, rest, ok := value(in[0], in[1:])
		if !ok {
			return nil, false
		}
		out, in = append(out, v), rest
	}
	return out, true
}

func value(typ byte, in []byte) (v any, rest []byte, ok bool) {
	switch typ {
	case null:
		return nil, in, true
	case falsehood, truth:
		return typ == truth, in, true
	case integer:
		n, size := binary.Varint(in)
		return n, in[max(size, 0):], size > 0
	case float:
		if len(in) < 8 {
			return nil, nil, false
		}
		return math.Float64frombits(binary.BigEndian.Uint64(in)), in[8:], true
	case text, blob:
		n, size := binary.Uvarint(in)
		if size <= 0 || n > uint64(len(in)) || int(n) > len(in)-size { //nolint:gosec // no longer than in
			return nil, nil, false
		}
		end := size + int(n) //nolint:gosec // the same
		if typ == text {
			return string(in[size:end]), in[end:], true
		}
		return in[size:end], in[end:], true
	default:
		return nil, nil, false
	}
}
