package config

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

var users = []string{"--auth-users-table", "user", "--auth-users-identity", "email", "--auth-users-password", "password"}

const longSecret = "0123456789abcdef0123456789abcdef"

func TestWrongAccounts(t *testing.T) {
	cases := []struct {
		args  []string
		wrong string
	}{
		{users, ""},
		{users[:2], "auth.users.identity is missing"},
		{users[2:], "auth.users.table is missing"},
		{[]string{users[0], users[1], users[2], "password", users[4], users[5]}, "cannot also name the account"},
		{[]string{"--auth-session-idle", "31d"}, "--auth-session-idle: an unused session would outlast"},
		{[]string{"--auth-session-idle", "90m", "--auth-session-longest", "2d"}, ""},
		{[]string{"--auth-session-idle", "0d"}, "out of range"},
		{[]string{"--auth-session-idle", "d"}, "not a duration"},
		{[]string{"--auth-jwt-secret", longSecret}, ""},
		{[]string{"--auth-jwt-secret", longSecret[1:]}, "--auth-jwt-secret: the secret is shorter than 32 bytes"},
		{[]string{"--auth-jwt-secret", longSecret, "--auth-jwt-algorithm", "RS256"}, "RS256 needs a public key"},
		{[]string{"--auth-jwt-secret", longSecret, "--auth-jwt-jwks", "https://login.example.org"}, "contradict each other"},
		{[]string{"--auth-jwt-jwks", "https://login.example.org", "--auth-jwt-algorithm", "HS256"}, "HS256 needs a secret"},
		{[]string{"--auth-jwt-algorithm", "none"}, "not one of the choices"},
		{[]string{"--auth-jwt-audience", "tiddly"}, "there is no key"},
		{[]string{"--auth-jwt-services", "kind=service"}, "--auth-jwt-services: there is no key"},
		{[]string{"--auth-jwt-secret", longSecret, "--auth-jwt-services", "kind=service,level=1=2"}, ""},
		{[]string{"--auth-jwt-secret", longSecret, "--auth-jwt-services", "kind"}, "not a claim with a value"},
		{[]string{"--auth-jwt-secret", longSecret, "--auth-jwt-services", "=service"}, "not a claim with a value"},
		{[]string{"--auth-jwt-secret", longSecret, "--auth-jwt-services", "kind="}, "not a claim with a value"},
		{[]string{"--auth-jwt-jwks", "https://login.example.org/keys"}, ""},
		{[]string{"--auth-jwt-jwks", "http://login.example.org/keys"}, "without TLS"},
		{[]string{"--auth-jwt-jwks", "https://user:longword@login.example.org"}, "not a URL of public keys"},
		{[]string{"--auth-jwt-jwks", "file:///etc/passwd"}, "not a URL of public keys"},
		{[]string{"--auth-jwt-jwks", "https://localhost/keys"}, "to this machine"},
		{[]string{"--auth-jwt-jwks", "https://127.0.0.1/keys"}, "to this machine"},
		{[]string{"--auth-jwt-jwks", "https://10.1.2.3/keys"}, "private network"},
		{[]string{"--auth-jwt-jwks", "https://169.254.169.254/keys"}, "private network"},
		{[]string{"--auth-jwt-jwks", "https://[::ffff:192.168.1.1]/keys"}, "private network"},
		{[]string{"--auth-jwt-jwks", "https://[fd00::1]/keys"}, "private network"},
		{[]string{"--auth-jwt-jwks", "http://127.0.0.1/keys", "--auth-jwt-insecure"}, ""},
		{[]string{"--listen", "0.0.0.0:80", "--auth-required"}, ""},
		{append([]string{"--listen", "0.0.0.0:80"}, users...), "--auth-required"},
	}
	for _, c := range cases {
		_, err := load(t, nil, c.args...)
		var text string
		if mistakes, ok := errors.AsType[Mistakes](err); ok {
			for _, m := range mistakes {
				text += m.String() + " " + m.Hint + "\n"
			}
		}
		if (c.wrong == "") != (err == nil) || !strings.Contains(text, c.wrong) {
			t.Errorf("%v: got %v, want %q", c.args, err, c.wrong)
		}
		if strings.Contains(text, longSecret[1:]) || strings.Contains(text, "longword") {
			t.Errorf("%v: the mistake shows a secret: %v", c.args, text)
		}
	}
}

func TestAuth(t *testing.T) {
	s, err := load(t, []string{"TIDDLY_AUTH_JWT_SECRET=" + longSecret}, "--auth-session-longest=40d", "--auth-required")
	if err != nil {
		t.Fatal(err)
	}
	if s.Auth.JWT.Algorithm != HS256 || string(s.Auth.JWT.Secret) != longSecret || s.Auth.Session.Longest != 40*24*time.Hour || !s.Auth.Enabled() || !s.Wide() {
		t.Errorf("got %+v", s.Auth)
	}
	if text := fmt.Sprintf("%v %+v %#v %s", s, s, s, s.Auth.JWT.Secret); strings.Contains(text, longSecret) {
		t.Errorf("the secret is printed: %s", text)
	}
	s, err = load(t, nil, "--auth-jwt-jwks", "https://login.example.org/keys")
	if err != nil {
		t.Fatal(err)
	}
	if s.Auth.JWT.Algorithm != RS256 || !s.Auth.Enabled() || s.Wide() {
		t.Errorf("got %+v", s.Auth)
	}
	if s, err = load(t, nil, users...); err != nil || !s.Auth.Enabled() {
		t.Errorf("got %+v, %v", s.Auth, err)
	}
	if s, err = load(t, nil); err != nil || s.Auth.Enabled() {
		t.Errorf("got %+v, %v", s.Auth, err)
	}
}
