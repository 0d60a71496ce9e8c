-- kind knex_migrations.migration_time DateTime strftime('%Y-%m-%dT%H:%M:%S', migration_time / 1000, 'unixepoch')
-- kind accounts.created_at DateTime CASE typeof(created_at) WHEN 'integer' THEN strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000, 'unixepoch') ELSE strftime('%Y-%m-%dT%H:%M:%S', created_at) END
-- kind accounts.enabled Boolean
-- kind accounts.settings JSON
CREATE TABLE `knex_migrations` (`id` integer not null primary key autoincrement, `name` varchar(255), `batch` integer, `migration_time` datetime);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO knex_migrations SELECT i, '2024_' || i || '.js', 1, 1704164645006 + i * 1000 FROM n;
CREATE TABLE `knex_migrations_lock` (`index` integer not null primary key autoincrement, `is_locked` integer);
INSERT INTO knex_migrations_lock VALUES (1, 0);
CREATE TABLE `accounts` (`id` char(36) not null, `name` varchar(255) not null, `enabled` boolean default '1', `settings` json, `kind` text check (`kind` in ('free', 'paid')) not null, `created_at` datetime not null default CURRENT_TIMESTAMP, primary key (`id`));
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO accounts SELECT printf('00000000-0000-4000-8000-%012x', i), 'n' || i, i % 2, json_array(i), CASE WHEN i % 2 THEN 'free' ELSE 'paid' END, CASE WHEN i % 3 THEN 1704164645006 + i ELSE '2024-01-02 03:04:0' || (i % 10) END FROM n;
