package auth_test

import (
	"os"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/auth"
)

// TestChinookHasAccounts signs in customers of a real data set, with their e-mail addresses as identities and
// their fax numbers as passwords.
func TestChinookHasAccounts(t *testing.T) {
	content, err := os.ReadFile(dbtest.Chinook(t))
	if err != nil {
		t.Fatal(err)
	}
	h := serve(t, func(h *house) {
		h.users = &auth.Users{Table: "customer", Identity: "email", Password: "fax"}
		h.replace(content)
	})
	session := h.signIn("luisg@embraer.com.br", "+55 (12) 3923-5566")
	got := h.query(`{ me { firstName company invoices(limit: 1, orderBy: [{total: DESC}]) { total } supportRep { lastName } } }`, session...)
	if !strings.HasPrefix(got, `{"data":{"me":{"firstName":"Luís","company":"Embraer`) || !strings.Contains(got, `"supportRep":{"lastName":"Peacock"}`) {
		t.Errorf("got %s", got)
	}
	if hash := h.cells("SELECT fax FROM customer WHERE customer_id = 1")[0]; !strings.HasPrefix(hash, "$argon2id$") {
		t.Errorf("stored is %s", hash)
	}
	if other := h.cells("SELECT fax FROM customer WHERE customer_id = 5")[0]; strings.HasPrefix(other, "$") {
		t.Errorf("another's became %s", other)
	}
	for _, question := range []string{`{ customers { fax } }`, `{ customers(where: {fax: {startsWith: "+55"}}) { email } }`, `{ customers(orderBy: [{fax: ASC}]) { email } }`} {
		if got := h.query(question, session...); !strings.Contains(got, "REQUEST_INVALID") {
			t.Errorf("%s gives %s", question, got)
		}
	}
	// Customers without a fax number have no password.
	for _, secret := range []string{"", "NULL", "null"} {
		if a := h.login("leonekohler@surfeu.de", secret); a.text != wrong {
			t.Errorf("got %s", a.text)
		}
	}
}
