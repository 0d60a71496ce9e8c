-- kind photo.takenAt DateTime strftime('%Y-%m-%dT%H:%M:%S', takenAt)
-- kind photo.createdAt DateTime strftime('%Y-%m-%dT%H:%M:%S', createdAt)
-- kind photo.isPublic Boolean
-- kind photo.bytes BigInt
-- kind migrations.timestamp BigInt
CREATE TABLE "migrations" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "timestamp" bigint NOT NULL, "name" varchar NOT NULL);
INSERT INTO migrations VALUES (1, 1704164645006, 'Init1704164645006');
CREATE TABLE "photo" ("id" varchar PRIMARY KEY NOT NULL, "name" varchar(100) NOT NULL, "tags" text NOT NULL, "isPublic" boolean NOT NULL DEFAULT (1), "takenAt" datetime, "createdAt" datetime NOT NULL DEFAULT (datetime('now')), "lat" double, "bytes" integer NOT NULL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO photo SELECT printf('%08x', i), 'p' || i, 'a,b', i % 2, CASE WHEN i % 3 THEN '2024-01-' || printf('%02d', i) || ' 03:04:05.006' END, '2024-02-' || printf('%02d', i) || ' 03:04:05', i / 7.0, i * 1000000000 FROM n;
