-- kind auth_user.last_login DateTime strftime('%Y-%m-%dT%H:%M:%S', last_login)
-- kind auth_user.date_joined DateTime strftime('%Y-%m-%dT%H:%M:%S', date_joined)
-- kind auth_user.is_superuser Boolean
-- kind shop_item.price Decimal
-- kind shop_item.day Date date(day)
-- kind shop_item.opens Time
CREATE TABLE "auth_user" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "password" varchar(128) NOT NULL, "last_login" datetime NULL, "is_superuser" bool NOT NULL, "username" varchar(150) NOT NULL UNIQUE, "date_joined" datetime NOT NULL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO auth_user SELECT i, 'pbkdf2_sha256$' || i, CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN '2024-01-02 03:04:05.12345' || (i % 10) ELSE '2023-11-0' || (i % 9 + 1) || ' 10:00:00' END, i % 2, 'user' || i, '2022-02-0' || (i % 9 + 1) || ' 09:08:07.00000' || (i % 10) FROM n;
CREATE TABLE "shop_item" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "uuid" char(32) NOT NULL UNIQUE, "price" decimal NOT NULL, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "day" date NOT NULL, "opens" time NULL, "length" bigint NOT NULL, "amount" integer unsigned NOT NULL CHECK ("amount" >= 0), "owner_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO shop_item SELECT i, printf('%032x', i), i * 1.25, json_object('n', i, 'tags', json_array('a', i)), '2024-03-' || printf('%02d', i), CASE WHEN i % 4 THEN printf('%02d:30:00', i) END, i * 3600000000, i, i FROM n;
CREATE INDEX "shop_item_owner" ON "shop_item" ("owner_id");
