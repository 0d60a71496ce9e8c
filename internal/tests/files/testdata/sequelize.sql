-- kind Users.createdAt DateTime strftime('%Y-%m-%dT%H:%M:%S', replace(createdAt, ' +00:00', 'Z'))
-- kind Users.updatedAt DateTime strftime('%Y-%m-%dT%H:%M:%S', replace(updatedAt, ' +00:00', 'Z'))
-- kind Users.admin Boolean
-- kind Users.balance Decimal
-- kind Users.profile JSON
CREATE TABLE `Users` (`id` INTEGER PRIMARY KEY AUTOINCREMENT, `uid` UUID NOT NULL UNIQUE, `name` VARCHAR(255), `admin` TINYINT(1) DEFAULT 0, `balance` DECIMAL(10,2), `profile` JSON, `createdAt` DATETIME NOT NULL, `updatedAt` DATETIME NOT NULL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO Users SELECT i, printf('0000000%x-0000-4000-8000-000000000000', i), 'n' || i, i % 2, CASE WHEN i % 4 THEN i * 1.5 END, json_object('n', i), '2024-01-' || printf('%02d', i) || ' 03:04:05.000 +00:00', '2024-01-' || printf('%02d', 28 - i) || ' 03:04:05.123 +00:00' FROM n;
CREATE TABLE `SequelizeMeta` (`name` VARCHAR(255) NOT NULL UNIQUE PRIMARY KEY);
INSERT INTO SequelizeMeta VALUES ('20240101-init.js');
