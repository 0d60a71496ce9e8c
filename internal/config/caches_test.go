package config

import (
	"strings"
	"testing"
)

func TestCacheControl(t *testing.T) {
	for text, want := range map[string]string{
		"max-age=60": "max-age=60", " public ,max-age=0": "public, max-age=0", "private, stale-while-revalidate=5": "private, stale-while-revalidate=5", "no-store": "no-store",
	} {
		s, err := load(t, []string{"TIDDLY_GRAPHQL_CACHE_CONTROL=" + text})
		if err != nil || s.GraphQL.CacheControl != want {
			t.Errorf("%q is %q, want %q: %v", text, s.GraphQL.CacheControl, want, err)
		}
	}
	for text, wrong := range map[string]string{
		"max-age": "has no number of seconds", "max-age=-1": "has no number of seconds", "max-age=x": "has no number", "max-age=60,": `"" is not a directive`,
		"cache": "is not a directive", "public=1": "is not a directive", "public, private": "contradict", "max-age=1\r\nSet-Cookie: a=b": "has no number",
		"Max-Age=60": "is not a directive",
	} {
		if _, err := load(t, []string{"TIDDLY_GRAPHQL_CACHE_CONTROL=" + text}); err == nil || !strings.Contains(err.Error(), wrong) {
			t.Errorf("%q: got %v, want %q", text, err, wrong)
		}
	}
}
