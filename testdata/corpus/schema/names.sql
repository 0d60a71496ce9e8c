-- Names that GraphQL cannot spell, that clash, or that are ours.
CREATE TABLE "user list" ("First Name" TEXT, "2nd" TEXT, "and" INTEGER, "or" INTEGER, "not" INTEGER, "nodeId" TEXT, "__meta" TEXT, id INTEGER PRIMARY KEY);
CREATE TABLE user_list (id INTEGER PRIMARY KEY, "straße" TEXT, "☕" TEXT, "a.b" TEXT, "say ""hi""" TEXT, "select" TEXT, "créé" TEXT);
CREATE TABLE "query" (id INTEGER PRIMARY KEY, "order" TEXT);
CREATE TABLE news (id INTEGER PRIMARY KEY, "URLPath" TEXT, "createdAt" TEXT, created_at TEXT);
CREATE TABLE "o'brien" (id INTEGER PRIMARY KEY, "x'); DROP TABLE news; --" TEXT);
CREATE TABLE "group" (id INTEGER PRIMARY KEY, "from" INTEGER REFERENCES "group" (id), news_id INTEGER REFERENCES news (id), news TEXT);
INSERT INTO "user list" VALUES ('Ann', 'b', 1, 2, 3, 'n', 'm', 1);
INSERT INTO user_list VALUES (1, 'lang', 'hot', 'dot', 'quote', 'word', 'mark');
INSERT INTO "query" VALUES (1, 'tall');
INSERT INTO news VALUES (1, '/a', 'camel', 'snake');
INSERT INTO "o'brien" VALUES (1, 'safe');
INSERT INTO "group" VALUES (1, NULL, 1, 'column'), (2, 1, NULL, 'other');
