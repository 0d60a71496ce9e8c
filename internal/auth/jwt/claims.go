package jwt

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"tiddly/internal/jsontext"
)

// claims are the used claims of a token. They implement jwt.Claims.
type claims struct {
	Subject   string
	Issuer    string
	Audience  jwt.ClaimStrings
	ExpiresAt *instant
	NotBefore *instant
	// all holds all claims as they are written.
	all map[string]json.RawMessage
}

// UnmarshalJSON reads claims by their exact names. The standard decoder takes SUB for sub, and the last of
// duplicates: signer and reader would see two different tokens in one text.
func (c *claims) UnmarshalJSON(text []byte) error {
	if err := unambiguous(text); err != nil {
		return err
	}
	if err := json.Unmarshal(text, &c.all); err != nil {
		return err
	}
	for _, one := range []struct {
		name string
		into any
	}{{"sub", &c.Subject}, {"iss", &c.Issuer}, {"aud", &c.Audience}, {"exp", &c.ExpiresAt}, {"nbf", &c.NotBefore}} {
		written, there := c.all[one.name]
		if !there {
			continue
		}
		if string(written) == "null" {
			return errors.New("the claim " + one.name + " is null")
		}
		if err := json.Unmarshal(written, one.into); err != nil {
			return err
		}
	}
	return nil
}

// has reports whether a claim has the value, or is a list that contains it. Numbers and Booleans are compared in
// their JSON form.
func (c *claims) has(s Service) bool {
	written, there := c.all[s.Claim]
	if !there {
		return false
	}
	var list []json.RawMessage
	if json.Unmarshal(written, &list) != nil {
		list = []json.RawMessage{written}
	}
	for _, one := range list {
		var text string
		if json.Unmarshal(one, &text) == nil && text == s.Value && string(one) != "null" {
			return true
		}
		if plain, err := jsontext.Canonical(one); err == nil && plain == s.Value && strings.IndexByte("{[\"n", plain[0]) < 0 {
			return true
		}
	}
	return false
}

// unambiguous returns an error if readers could interpret a JSON text differently: an object with a duplicate
// name, or invalid Unicode.
func unambiguous(text []byte) error {
	_, err := jsontext.Canonical(text)
	return err
}

// unambiguousHeader applies unambiguous to the header of a token.
func unambiguousHeader(token string) error {
	header, _, _ := strings.Cut(token, ".")
	text, err := base64.RawURLEncoding.Strict().DecodeString(header)
	if err != nil {
		return err
	}
	return unambiguous(text)
}

// instant is a time in seconds. The library also accepts quoted numbers and numbers out of range.
type instant time.Time

// UnmarshalJSON reads a number of seconds, up to the year 9999.
func (i *instant) UnmarshalJSON(text []byte) error {
	seconds, err := strconv.ParseFloat(string(text), 64)
	if err != nil || !json.Valid(text) || !(seconds >= 0 && seconds < 253402300800) {
		return errors.New("the value is not a time in seconds")
	}
	*i = instant(time.Unix(int64(math.Floor(seconds)), 0))
	return nil
}

func (i *instant) date() *jwt.NumericDate {
	if i == nil {
		return nil
	}
	return &jwt.NumericDate{Time: time.Time(*i)}
}

// GetExpirationTime implements jwt.Claims.
func (c *claims) GetExpirationTime() (*jwt.NumericDate, error) { return c.ExpiresAt.date(), nil }

// GetNotBefore implements jwt.Claims.
func (c *claims) GetNotBefore() (*jwt.NumericDate, error) { return c.NotBefore.date(), nil }

// GetIssuedAt implements jwt.Claims; it is not used.
func (*claims) GetIssuedAt() (*jwt.NumericDate, error) { return nil, nil } //nolint:nilnil // the interface has no other way to say so

// GetIssuer implements jwt.Claims.
func (c *claims) GetIssuer() (string, error) { return c.Issuer, nil }

// GetSubject implements jwt.Claims.
func (c *claims) GetSubject() (string, error) { return c.Subject, nil }

// GetAudience implements jwt.Claims.
func (c *claims) GetAudience() (jwt.ClaimStrings, error) { return c.Audience, nil }
