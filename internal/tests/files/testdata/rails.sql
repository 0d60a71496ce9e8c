-- kind posts.published Boolean
-- kind posts.created_at DateTime strftime('%Y-%m-%dT%H:%M:%S', created_at)
-- kind posts.price Decimal
-- kind posts.meta JSON
-- kind old_flags.on Boolean
CREATE TABLE "schema_migrations" ("version" varchar NOT NULL PRIMARY KEY);
INSERT INTO schema_migrations VALUES ('20240101000000'), ('20240201000000');
CREATE TABLE "ar_internal_metadata" ("key" varchar NOT NULL PRIMARY KEY, "value" varchar, "created_at" datetime(6) NOT NULL, "updated_at" datetime(6) NOT NULL);
INSERT INTO ar_internal_metadata VALUES ('environment', 'development', '2024-01-01 00:00:00.123456', '2024-01-01 00:00:00.123456');
CREATE TABLE "posts" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "title" varchar DEFAULT '' NOT NULL, "body" text, "published" boolean DEFAULT 0 NOT NULL, "price" decimal(10,2), "meta" json, "data" blob, "score" float, "created_at" datetime(6) NOT NULL, "updated_at" datetime(6) NOT NULL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO posts SELECT i, 'Title ' || i, CASE WHEN i % 3 THEN 'body' END, i % 2, CASE WHEN i % 4 THEN i + 0.5 END, CASE WHEN i % 5 THEN json_object('a', i) END, x'00ff10', i / 3.0, '2024-01-' || printf('%02d', i) || ' 12:00:00.654321', '2024-02-' || printf('%02d', i) || ' 12:00:00' FROM n;
CREATE TABLE "old_flags" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "on" boolean);
INSERT INTO old_flags VALUES (1, 't'), (2, 'f'), (3, NULL), (4, 't');
