-- kind dashboard.created DateTime strftime('%Y-%m-%dT%H:%M:%S', created)
CREATE TABLE `dashboard` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `version` INTEGER NOT NULL, `slug` TEXT NOT NULL, `data` TEXT NOT NULL, `created` DATETIME NOT NULL, `updated` DATETIME NOT NULL, `is_folder` INTEGER NOT NULL DEFAULT 0, `uid` TEXT NULL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO dashboard SELECT i, 1, 's' || i, '{}', '2024-01-' || printf('%02d', i) || ' 03:04:05', '2024-02-02 03:04:05.123456789+01:00', 0, 'u' || i FROM n;
CREATE TABLE `kv_store` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `org_id` INTEGER NOT NULL, `namespace` TEXT NOT NULL, `key` TEXT NOT NULL, `value` TEXT NOT NULL, `created` DATETIME NOT NULL);
INSERT INTO kv_store VALUES (1, 0, 'n', 'k', 1704164645, '2024-01-02 03:04:05');
