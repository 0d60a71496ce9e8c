-- collation icu_root
-- kind metadata_items.originally_available_at DateTime strftime('%Y-%m-%dT%H:%M:%S', originally_available_at, 'unixepoch')
-- kind library_sections.public Boolean
-- absent insertMetadataItem
-- absent deleteMetadataItem
CREATE TABLE "metadata_items" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "guid" varchar(255), "title" varchar(255) COLLATE icu_root, "rating" float, "originally_available_at" datetime, "added_at" dt_integer(8), "index" integer, "hash" varchar(255));
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO metadata_items SELECT i, 'plex://' || i, 'T' || i, i / 2.0, 1004164645 + i * 86400, 1704164645 + i, i, 'h' || i FROM n;
CREATE INDEX "index_title" ON "metadata_items" ("title" COLLATE icu_root);
CREATE TABLE "library_sections" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(255), "public" boolean, "uuid" varchar(255));
INSERT INTO library_sections VALUES (1, 'Films', 't', 'u1'), (2, 'Shows', 'f', 'u2'), (3, NULL, NULL, 'u3');
