package cli

import "testing"

func TestShellWord(t *testing.T) {
	cases := []struct{ text, want string }{
		{"shop.db", "shop.db"},
		{"/a/b-c_1.db", "/a/b-c_1.db"},
		{"my shop.db", "'my shop.db'"},
		{"it's.db", `'it'\''s.db'`},
		{"$(reboot)", "'$(reboot)'"},
		{"", "''"},
	}
	for _, c := range cases {
		if got := shellWord(c.text); got != c.want {
			t.Errorf("shellWord(%q) = %s, want %s", c.text, got, c.want)
		}
	}
}
