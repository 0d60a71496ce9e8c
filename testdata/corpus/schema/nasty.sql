-- Whatever a schema can hold to make a server stumble: names, keys, relations, views and cells.
CREATE TABLE "select"("from" INTEGER PRIMARY KEY, "where" TEXT, "order by" TEXT, "group" INT REFERENCES "select"("from"), "class" TEXT, "null" TEXT);
INSERT INTO "select" VALUES (1, 'x', 'y; DROP TABLE "select"; --', NULL, 'a''b', 'null'), (2, NULL, '', 1, 'c"d', NULL), (3, 'NULL', '%_', 3, '\', '{}');
CREATE TABLE "user list"("user id" INTEGER PRIMARY KEY, "first name" TEXT, "first-name" TEXT, first_name TEXT, "firstName" TEXT, "1st" INT, "__secret" TEXT,
	"tab	in" TEXT, "quote""d" TEXT, "it's" TEXT, "semi;colon" TEXT, "back`tick" TEXT, "[bracket]" TEXT, "dot.ted" TEXT, "per%cent" TEXT, "ques?tion" TEXT, "$1" TEXT, ":named" TEXT);
INSERT INTO "user list" VALUES (1,'a','b','c','d',5,'e','f','g','h','i','j','k','l','m','n','o','p'), (2,'😀','ß','é','日本',-1,'','	','"','''',';','`',']','.','%','?','$1',':x');
CREATE TABLE user_list("user id" INTEGER PRIMARY KEY, a TEXT);
INSERT INTO user_list VALUES (7, 'the other list');
CREATE TABLE UserList(id INTEGER PRIMARY KEY, a TEXT);
INSERT INTO UserList VALUES (8, 'the third');
CREATE TABLE "😀"("🎵 song" TEXT, "naïve" INT, "Ünïcode" TEXT, "日本" TEXT);
INSERT INTO "😀" VALUES ('la', 1, 'ü', '語'), ('la', 1, 'ü', '語'), (NULL, NULL, NULL, NULL);
CREATE TABLE "日本"(id INTEGER PRIMARY KEY, "名前" TEXT);
INSERT INTO "日本" VALUES (1, '太郎');
CREATE TABLE Query(id INTEGER PRIMARY KEY, data TEXT); INSERT INTO Query VALUES (1, 'ours');
CREATE TABLE Mutation(id INTEGER PRIMARY KEY); INSERT INTO Mutation VALUES (2);
CREATE TABLE node(id INTEGER PRIMARY KEY, nodeId TEXT, "and" INT, "or" INT, "not" INT); INSERT INTO node VALUES (1, 'n', 1, 2, 3);
CREATE TABLE String(id INTEGER PRIMARY KEY, Int INT); INSERT INTO String VALUES (1, 4);
CREATE TABLE int_filter(id INTEGER PRIMARY KEY, eq INT); INSERT INTO int_filter VALUES (1, 6);
CREATE TABLE "__schema"(id INTEGER PRIMARY KEY, "__typename" TEXT); INSERT INTO "__schema" VALUES (1, 'odd');
CREATE TABLE _tiddly_own(id INTEGER PRIMARY KEY);
CREATE TABLE series(id INTEGER PRIMARY KEY, data TEXT); INSERT INTO series VALUES (1, 'one is many');
CREATE TABLE place(country TEXT NOT NULL, number INT NOT NULL, name TEXT, up_country TEXT, up_number INT, PRIMARY KEY (number, country),
	FOREIGN KEY (up_number, up_country) REFERENCES place) WITHOUT ROWID;
INSERT INTO place VALUES ('FR', 1, 'Paris', NULL, NULL), ('FR', 2, 'Lyon', 'FR', 1), ('GR', 1, 'Athens', 'FR', NULL);
CREATE TABLE team(code TEXT PRIMARY KEY, name TEXT UNIQUE); INSERT INTO team VALUES ('a', 'Ants'), ('b', NULL);
CREATE TABLE "match"(id INTEGER PRIMARY KEY, home_team TEXT REFERENCES team, away_team TEXT REFERENCES team(code), winner TEXT REFERENCES nowhere(id), by_name TEXT REFERENCES team(name));
INSERT INTO "match" VALUES (1, 'a', 'b', 'a', 'Ants'), (2, 'b', 'a', NULL, NULL), (3, 'a', 'a', 'x', 'Ants'), (4, NULL, 'gone', NULL, 'Nobody');
CREATE TABLE player(id INTEGER PRIMARY KEY, boss_id INT REFERENCES player, team TEXT REFERENCES team ON DELETE CASCADE);
INSERT INTO player VALUES (1, NULL, 'a'), (2, 1, 'a'), (3, 1, NULL), (4, 4, 'b');
CREATE TABLE player_match(player_id INT NOT NULL REFERENCES player(id), match_id INT NOT NULL REFERENCES "match"(id), PRIMARY KEY (player_id, match_id)) WITHOUT ROWID;
INSERT INTO player_match VALUES (1, 1), (1, 2), (2, 1);
CREATE TABLE keyless(a INT, b TEXT); INSERT INTO keyless VALUES (1, 'x'), (1, 'x'), (NULL, NULL);
CREATE TABLE hidden_rowid(rowid TEXT, _rowid_ TEXT, oid TEXT); INSERT INTO hidden_rowid VALUES ('r', '_', 'o'), ('a', 'b', 'c');
CREATE TABLE strict_kinds(id INTEGER PRIMARY KEY, i INT NOT NULL, r REAL, t TEXT, b BLOB, any_of ANY) STRICT;
INSERT INTO strict_kinds VALUES (1, 2147483647, 1e308, '', x'00ff', 'any'), (2, -2147483648, -0.5, 'nul', NULL, NULL);
CREATE TABLE made(id INTEGER PRIMARY KEY, n INT, twice INT AS (n * 2), stored TEXT AS ('<' || n || '>') STORED, CHECK (n > 0));
INSERT INTO made(id, n) VALUES (1, 21), (2, NULL);
CREATE TABLE every_kind(id INTEGER PRIMARY KEY, small SMALLINT, big BIGINT, f DOUBLE, d DECIMAL(10,2), free NUMERIC, yes BOOLEAN, at DATETIME, day DATE, clock TIME,
	guid UUID, doc JSON, bytes BLOB, mood TEXT CHECK (mood IN ('calm', 'wild', 'SO SO')), word VARCHAR(10) COLLATE NOCASE);
INSERT INTO every_kind VALUES
	(1, 1, 9223372036854775807, 0.1, 0.5, 3, 1, '2024-02-29 12:30:00', '2024-02-29', '12:30:00', '123e4567-e89b-12d3-a456-426614174000', '{"a":[1, null]}', x'', 'calm', 'Ab'),
	(2, -1, -9223372036854775808, -1e-300, -12345678.25, 0.25, 0, '1969-12-31 23:59:59.5', '0001-01-01', '00:00:00.25', NULL, 'null', x'deadbeef', 'SO SO', 'aB'),
	(3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
CREATE TABLE wide(id INTEGER PRIMARY KEY,
	c1 INT, c2 INT, c3 INT, c4 INT, c5 INT, c6 INT, c7 INT, c8 INT, c9 INT, c10 INT, c11 INT, c12 INT, c13 INT, c14 INT, c15 INT, c16 INT,
	c17 INT, c18 INT, c19 INT, c20 INT, c21 INT, c22 INT, c23 INT, c24 INT, c25 INT, c26 INT, c27 INT, c28 INT, c29 INT, c30 INT, c31 INT,
	c32 INT, c33 INT, c34 INT, c35 INT, c36 INT, c37 INT, c38 INT, c39 INT, c40 INT, c41 INT, c42 INT, c43 INT, c44 INT, c45 INT, c46 INT,
	c47 INT, c48 INT, c49 INT, c50 INT, c51 INT, c52 INT, c53 INT, c54 INT, c55 INT, c56 INT, c57 INT, c58 INT, c59 INT, c60 INT, c61 INT,
	c62 INT, c63 INT, c64 INT, c65 INT, c66 INT, c67 INT, c68 INT, c69 INT, c70 INT, c71 INT, c72 INT, c73 INT, c74 INT, c75 INT, c76 INT,
	c77 INT, c78 INT, c79 INT, c80 INT, c81 INT, c82 INT, c83 INT, c84 INT, c85 INT, c86 INT, c87 INT, c88 INT, c89 INT, c90 INT, c91 INT,
	c92 INT, c93 INT, c94 INT, c95 INT, c96 INT, c97 INT, c98 INT, c99 INT, c100 INT, c101 INT, c102 INT, c103 INT, c104 INT, c105 INT,
	c106 INT, c107 INT, c108 INT, c109 INT, c110 INT, c111 INT, c112 INT, c113 INT, c114 INT, c115 INT, c116 INT, c117 INT, c118 INT, c119 INT,
	c120 INT, c121 INT, c122 INT, c123 INT, c124 INT, c125 INT, c126 INT, c127 INT, c128 INT, c129 INT, c130 INT, c131 INT, c132 INT, c133 INT,
	c134 INT, c135 INT, c136 INT, c137 INT, c138 INT, c139 INT, c140 INT, c141 INT, c142 INT, c143 INT, c144 INT, c145 INT, c146 INT, c147 INT,
	c148 INT, c149 INT, c150 INT, c151 INT, c152 INT, c153 INT, c154 INT, c155 INT, c156 INT, c157 INT, c158 INT, c159 INT, c160 INT, c161 INT,
	c162 INT, c163 INT, c164 INT, c165 INT, c166 INT, c167 INT, c168 INT, c169 INT, c170 INT, c171 INT, c172 INT, c173 INT, c174 INT, c175 INT,
	c176 INT, c177 INT, c178 INT, c179 INT, c180 INT, c181 INT, c182 INT, c183 INT, c184 INT, c185 INT, c186 INT, c187 INT, c188 INT, c189 INT,
	c190 INT, c191 INT, c192 INT, c193 INT, c194 INT, c195 INT, c196 INT, c197 INT, c198 INT, c199 INT, c200 INT, c201 INT, c202 INT, c203 INT,
	c204 INT, c205 INT, c206 INT, c207 INT, c208 INT, c209 INT, c210 INT, c211 INT, c212 INT, c213 INT, c214 INT, c215 INT, c216 INT, c217 INT,
	c218 INT, c219 INT, c220 INT, c221 INT, c222 INT, c223 INT, c224 INT, c225 INT, c226 INT, c227 INT, c228 INT, c229 INT, c230 INT, c231 INT,
	c232 INT, c233 INT, c234 INT, c235 INT, c236 INT, c237 INT, c238 INT, c239 INT, c240 INT, c241 INT, c242 INT, c243 INT, c244 INT, c245 INT,
	c246 INT, c247 INT, c248 INT, c249 INT, c250 INT, c251 INT, c252 INT, c253 INT, c254 INT, c255 INT, c256 INT, c257 INT, c258 INT, c259 INT,
	c260 INT, c261 INT, c262 INT, c263 INT, c264 INT, c265 INT, c266 INT, c267 INT, c268 INT, c269 INT, c270 INT, c271 INT, c272 INT, c273 INT,
	c274 INT, c275 INT, c276 INT, c277 INT, c278 INT, c279 INT, c280 INT, c281 INT, c282 INT, c283 INT, c284 INT, c285 INT, c286 INT, c287 INT,
	c288 INT, c289 INT, c290 INT, c291 INT, c292 INT, c293 INT, c294 INT, c295 INT, c296 INT, c297 INT, c298 INT, c299 INT);
INSERT INTO wide VALUES (1,
	7, 14, 21, 28, 35, 42, 49, 56, 63, 70, NULL, 84, 91, 98, 105, 112, 119, 126, 133, 140, 147, NULL, 161, 168, 175, 182, 189, 196, 203,
	210, 217, 224, NULL, 238, 245, 252, 259, 266, 273, 280, 287, 294, 301, NULL, 315, 322, 329, 336, 343, 350, 357, 364, 371, 378, NULL,
	392, 399, 406, 413, 420, 427, 434, 441, 448, 455, NULL, 469, 476, 483, 490, 497, 504, 511, 518, 525, 532, NULL, 546, 553, 560, 567,
	574, 581, 588, 595, 602, 609, NULL, 623, 630, 637, 644, 651, 658, 665, 672, 679, 686, NULL, 700, 707, 714, 721, 728, 735, 742, 749,
	756, 763, NULL, 777, 784, 791, 798, 805, 812, 819, 826, 833, 840, NULL, 854, 861, 868, 875, 882, 889, 896, 903, 910, 917, NULL, 931,
	938, 945, 952, 959, 966, 973, 980, 987, 994, NULL, 1008, 1015, 1022, 1029, 1036, 1043, 1050, 1057, 1064, 1071, NULL, 1085, 1092, 1099,
	1106, 1113, 1120, 1127, 1134, 1141, 1148, NULL, 1162, 1169, 1176, 1183, 1190, 1197, 1204, 1211, 1218, 1225, NULL, 1239, 1246, 1253,
	1260, 1267, 1274, 1281, 1288, 1295, 1302, NULL, 1316, 1323, 1330, 1337, 1344, 1351, 1358, 1365, 1372, 1379, NULL, 1393, 1400, 1407,
	1414, 1421, 1428, 1435, 1442, 1449, 1456, NULL, 1470, 1477, 1484, 1491, 1498, 1505, 1512, 1519, 1526, 1533, NULL, 1547, 1554, 1561,
	1568, 1575, 1582, 1589, 1596, 1603, 1610, NULL, 1624, 1631, 1638, 1645, 1652, 1659, 1666, 1673, 1680, 1687, NULL, 1701, 1708, 1715,
	1722, 1729, 1736, 1743, 1750, 1757, 1764, NULL, 1778, 1785, 1792, 1799, 1806, 1813, 1820, 1827, 1834, 1841, NULL, 1855, 1862, 1869,
	1876, 1883, 1890, 1897, 1904, 1911, 1918, NULL, 1932, 1939, 1946, 1953, 1960, 1967, 1974, 1981, 1988, 1995, NULL, 2009, 2016, 2023,
	2030, 2037, 2044, 2051, 2058, 2065, 2072, NULL, 2086, 2093);
CREATE VIEW loud AS SELECT id AS "loud id", upper(team) AS TEAM FROM player;
CREATE VIEW "view of a view" AS SELECT * FROM loud WHERE "loud id" > 1;
CREATE VIEW broken AS SELECT missing FROM player;
CREATE VIEW "broken too" AS SELECT * FROM "no table";
CREATE VIRTUAL TABLE words USING rtree(id, low, high);
INSERT INTO words VALUES (1, 2, 3);
CREATE INDEX "odd ""index" ON "user list"("quote""d");
CREATE TABLE junk(id INTEGER PRIMARY KEY, n INT, f REAL, t TEXT, yes BOOLEAN, at DATETIME, day DATE, guid UUID, doc JSON, bytes BLOB, mood TEXT CHECK (mood IN ('calm')), price DECIMAL(5,2));
PRAGMA ignore_check_constraints = ON;
INSERT INTO junk VALUES (1, 'word', 'word', x'ff', 2, 'garbage', '2024-02-30', 'zz', '{', 5, 'wild', 'cheap'),
	(2, 1.5, NULL, 7, 'true', 'noon', 20240101, 1, 1.5, 'text', NULL, 0.005),
	(3, 9223372036854775807, 1e999, 'fine', 0, '2024-01-01', '2024-01-01', '123e4567-e89b-12d3-a456-426614174000', '[]', x'01', 'calm', 1);
INSERT INTO team VALUES (NULL, 'Nobody'); -- SQLite takes NULL in a key
