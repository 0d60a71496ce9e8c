-- kind items.dateAdded DateTime strftime('%Y-%m-%dT%H:%M:%S', dateAdded)
CREATE TABLE items (itemID INTEGER PRIMARY KEY, itemTypeID INT NOT NULL, dateAdded TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL, dateModified TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL, key TEXT NOT NULL, version INT NOT NULL DEFAULT 0, synced INT NOT NULL DEFAULT 0, UNIQUE (key));
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO items SELECT i, 1, '2024-01-' || printf('%02d', i) || ' 03:04:05', '2024-02-02 03:04:05', 'K' || i, 0, 0 FROM n;
CREATE TABLE itemDataValues (valueID INTEGER PRIMARY KEY, value UNIQUE);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO itemDataValues SELECT i, CASE i % 3 WHEN 0 THEN i ELSE 'v' || i END FROM n;
CREATE TABLE itemData (itemID INT, fieldID INT, valueID, PRIMARY KEY (itemID, fieldID), FOREIGN KEY (itemID) REFERENCES items(itemID) ON DELETE CASCADE, FOREIGN KEY (valueID) REFERENCES itemDataValues(valueID));
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO itemData SELECT i, i % 2, i FROM n;
CREATE TABLE collections (collectionID INTEGER PRIMARY KEY, collectionName TEXT NOT NULL, parentCollectionID INT DEFAULT NULL, FOREIGN KEY (parentCollectionID) REFERENCES collections(collectionID) ON DELETE CASCADE);
INSERT INTO collections VALUES (1, 'a', NULL), (2, 'b', 1);
CREATE TRIGGER fki_collections_parent BEFORE UPDATE ON collections WHEN NEW.parentCollectionID = NEW.collectionID BEGIN SELECT RAISE(ABORT, 'itself'); END;
