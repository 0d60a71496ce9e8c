package script

import (
	"testing"
)

func TestDefaultText(t *testing.T) {
	for expression, want := range map[string]string{
		"'t'": "t", "('it''s')": "it's", "(( 'a' ))": "a", `"f"`: "f", "''": "", "current_timestamp": "2024-01-02 03:04:05", "CURRENT_DATE": "2024-01-02",
		"CURRENT_TIME": "03:04:05", "'a' /* b */": "a",
	} {
		if got, ok := DefaultText(expression); !ok || got != want {
			t.Errorf("%s gave %q %v, want %q", expression, got, ok, want)
		}
	}
	for _, expression := range []string{"", "1", "-1", "NULL", "true", "x'35'", "(datetime('now'))", "('a' || 'b')", "('a'", "()", "[a]"} {
		if got, ok := DefaultText(expression); ok {
			t.Errorf("%s gave %q", expression, got)
		}
	}
}
