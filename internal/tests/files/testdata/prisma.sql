-- kind User.createdAt DateTime strftime('%Y-%m-%dT%H:%M:%S', createdAt / 1000, 'unixepoch')
-- kind User.active Boolean
-- kind Post.at DateTime CASE typeof(at) WHEN 'integer' THEN strftime('%Y-%m-%dT%H:%M:%S', at / 1000, 'unixepoch') ELSE strftime('%Y-%m-%dT%H:%M:%S', at) END
-- kind Post.price Decimal
-- kind Post.views BigInt
-- kind Post.meta JSON
-- kind _prisma_migrations.started_at DateTime CASE typeof(started_at) WHEN 'integer' THEN strftime('%Y-%m-%dT%H:%M:%S', started_at / 1000, 'unixepoch') ELSE strftime('%Y-%m-%dT%H:%M:%S', started_at) END
CREATE TABLE "_prisma_migrations" ("id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL, "logs" TEXT, "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp, "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0);
INSERT INTO _prisma_migrations VALUES ('a', 'x', 1704164645006, 'init', NULL, NULL, 1704164644000, 1), ('b', 'y', 1714164645006, 'more', '', NULL, '2024-05-01 10:00:00', 1);
CREATE TABLE "User" ("id" TEXT NOT NULL PRIMARY KEY, "email" TEXT NOT NULL, "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, "active" BOOLEAN NOT NULL DEFAULT true);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO "User" SELECT 'c' || i, 'u' || i || '@example.org', 1704164645006 + i * 86400000, i % 2 FROM n;
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
CREATE TABLE "Post" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, "title" TEXT NOT NULL, "price" DECIMAL NOT NULL, "views" BIGINT NOT NULL, "meta" JSONB, "raw" BLOB, "authorId" TEXT NOT NULL, CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User" ("id") ON DELETE RESTRICT ON UPDATE CASCADE);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO "Post" SELECT i, CASE WHEN i % 2 THEN 1704164645006 + i ELSE '2024-02-' || printf('%02d', i) || ' 03:04:05' END, 't' || i, i * 1.5, 5000000000 + i, CASE WHEN i % 3 THEN jsonb(json_object('k', i)) END, x'00ff', 'c' || i FROM n;
