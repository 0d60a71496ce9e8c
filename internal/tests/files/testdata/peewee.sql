-- kind tweet.created DateTime substr(replace(created, ' ', 'T'), 1, 19)
-- kind person.birthday Date date(birthday)
CREATE TABLE "person" ("id" INTEGER NOT NULL PRIMARY KEY, "name" VARCHAR(255) NOT NULL, "is_relative" INTEGER NOT NULL, "birthday" DATE NOT NULL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO person SELECT i, 'n' || i, i % 2, '19' || (60 + i) || '-01-15' FROM n;
CREATE TABLE "tweet" ("id" INTEGER NOT NULL PRIMARY KEY, "person_id" INTEGER NOT NULL, "created" DATETIME NOT NULL, "content" TEXT NOT NULL, "at" INTEGER NOT NULL, FOREIGN KEY ("person_id") REFERENCES "person" ("id"));
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO tweet SELECT i, i, CASE WHEN i % 2 THEN '2024-01-02 03:04:05.678901' ELSE '2024-01-03 03:04:05' END, 'c' || i, 1704164645 + i FROM n;
CREATE INDEX "tweet_person_id" ON "tweet" ("person_id");
