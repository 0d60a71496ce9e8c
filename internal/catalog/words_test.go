package catalog

import (
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	for name, want := range map[string]string{
		"invoice_line":     "invoice line",
		"InvoiceLine":      "invoice line",
		"invoiceLine":      "invoice line",
		"INVOICE_LINE":     "invoice line",
		"invoice-line":     "invoice line",
		"invoice line":     "invoice line",
		" invoice.line ":   "invoice line",
		"ArtistId":         "artist id",
		"artistID":         "artist id",
		"URLPath":          "url path",
		"userIDs":          "user ids",
		"IDs":              "ids",
		"SMSes":            "smses",
		"FAXes2":           "faxes2",
		"URLsByID":         "urls by id",
		"IDsOfUsers":       "ids of users",
		"ISsue":            "i ssue",
		"HTTPService":      "http service",
		"VATEstimates":     "vat estimates",
		"HTTPServerURL":    "http server url",
		"address1":         "address1",
		"address_1":        "address 1",
		"line2Text":        "line2 text",
		"o'brien":          "o brien",
		`a"b`:              "a b",
		"_id":              "id",
		"__typename":       "x typename",
		"__":               "x",
		"2fa_code":         "x2fa code",
		"__2fa":            "x 2fa",
		"Größe":            "grosse",
		"GRÖSSE":           "grosse",
		"Ærø":              "aero",
		"ÆRØ":              "aero",
		"naïve_café":       "naive cafe",
		"имя_клиента":      "imya klienta",
		"Щит":              "shchit",
		"объект":           "obekt",
		"ΘΕΜΑ":             "thema",
		"日本":               "u65e5 u672c",
		"🎉":                "u1f389",
		"tip 🎉 of the day": "tip u1f389 of the day",
		"price€":           "price",
		"ﬁnal²":            "final2",
		"":                 "",
		"_":                "",
		"%$§":              "",
	} {
		if got := strings.Join(words(name), " "); got != want {
			t.Errorf("words(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestJoins(t *testing.T) {
	list := words("URL_path 2")
	if got := camel(list) + " " + pascal(list) + " " + screaming(list); got != "urlPath2 UrlPath2 URL_PATH_2" {
		t.Errorf("joins: %s", got)
	}
	if camel(nil) != "" || capital("") != "" {
		t.Error("nothing must stay nothing")
	}
}

func TestValidName(t *testing.T) {
	for name, want := range map[string]bool{"a": true, "_a1": true, "": false, "1a": false, "__a": false, "a-b": false, "é": false} {
		if validName(name) != want {
			t.Errorf("validName(%q) = %v", name, !want)
		}
	}
}

// FuzzWords checks that every name becomes something that GraphQL can spell.
func FuzzWords(f *testing.F) {
	for _, seed := range []string{"a b", "__x", "ǅ", "Ⅷ", "\xff", "ﷺ", "日本", "IDs", "ß"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		list := words(name)
		for _, joined := range []string{camel(list), pascal(list), screaming(list), enumName(name)} {
			if len(list) > 0 && !validName(joined) {
				t.Errorf("%q became %q", name, joined)
			}
		}
		if !validName(enumName(name)) {
			t.Errorf("value %q became %q", name, enumName(name))
		}
	})
}
