package sample

// The words of names and texts. None of the people exists; the makers are fictional too. Some words have accents,
// some texts an emoji, so that readers of the data are tested with Unicode.

// countryList holds code, name and greeting. The codes are ones that ISO 3166 leaves to users.
var countryList = [][3]string{
	{"QM", "Ambervale", "Mind the bees"},
	{"QN", "Nordlicht", "Guten Abend, whatever the hour"},
	{"QO", "Île-aux-Théières", "Une tasse?"},
	{"QP", "Øresong", "Hej, and mind the swans"},
	{"QQ", "Piñonera", "¡Qué luna!"},
	{"QR", "Quietshire", "…"},
	{"QS", "Samovaria", "Sit, sit, it is hot 🫖"},
	{"QT", "Tidewater", "Low or high?"},
	{"XA", "Upper Drizzle", "It will clear by four"},
	{"XB", "Lower Drizzle", "It will not"},
	{"XC", "Żabkowo", "Dobry wieczór, frogs and all 🐸"},
	{"XD", "The Far Pantry", "Bring a spoon"},
}

// categoryList holds names and the position of the parent in the list, from 1; 0 is none.
var categoryList = []struct {
	name   string
	parent int
}{
	{"Tea", 0},
	{"Moonlight", 0},
	{"Inventions", 0},
	{"Comforts", 0},
	{"Black Tea", 1},
	{"Green Tea", 1},
	{"Herbs & Petals", 1},
	{"Smoke", 5},
	{"First Flush", 5},
	{"Jars", 2},
	{"Lamps", 2},
	{"Tides", 2},
	{"Night Lamps", 11},
	{"Reading Lamps", 11},
	{"Clockwork", 3},
	{"Weather", 3},
	{"Unlikely Machines", 3},
	{"Pocket Weather", 16},
	{"Self-Winding", 15},
	{"Blankets", 4},
	{"Biscuits", 4},
	{"Crème & Crumbs", 21},
	{"Slippers", 4},
	{"Silence", 4},
}

var tagList = []string{
	"handmade", "fragile", "glows", "hums", "left-handed", "for owls", "waterproof", "nearly waterproof",
	"second thoughts", "travels well", "travels too well", "smells of rain", "needs winding", "quiet", "très petit",
	"gift", "wool", "brass", "glass", "returns by itself", "best before dawn", "naïve", "do not shake", "🌙",
}

var adjectives = []string{
	"Whispering", "Unhurried", "Pocket", "Left-Handed", "Self-Winding", "Apologetic", "Nocturnal", "Second-Best",
	"Velvet", "Folding", "Patient", "Travelling", "Lopsided", "Borrowed", "Silver", "Café", "Crème", "Naïve", "Smörgås",
	"Reversible", "Sleepwalking", "Inflatable", "Forgetful", "Honest", "Twice-Boiled", "Moth-Proof", "Ceremonial", "Shy",
	"Déjà-Vu", "Amphibious", "Stubborn", "Half-Moon", "Jasmine", "Smoked", "Hand-Stirred", "Well-Read",
}

var things = []string{
	"Teapot", "Barometer", "Kaleidoscope", "Umbrella", "Moonlamp", "Compass", "Ladle", "Kettle", "Thought Sieve",
	"Biscuit Tin", "Pocket Tide", "Clock", "Jar of Moonlight", "Nightcap", "Tea Cosy", "Weather Vane", "Ear Trumpet",
	"Fog Collector", "Lantern", "Spoon Warmer", "Music Box", "Star Chart", "Inkwell", "Rain Gauge", "Samovar",
	"Hammock", "Whistle", "Magnifier", "Cup and Saucer", "Oolong", "Night Light", "Button Finder", "Abacus",
	"Toast Rack", "Dream Catcher", "Sextant", "Bell",
}

var endings = []string{
	"for Owls", "for Two", "of Second Thoughts", "in Brass", "No. 7", "de Luxe", "with Handle", "without Instructions",
	"for Beginners", "à la Maison", "that Hums", "for Long Evenings", "by Candlelight", "in a Hurry", "für Nachteulen",
}

var notes = []string{
	"Glows when nobody looks 🌙", "Best kept away from clocks", "Comes with a spare lid", "Hums in B flat when it rains",
	"Do not open near cats 🐈", "Wind it once, then leave the room", "Assembled by moonlight, tested by day",
	"Contains traces of Tuesday", "Faster than it looks", "The manual is a poem", "Remembers your name, and your aunt's",
	"It's not a bug, it's a moth", "Steep for 4 minutes, or 40 years", `Answers to "Gérard"`, "100% wool, 20% wishes",
}

var colours = []string{"moss", "midnight", "marmalade", "fog", "brass", "rose", "bone", "petrol", "crème brûlée"}

var teas = []string{
	"Lapsang Lullaby", "Earl Gris", "Rooibos by Night", "Jasmin de Minuit", "Second Flush of Shame", "Gunpowder & Sons",
	"Camomile Express", "Oolong Goodbye", "Thé des Chouettes", "Plain",
}

var seasons = []string{"spring", "summer", "autumn", "winter", "after midnight"}

var collectionNouns = []string{
	"Evening", "Lullaby", "Almanac", "Parlour", "Harbour", "Attic", "Orchard", "Eclipse", "Rooftop", "Solstice", "Pantry",
	"Voyage", "Snowfall", "Rêverie", "Observatory", "Tea Party", "Promenade", "Nocturne", "Intermission",
}

var givenNames = []string{
	"Ottilie", "Barnaby", "Zoë", "Ignatius", "Marguerite", "Søren", "Philippa", "Cosmo", "Anaïs", "Thaddeus", "Wilhelmina",
	"Jorge", "Beatrix", "Łucja", "Humphrey", "Noor", "Clementine", "Aoife", "Rufus", "Xanthe", "Åsa", "Leopold", "Mirabel",
	"Inés", "Ambrose", "Yuki", "Tobias", "Persephone",
}

var familyNames = []string{
	"Quillfeather", "Brasswhistle", "Møllertide", "Nachtlicht", "Teasdrop", "Umbersnout", "Fiddlewick", "Lanternby",
	"Crumpetsworth", "Øvergaard-Moth", "Pomfrotte", "Saucerly", "Wobblecombe", "Zwielicht", "Drizzlewood", "Cobblegate",
	"Marmaladeski", "Owlsbury", "D'Étoile", "Twiceboil", "Puddlemere-Jones", "Kettleby", "Snorre-Lind", "Half-Penny",
	"Gaslamp", "Thistledown", "Brumeux", "O'Yawn",
}

var workshops = []string{"Workshop", "Manufactory", "Observatory", "Tea Rooms", "Laboratory", "Atelier", "Foundry", "Loft"}

var mottos = []string{
	"It worked last night", "Steep first, ask later", "Ad lunam per theam", "Almost certainly safe", "Made twice, to be sure",
	"Nothing is lost, only elsewhere", "We wind so that you need not", "Toujours l'heure du thé", "Patience, with sugar",
}

var streets = []string{
	"Lamplighter Row", "Saucer Street", "Rue de la Lune", "Nightingale Steps", "Kettle Lane", "Ångström Alley",
	"Third Thought Avenue", "Weathercock Hill", "Crumb Court", "Old Observatory Road", "Quay of Small Boats", "Moth Close",
}

var towns = []string{
	"Little Yawning", "Port-Thé", "Mondscheinau", "Steeping-on-Sea", "Ballykettle", "Łampowo", "Great Dozing", "Cafetières",
	"Nether Biscuit", "Ulvestad", "Rainham-under-Owl", "San Fogón",
}

var greetings = []string{
	"Happy birthday, old owl 🦉", "Sorry about the ceiling", "For the long evenings", "You said you had none. Now you do.",
	"À bientôt!", "Do not tell the cat", "With love and a spare lid ❤️", "Congratulations on the patent",
}

var pages = []string{
	"/", "/tea", "/moonlight", "/inventions", "/new", "/basket", "/about/the-moth", "/search?q=teapot", "/search?q=th%C3%A9",
}

var refundReasons = []string{"too quiet", "too loud", "ran away", "wrong century"}

var moonRemarks = []string{"clear", "behind a cloud", "seen twice", "rained off", "very près"}
