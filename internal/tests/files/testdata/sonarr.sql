-- kind Episodes.AirDateUtc DateTime strftime('%Y-%m-%dT%H:%M:%S', AirDateUtc)
-- kind Series.Added DateTime strftime('%Y-%m-%dT%H:%M:%S', Added)
CREATE TABLE "Series" ("Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "TvdbId" INTEGER NOT NULL, "Title" TEXT NOT NULL, "Monitored" INTEGER NOT NULL, "Added" DATETIME, "Tags" TEXT);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO Series SELECT i, 70000 + i, 't' || i, i % 2, '2024-01-' || printf('%02d', i) || ' 03:04:05.1234567Z', '[]' FROM n;
CREATE UNIQUE INDEX "IX_Series_TvdbId" ON "Series" ("TvdbId" ASC);
CREATE TABLE "Episodes" ("Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "SeriesId" INTEGER NOT NULL, "AirDate" TEXT, "AirDateUtc" DATETIME, "Ratings" TEXT);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO Episodes SELECT i, i, '2024-01-02', CASE WHEN i % 5 THEN '2024-01-' || printf('%02d', i) || ' 03:04:05Z' END, '{}' FROM n;
