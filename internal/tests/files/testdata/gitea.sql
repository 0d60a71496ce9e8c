CREATE TABLE `user` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `lower_name` TEXT NOT NULL, `is_admin` INTEGER NULL, `created_unix` INTEGER NULL, `max_repo_creation` INTEGER DEFAULT -1 NOT NULL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO user SELECT i, 'u' || i, i % 2, 1704164645 + i, -1 FROM n;
CREATE UNIQUE INDEX `UQE_user_lower_name` ON `user` (`lower_name`);
CREATE TABLE `repository` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `owner_id` INTEGER NULL, `lower_name` TEXT NOT NULL, `size` INTEGER DEFAULT 0 NOT NULL, `topics` TEXT NULL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO repository SELECT i, i % 3 + 1, 'r' || i, i * 1000000000, 'null' FROM n;
CREATE UNIQUE INDEX `UQE_repository_s` ON `repository` (`owner_id`,`lower_name`);
