-- kind users.email_verified_at DateTime strftime('%Y-%m-%dT%H:%M:%S', email_verified_at)
-- kind users.is_admin Boolean
CREATE TABLE "migrations" ("id" integer primary key autoincrement not null, "migration" varchar not null, "batch" integer not null);
INSERT INTO migrations VALUES (1, 'create_users', 1);
CREATE TABLE "users" ("id" integer primary key autoincrement not null, "name" varchar not null, "email_verified_at" datetime, "is_admin" tinyint(1) not null default '0', "settings" text, "created_at" datetime, "updated_at" datetime);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO users SELECT i, 'n' || i, CASE WHEN i % 2 THEN '2024-01-' || printf('%02d', i) || ' 03:04:05' END, i % 2, NULL, '2024-01-01 00:00:00', NULL FROM n;
CREATE TABLE "jobs" ("id" integer primary key autoincrement not null, "queue" varchar not null, "payload" text not null, "attempts" integer not null, "reserved_at" integer, "available_at" integer not null);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO jobs SELECT i, 'default', '{}', 0, NULL, 1704164645 + i FROM n;
CREATE TABLE "failed_jobs" ("id" integer primary key autoincrement not null, "uuid" varchar not null, "failed_at" datetime not null default CURRENT_TIMESTAMP);
INSERT INTO failed_jobs VALUES (1, 'u', '2024-01-02 03:04:05');
