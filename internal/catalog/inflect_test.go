package catalog

import (
	"os"
	"strings"
	"testing"
)

// TestNamesInTheWild: tables of many programs have the names that a careful person would choose for them.
func TestNamesInTheWild(t *testing.T) {
	text, err := os.ReadFile("testdata/names.txt")
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for line := range strings.Lines(string(text)) {
		table, want, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || table == "#" {
			continue
		}
		tried++
		got := tableNames(table, TableOverride{}, 1)
		if got := strings.Join([]string{got.typeName, got.list, got.single}, " "); got != want {
			t.Errorf("%s is %s, want %s", table, got, want)
		}
	}
	if tried < 500 {
		t.Errorf("%d names were tried", tried)
	}
}

func TestInflection(t *testing.T) {
	// Each row: the word as a table may be called, its singular, its plural.
	for _, c := range [][3]string{
		{"user", "user", "users"},
		{"users", "user", "users"},
		{"dual", "dual", "duals"},
		{"genre", "genre", "genres"},
		{"employees", "employee", "employees"},
		{"type", "type", "types"},
		{"track", "track", "tracks"},
		{"line", "line", "lines"},
		{"class", "class", "classes"},
		{"classes", "class", "classes"},
		{"status", "status", "statuses"},
		{"statuses", "status", "statuses"},
		{"address", "address", "addresses"},
		{"addresses", "address", "addresses"},
		{"bus", "bus", "buses"},
		{"buses", "bus", "buses"},
		{"campus", "campus", "campuses"},
		{"campuses", "campus", "campuses"},
		{"viruses", "virus", "viruses"},
		{"bonus", "bonus", "bonuses"},
		{"houses", "house", "houses"},
		{"causes", "cause", "causes"},
		{"excuses", "excuse", "excuses"},
		{"uses", "use", "uses"},
		{"menus", "menu", "menus"},
		{"menu", "menu", "menus"},
		{"spouses", "spouse", "spouses"},
		{"analysis", "analysis", "analyses"},
		{"analyses", "analysis", "analyses"},
		{"axis", "axis", "axes"},
		{"axes", "axis", "axes"},
		{"basis", "basis", "bases"},
		{"bases", "base", "bases"},
		{"databases", "database", "databases"},
		{"crises", "crisis", "crises"},
		{"diagnoses", "diagnosis", "diagnoses"},
		{"iris", "iris", "irises"},
		{"criteria", "criterion", "criteria"},
		{"phenomena", "phenomenon", "phenomena"},
		{"leaf", "leaf", "leaves"},
		{"leaves", "leaf", "leaves"},
		{"archives", "archive", "archives"},
		{"drives", "drive", "drives"},
		{"caves", "cave", "caves"},
		{"knives", "knife", "knives"},
		{"cafe", "cafe", "cafes"},
		{"roof", "roof", "roofs"},
		{"wolves", "wolf", "wolves"},
		{"objectives", "objective", "objectives"},
		{"people", "person", "people"},
		{"person", "person", "people"},
		{"children", "child", "children"},
		{"women", "woman", "women"},
		{"humans", "human", "humans"},
		{"human", "human", "humans"},
		{"mice", "mouse", "mice"},
		{"quiz", "quiz", "quizzes"},
		{"quizzes", "quiz", "quizzes"},
		{"box", "box", "boxes"},
		{"matches", "match", "matches"},
		{"caches", "cache", "caches"},
		{"cache", "cache", "caches"},
		{"niches", "niche", "niches"},
		{"taxes", "tax", "taxes"},
		{"schema", "schema", "schemas"},
		{"schemas", "schema", "schemas"},
		{"alias", "alias", "aliases"},
		{"aliases", "alias", "aliases"},
		{"area", "area", "areas"},
		{"quota", "quota", "quotas"},
		{"idea", "idea", "ideas"},
		{"category", "category", "categories"},
		{"categories", "category", "categories"},
		{"days", "day", "days"},
		{"movies", "movie", "movies"},
		{"cookies", "cookie", "cookies"},
		{"pies", "pie", "pies"},
		{"zombies", "zombie", "zombies"},
		{"heroes", "hero", "heroes"},
		{"photos", "photo", "photos"},
		{"videos", "video", "videos"},
		{"info", "info", "infos"},
		{"price", "price", "prices"},
		{"prices", "price", "prices"},
		{"lens", "lens", "lenses"},
		{"stadiums", "stadium", "stadiums"},
		{"ids", "id", "ids"},
		{"tvs", "tv", "tvs"},
		{"index", "index", "indices"},
		{"indices", "index", "indices"},
		{"matrix", "matrix", "matrices"},
		{"line2", "line2", "line2s"},
		{"lines2024", "line2024", "line2024s"},
		{"data", "data", "data"},
		{"metadata", "metadata", "metadata"},
		{"usermeta", "usermeta", "usermeta"},
		{"news", "news", "news"},
		{"series", "series", "series"},
		{"sheep", "sheep", "sheep"},
		{"media", "media", "media"},
		{"species", "species", "species"},
		{"equipment", "equipment", "equipment"},
		{"os", "os", "os"},
		{"sms", "sms", "sms"},
		{"smses", "sms", "sms"},
		{"bmses", "bms", "bms"},
		{"faxes", "fax", "faxes"},
		{"licenses", "license", "licenses"},
		{"senses", "sense", "senses"},
		{"poses", "pose", "poses"},
		{"corpses", "corpse", "corpses"},
		{"companys", "company", "companies"},
		{"sys", "sys", "sys"},
		{"filesys", "filesys", "filesys"},
		{"appendices", "appendix", "appendices"},
		{"corpora", "corpus", "corpora"},
		{"abuses", "abuse", "abuses"},
		{"reuses", "reuse", "reuses"},
		{"ruses", "ruse", "ruses"},
		{"bureaus", "bureau", "bureaus"},
		{"schemata", "schema", "schemas"},
		{"emphases", "emphasis", "emphases"},
		{"foci", "focus", "focuses"},
		{"kudos", "kudos", "kudos"},
		{"yes", "yes", "yes"},
	} {
		if got := singular(c[0]); got != c[1] {
			t.Errorf("singular(%s) = %s, want %s", c[0], got, c[1])
		}
		if got := plural(c[1]); got != c[2] {
			t.Errorf("plural(%s) = %s, want %s", c[1], got, c[2])
		}
	}
}

// TestSingularIsStable: a table in the singular and one in the plural must have the same type, and the singular of a
// singular is itself.
func TestSingularIsStable(t *testing.T) {
	for one, many := range pluralOf {
		if singular(many) != one || singular(one) != one || plural(one) != many {
			t.Errorf("%s, %s: singular %s and %s, plural %s", one, many, singular(many), singular(one), plural(one))
		}
	}
	for word := range unchangingWords {
		if singular(word) != word || plural(word) != word {
			t.Errorf("%s changes to %s, %s", word, singular(word), plural(word))
		}
	}
}
