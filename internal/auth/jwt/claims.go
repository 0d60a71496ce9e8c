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

// claims are the parts of a token that are looked at. They implement jwt.Claims.
type claims struct {
	Subject   string
	Issuer    string
	Audience  jwt.ClaimStrings
	ExpiresAt *instant
	NotBefore *instant
	// all are the claims as they are written.
	all map[string]json.RawMessage
}

// UnmarshalJSON reads claims by their exact names. The decoder by itself takes SUB for sub, and of two the last: who
// signs and who reads would see two tokens in one text.
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

// has reports whether a claim has the value, or is a list that has it. A number or Boolean is compared as JSON writes
// it.
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

// unambiguous returns an error where two readers could see different things in a JSON text: a name that stands twice in
// an object, or what is no Unicode.
func unambiguous(text []byte) error {
	_, err := jsontext.Canonical(text)
	return err
}

// unambiguousHeader does so for the header of a token.
func unambiguousHeader(token string) error {
	header, _, _ := strings.Cut(token, ".")
	text, err := base64.RawURLEncoding.Strict().DecodeString(header)
	if err != nil {
		return err
	}
	return unambiguous(text)
}

// instant is a time in seconds. The library takes numbers in quotes and numbers beyond all time too.
type instant time.Time

// UnmarshalJSON reads a number of seconds from 1970 to 9999.
func (i *instant) UnmarshalJSON(text []byte) error {
	seconds, err := strconv.ParseFloat(string(text), 64)
	if err != nil || !json.Valid(text) || !(seconds >= 0 && seconds < 253402300800) {
		return errors.New("this is no time in seconds")
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

// GetIssuedAt implements jwt.Claims; nobody asks for it.
func (*claims) GetIssuedAt() (*jwt.NumericDate, error) { return nil, nil } //nolint:nilnil // the interface has no other way to say so

// GetIssuer implements jwt.Claims.
func (c *claims) GetIssuer() (string, error) { return c.Issuer, nil }

// GetSubject implements jwt.Claims.
func (c *claims) GetSubject() (string, error) { return c.Subject, nil }

// GetAudience implements jwt.Claims.
func (c *claims) GetAudience() (jwt.ClaimStrings, error) { return c.Audience, nil }
