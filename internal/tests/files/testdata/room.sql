-- kind note.created BigInt
CREATE TABLE android_metadata (locale TEXT);
INSERT INTO android_metadata VALUES ('en_US');
CREATE TABLE room_master_table (id INTEGER PRIMARY KEY,identity_hash TEXT);
INSERT INTO room_master_table VALUES (42, 'aa11');
CREATE TABLE `note` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `title` TEXT NOT NULL, `created` INTEGER NOT NULL, `pinned` INTEGER NOT NULL, `color` INTEGER, `folder_id` INTEGER, FOREIGN KEY(`folder_id`) REFERENCES `folder`(`id`) ON UPDATE NO ACTION ON DELETE CASCADE );
CREATE TABLE `folder` (`id` INTEGER NOT NULL, `name` TEXT NOT NULL, PRIMARY KEY(`id`));
INSERT INTO folder VALUES (1, 'in'), (2, 'out');
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO note SELECT i, 't' || i, 1704164645006 + i, i % 2, -16777216 + i, i % 2 + 1 FROM n;
CREATE INDEX `index_note_folder_id` ON `note` (`folder_id`);
