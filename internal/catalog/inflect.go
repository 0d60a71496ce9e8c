package catalog

import (
	"strings"

	"github.com/jinzhu/inflection"
)

// plainAndPlural are words that the rules of the library, which are those of Rails, get wrong. Clients rely on names,
// so a word may be added here only where the name was not English before.
const plainAndPlural = "abuse abuses, ache aches, addendum addenda, alias aliases, alumnus alumni, api apis, " +
	"appendix appendices, atlas atlases, avalanche avalanches, bacterium bacteria, base bases, bias biases, " +
	"brownie brownies, bureau bureaus, buzz buzzes, cache caches, calf calves, calorie calories, " +
	"canoe canoes, canvas canvases, cliche cliches, collie collies, cpu cpus, corpse corpses, " +
	"corpus corpora, criterion criteria, curriculum curricula, die dies, dwarf dwarves, echo echoes, " +
	"elf elves, embargo embargoes, emoji emojis, erratum errata, foe foes, foot feet, fungus fungi, " +
	"gas gases, genie genies, genus genera, german germans, goose geese, gpu gpus, gui guis, guru gurus, " +
	"half halves, headache headaches, hero heroes, hoodie hoodies, hoof hooves, human humans, iris irises, " +
	"kiwi kiwis, knife knives, kpi kpis, larva larvae, leaf leaves, lens lenses, lie lies, life lives, " +
	"loaf loaves, locus loci, menu menus, midwife midwives, newbie newbies, niche niches, nucleus nuclei, " +
	"octopus octopuses, phenomenon phenomena, pi pis, pie pies, pixie pixies, plateau plateaus, poi pois, " +
	"pose poses, potato potatoes, prairie prairies, quiche quiches, radius radii, roman romans, " +
	"rookie rookies, safari safaris, scarf scarves, selfie selfies, self selves, sheaf sheaves, " +
	"shelf shelves, sku skus, smoothie smoothies, stimulus stimuli, stratum strata, tableau tableaus, " +
	"talisman talismans, taxi taxis, thief thieves, tie ties, toe toes, tooth teeth, topaz topazes, " +
	"tranche tranches, uri uris, veto vetoes, virus viruses, waltz waltzes, wharf wharves, wife wives, " +
	"wiki wikis, wolf wolves, zombie zombies"

// unchanging are words whose plural is the same, or that have none.
const unchanging = "advice analytics aws blues chaos chassis clothes cms corps cors cosmos css debris dice dns economics equipment feedback " +
	"furniture gis gps hardware headquarters homework https information ios jeans knowledge kudos lms logistics luggage mathematics " +
	"means mms money music news os physics police politics pos premises research rice rss sas scissors series sheep sms " +
	"software species staff tls traffic vps whereabouts yes fish moose deer aircraft salmon shrimp weather"

// unchangingEnds are ends of words whose plural is the same: usermeta, geodata, multimedia.
var unchangingEnds = []string{"data", "meta", "media", "series", "species", "news", "sys"}

// otherPlurals are plurals beside the usual ones, each before its singular.
const otherPlurals = "algae alga, antennae antenna, apices apex, automata automaton, bureaux bureau, " +
	"cacti cactus, codices codex, emphases emphasis, foci focus, formulae formula, gasses gas, " +
	"helices helix, lemmata lemma, memoranda memorandum, millennia millennium, monies money, nebulae nebula, " +
	"oases oasis, plateaux plateau, schemata schema, spectra spectrum, stigmata stigma, syllabi syllabus, " +
	"symposia symposium, tableaux tableau, taxa taxon, termini terminus, thesauri thesaurus, " +
	"vertebrae vertebra, vortices vortex"

var (
	pluralOf, singularOf = map[string]string{}, map[string]string{}
	unchangingWords      = map[string]bool{}
)

// The lists are read once, when the package is loaded; nothing changes them afterwards.
var _ = func() bool {
	for pair := range strings.SplitSeq(plainAndPlural, ", ") {
		one, many, _ := strings.Cut(pair, " ")
		pluralOf[one], singularOf[many] = many, one
	}
	for pair := range strings.SplitSeq(otherPlurals, ", ") {
		many, one, _ := strings.Cut(pair, " ")
		singularOf[many] = one
	}
	for word := range strings.FieldsSeq(unchanging) {
		unchangingWords[word] = true
	}
	return true
}()

// singular returns the singular of a lower-case word, which may be singular already.
func singular(word string) string {
	stem := strings.TrimRight(word, "0123456789")
	if stem != word {
		return singular(stem) + word[len(stem):]
	}
	if one, ok := singularOf[word]; ok {
		return one
	}
	if pluralOf[word] != "" || isUnchanging(word) || len(word) < 3 {
		return word
	}
	switch {
	case strings.HasSuffix(word, "a"), strings.HasSuffix(word, "us"), strings.HasSuffix(word, "is"),
		strings.HasSuffix(word, "ss"):
		return word
	case pluralOfLetters(word):
		return strings.TrimSuffix(word, "es")
	case strings.HasSuffix(word, "uses") && !endsInE(word):
		return strings.TrimSuffix(word, "es")
	case strings.HasSuffix(word, "ves"):
		return strings.TrimSuffix(word, "s")
	}
	return inflection.Singular(word)
}

// pluralOfLetters reports whether a word is the plural of letters that end in one that takes es: smses, but not
// licenses.
func pluralOfLetters(word string) bool {
	stem, ok := strings.CutSuffix(word, "es")
	if !ok || unchangingWords[stem] {
		return ok
	}
	return stem != "" && !strings.ContainsAny(stem, "aeiouy") && strings.IndexByte("sxz", stem[len(stem)-1]) >= 0
}

// endsInE reports whether the singular of a word in -uses keeps its e: houses and causes, but not campuses.
func endsInE(word string) bool {
	for _, end := range []string{"ouses", "auses", "fuses", "muses", "cuses", "buses"} {
		if strings.HasSuffix(word, end) {
			return !strings.HasSuffix(word, "buses") || strings.HasSuffix(word, "abuses")
		}
	}
	return word == "uses" || word == "reuses" || word == "ruses"
}

// plural returns the plural of a lower-case singular.
func plural(word string) string {
	stem := strings.TrimRight(word, "0123456789")
	if stem != word {
		return word + "s"
	}
	if many, ok := pluralOf[word]; ok {
		return many
	}
	if isUnchanging(word) {
		return word
	}
	switch {
	case strings.HasSuffix(word, "sis"), strings.HasSuffix(word, "xis"):
		return strings.TrimSuffix(word, "is") + "es"
	case strings.HasSuffix(word, "us"), strings.HasSuffix(word, "is"), strings.HasSuffix(word, "ss"):
		return word + "es"
	case strings.HasSuffix(word, "s"):
		return word
	case strings.HasSuffix(word, "a"), strings.HasSuffix(word, "um"), strings.HasSuffix(word, "f"), strings.HasSuffix(word, "fe"):
		return word + "s"
	}
	return inflection.Plural(word)
}

func isUnchanging(word string) bool {
	if unchangingWords[word] {
		return true
	}
	for _, end := range unchangingEnds {
		if strings.HasSuffix(word, end) {
			return true
		}
	}
	return false
}

// lastWord returns list with its last word changed by inflect.
func lastWord(list []string, inflect func(string) string) []string {
	if len(list) == 0 {
		return nil
	}
	changed := append([]string{}, list...)
	changed[len(changed)-1] = inflect(changed[len(changed)-1])
	return changed
}
