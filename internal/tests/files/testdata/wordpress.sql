-- kind wp_posts.post_date DateTime CASE WHEN post_date LIKE '0000%' THEN NULL ELSE strftime('%Y-%m-%dT%H:%M:%S', post_date) END
CREATE TABLE wp_posts ("ID" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "post_author" integer NOT NULL DEFAULT '0', "post_date" datetime NOT NULL DEFAULT '0000-00-00 00:00:00', "post_content" text NOT NULL COLLATE NOCASE, "post_status" text NOT NULL DEFAULT 'publish' COLLATE NOCASE, "post_parent" integer NOT NULL DEFAULT '0');
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO wp_posts SELECT i, 1, CASE WHEN i % 3 THEN '2024-01-' || printf('%02d', i) || ' 03:04:05' ELSE '0000-00-00 00:00:00' END, 'c', 'publish', 0 FROM n;
CREATE TABLE wp_options ("option_id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "option_name" text NOT NULL DEFAULT '' COLLATE NOCASE, "option_value" text NOT NULL COLLATE NOCASE, "autoload" text NOT NULL DEFAULT 'yes' COLLATE NOCASE);
CREATE UNIQUE INDEX wp_options__option_name ON wp_options ("option_name");
INSERT INTO wp_options VALUES (1, 'siteurl', 'http://e.org', 'yes'), (2, 'n', 17, 'no');
