-- kind users.created_at DateTime substr(replace(created_at, ' ', 'T'), 1, 19)
-- kind users.updated_at DateTime substr(replace(updated_at, ' ', 'T'), 1, 19)
-- kind users.deleted_at DateTime substr(replace(deleted_at, ' ', 'T'), 1, 19)
CREATE TABLE `users` (`id` integer PRIMARY KEY AUTOINCREMENT,`created_at` datetime,`updated_at` datetime,`deleted_at` datetime,`name` text,`active` numeric,`age` integer,`score` real,`data` blob);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO users SELECT i, '2024-01-' || printf('%02d', i) || ' 03:04:05.123456789+00:00', '2024-01-' || printf('%02d', i) || ' 03:04:05.1 +0000 UTC', CASE i % 3 WHEN 0 THEN '2024-02-02 00:00:00+00:00' END, 'n' || i, i % 2, i, i / 3.0, x'0102' FROM n;
CREATE INDEX `idx_users_deleted_at` ON `users`(`deleted_at`);
