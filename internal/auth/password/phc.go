package password

import (
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// cost holds the parameters of argon2id.
type cost struct {
	// memory is in KiB.
	memory, passes uint32
	lanes          uint8
}

// standard is the cost of new hashes: the first choice of OWASP's password storage cheat sheet with one lane.
var standard = cost{memory: 19 << 10, passes: 2, lanes: 1}

const saltBytes, keyBytes = 16, 32

// The limits of parameters in a stored string, so that a manipulated row cannot stop the server.
const (
	mostMemory  = 256 << 10 // KiB
	mostPasses  = 16
	mostLanes   = 16
	leastSalt   = 8
	leastKey    = 16
	mostPHCText = 512
)

// below reports whether a hash is cheaper to try than one of another cost.
func (c cost) below(o cost) bool {
	return uint64(c.memory)*uint64(c.passes) < uint64(o.memory)*uint64(o.passes)
}

// phc is a hash with its parameters.
type phc struct {
	cost
	salt, key []byte
}

const prefix = "$argon2id$"

// String returns the PHC string: $argon2id$v=19$m=19456,t=2,p=1$salt$key.
func (p *phc) String() string {
	return fmt.Sprintf("%sv=%d$m=%d,t=%d,p=%d$%s$%s", prefix, argon2.Version, p.memory, p.passes, p.lanes,
		base64.RawStdEncoding.EncodeToString(p.salt), base64.RawStdEncoding.EncodeToString(p.key))
}

// parse parses a PHC string of argon2id; it returns false for other texts and for parameters beyond the limits.
func parse(text string) (p phc, ok bool) {
	parts := strings.Split(text, "$")
	if len(text) > mostPHCText || len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return phc{}, false
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.lanes); n != 3 || err != nil {
		return phc{}, false
	}
	var err1, err2 error
	p.salt, err1 = base64.RawStdEncoding.Strict().DecodeString(parts[4])
	p.key, err2 = base64.RawStdEncoding.Strict().DecodeString(parts[5])
	if err1 != nil || err2 != nil || p.String() != text {
		return phc{}, false
	}
	within := p.memory >= 8*uint32(p.lanes) && p.memory <= mostMemory && p.passes >= 1 && p.passes <= mostPasses &&
		p.lanes >= 1 && p.lanes <= mostLanes && len(p.salt) >= leastSalt && len(p.key) >= leastKey
	return p, within
}

// kinds are the prefixes of other programs' hashes.
var kinds = []string{
	"$argon2", "$1$", "$2a$", "$2b$", "$2x$", "$2y$", "$5$", "$6$", "$7$", "$y$", "$gy$", "$scrypt$", "$pbkdf2", "$bcrypt", "$apr1$", "$sha1$",
	"pbkdf2:", "pbkdf2_", "scrypt:", "bcrypt$", "argon2$", "{SSHA", "{SHA", "{CRYPT}",
}

// foreign reports whether a stored text is a hash of an unsupported kind.
func foreign(stored string) bool {
	for _, k := range kinds {
		if strings.HasPrefix(stored, k) {
			return true
		}
	}
	return false
}
