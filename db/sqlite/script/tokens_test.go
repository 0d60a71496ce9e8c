package script

import (
	"slices"
	"testing"
)

func TestTokens(t *testing.T) {
	const sql = "SELECT \"a\"\"b\" , [c d]/* , */.`e`, 'it''s', x'00', 1 -- end\n;Ünder_1$"
	want := []Token{
		{Kind: BareWord, Text: "SELECT"},
		{Kind: QuotedName, Text: `a"b`, Quote: '"'},
		{Kind: OtherToken, Text: ","},
		{Kind: QuotedName, Text: "c d", Quote: '['},
		{Kind: OtherToken, Text: "."},
		{Kind: QuotedName, Text: "e", Quote: '`'},
		{Kind: OtherToken, Text: ","},
		{Kind: TextLiteral, Text: "it's", Quote: '\''},
		{Kind: OtherToken, Text: ","},
		{Kind: OtherToken, Text: "x'00'"},
		{Kind: OtherToken, Text: ","},
		{Kind: OtherToken, Text: "1"},
		{Kind: OtherToken, Text: ";"},
		{Kind: BareWord, Text: "Ünder_1$"},
	}
	var got []Token
	for _, token := range Tokens(sql) {
		if token.Quote == 0 && sql[token.Start:token.End] != token.Text {
			t.Errorf("%q is at %d to %d, where %q is", token.Text, token.Start, token.End, sql[token.Start:token.End])
		}
		token.Start, token.End = 0, 0
		got = append(got, token)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got:\n%+v\nwant:\n%+v", got, want)
	}
}

// TestWords checks that a keyword in quotes is a name, and a mark in quotes a text.
func TestWords(t *testing.T) {
	all := Tokens(`select "SELECT" ( '('`)
	if !all[0].Word("SELECT") || all[1].Word("SELECT") || !all[1].IsName() {
		t.Errorf("words: %+v", all[:2])
	}
	if !all[2].Is("(") || all[3].Is("(") || all[2].IsName() || all[3].IsName() {
		t.Errorf("marks: %+v", all[2:])
	}
}

func TestVirtual(t *testing.T) {
	for sql, want := range map[string]bool{
		"CREATE VIRTUAL TABLE t USING fts5(a)": true, "create virtual table t using x": true,
		"CREATE TABLE VIRTUAL (a)": false, `CREATE TABLE "VIRTUAL" (a)`: false, "CREATE": false, "": false,
	} {
		if Virtual(sql) != want {
			t.Errorf("%s: %t", sql, !want)
		}
	}
}

func TestNames(t *testing.T) {
	if got := Fold("NAÏVE Größe"); got != "naÏve größe" {
		t.Errorf("folded: %s", got)
	}
	if got := QuoteName(`a"b`); got != `"a""b"` {
		t.Errorf("in quotes: %s", got)
	}
}
