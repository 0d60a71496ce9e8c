package sqlite

import (
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"tiddly/internal/exec"
)

func TestAddDecimals(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"0", "0", "0"},
		{"0.1", "0.2", "0.3"},
		{"-0.1", "0.1", "0"},
		{"-0.10", "0.05", "-0.05"},
		{"1.00", "0", "1"},
		{"9.99", "0.01", "10"},
		{"-1", "0.001", "-0.999"},
		{"99999999999999999999", "1", "100000000000000000000"},
		{"100", "-1", "99"},
	} {
		if got, ok := addDecimals(c.a, c.b); !ok || got != c.want {
			t.Errorf("%s + %s is %s %v, want %s", c.a, c.b, got, ok, c.want)
		}
	}
	if _, ok := addDecimals(strings.Repeat("9", maxDecimal+1), "1"); ok {
		t.Error("a decimal of any length is added to")
	}
}

// TestAddDecimalsAgainstFractions compares the sums with exact arithmetic of another kind.
func TestAddDecimalsAgainstFractions(t *testing.T) {
	random := func() string {
		n := rand.Int64N(2_000_000) - 1_000_000
		scale := rand.IntN(9)
		r := new(big.Rat).SetFrac(big.NewInt(n), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil))
		return r.FloatString(scale)
	}
	for range 5000 {
		a, b := random(), random()
		got, ok := addDecimals(a, b)
		sum, parsed := new(big.Rat).SetString(got)
		x, _ := new(big.Rat).SetString(a)
		y, _ := new(big.Rat).SetString(b)
		if !ok || !parsed || sum.Cmp(x.Add(x, y)) != 0 {
			t.Fatalf("%s + %s is %s %v", a, b, got, ok)
		}
		if strings.Contains(got, ".") && strings.HasSuffix(got, "0") || strings.HasPrefix(got, "-0") && !strings.HasPrefix(got, "-0.") {
			t.Fatalf("%s + %s is %s, which is not its canonical form", a, b, got)
		}
	}
}

func TestDecimalOf(t *testing.T) {
	for _, c := range []struct {
		cell  any
		scale int
		want  string
	}{
		{int64(5), 2, "5.00"},
		{0.30000000000000004, -1, "0.3"},
		{0.1 + 0.7, -1, "0.8"},
		{1e20, -1, "100000000000000000000"},
		{0.005, 2, "0.005"},
		{"7.50", -1, "7.5"},
		{"seven", -1, ""},
		{nil, -1, ""},
	} {
		if got, ok := decimalOf(c.cell, c.scale); got != c.want || ok != (c.want != "") {
			t.Errorf("%v with scale %d is %q %v", c.cell, c.scale, got, ok)
		}
	}
}

// TestSumsFail checks that every storage that can be added to refuses overflows and cells that are not numbers, and
// keeps NULL.
func TestSumsFail(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "CREATE TABLE t(id INTEGER PRIMARY KEY)")})
	for storage, cases := range map[string][]struct{ cell, add, want string }{
		storageInteger: {{"2147483646", "1", "2147483647"}, {"2147483647", "1", ""}, {"-2147483648", "-1", ""}, {"'5'", "1", ""}, {"1.5", "1", ""}, {"NULL", "1", "<nil>"}},
		storageBigInt:  {{"9223372036854775806", "1", "9223372036854775807"}, {"9223372036854775807", "1", ""}, {"-9223372036854775807", "-2", ""}, {"'5'", "1", ""}, {"NULL", "1", "<nil>"}},
		storageFloat:   {{"1.5", "1e308", "1e+308"}, {"1e308", "1e308", ""}, {"-1e308", "-1e308", ""}, {"'x'", "1.0", ""}, {"x'00'", "1.0", ""}, {"NULL", "1.0", "<nil>"}},
	} {
		add := d.Dialect().Storages[storage].Add
		for _, c := range cases {
			sql := "SELECT " + strings.ReplaceAll(strings.ReplaceAll(add.SQL, "{column}", "("+c.cell+")"), "{value}", "("+c.add+")")
			got, err := tryAsk(t, d, sql)
			if c.want == "" && err == nil || c.want != "" && (err != nil || got != c.want) {
				t.Errorf("%s: %s + %s is %s %v, want %s", storage, c.cell, c.add, got, err, c.want)
			}
		}
	}
	for _, c := range []struct{ cell, add, scale, all, want string }{
		{"0.1", "'0.2'", "2", "0", "0.3"},
		{"999999999999999", "'2'", "-1", "0", ""},
		{"'999999999999999'", "'2'", "-1", "1", "1000000000000001"},
		{"'x'", "'2'", "-1", "1", ""},
		{"x'31'", "'2'", "-1", "0", ""},
		{"NULL", "'2'", "-1", "0", "<nil>"},
		{strconv.Quote("1"), "'2'", "-1", "1", "3"},
	} {
		got, err := tryAsk(t, d, "SELECT tiddly_add("+strings.Join([]string{strings.ReplaceAll(c.cell, `"`, "'"), c.add, c.scale, c.all}, ", ")+")")
		if c.want == "" && err == nil || c.want != "" && (err != nil || got != c.want) {
			t.Errorf("%s + %s is %s %v, want %s", c.cell, c.add, got, err, c.want)
		}
	}
}

// tryAsk returns the only cell of a query, printed, or its error.
func tryAsk(t *testing.T, d *Database, query string) (string, error) {
	t.Helper()
	var got []string
	err := d.Read(t.Context(), false, func(r exec.Reader) (err error) {
		got, err = firstColumn(r, query)
		return err
	})
	return strings.Join(got, " "), err
}
