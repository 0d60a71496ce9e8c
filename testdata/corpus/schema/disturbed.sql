-- What comes between a write and its rows: triggers that keep, take, change and add rows, cascades that lead back, rules for
-- conflicts.
CREATE TABLE account (id INTEGER PRIMARY KEY, name TEXT NOT NULL, gone INT NOT NULL DEFAULT 0, stuck INT NOT NULL DEFAULT 0);
CREATE TABLE mail (id INTEGER PRIMARY KEY, account_id INT REFERENCES account ON DELETE CASCADE ON UPDATE CASCADE, subject TEXT NOT NULL);
CREATE TRIGGER account_kept BEFORE DELETE ON account WHEN old.gone = 0 AND old.stuck = 1 BEGIN
  UPDATE account SET gone = 1 WHERE id = old.id;
  SELECT RAISE(IGNORE);
END;
CREATE TRIGGER account_unchanged BEFORE UPDATE OF name ON account WHEN old.stuck = 1 BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER account_named AFTER UPDATE OF name ON account BEGIN
  UPDATE account SET name = upper(name) WHERE id = new.id AND new.name NOT IN ('away', 'moved');
  UPDATE account SET id = id + 100 WHERE id = new.id AND new.name = 'moved';
  DELETE FROM account WHERE id = new.id AND new.name = 'away';
END;
CREATE TRIGGER account_made AFTER INSERT ON account WHEN new.name <> 'guest' BEGIN
  DELETE FROM account WHERE id = new.id AND new.name = 'away';
  UPDATE account SET id = id + 100 WHERE id = new.id AND new.name = 'moved';
  INSERT INTO account (name) SELECT 'guest' WHERE new.name = 'host';
END;
CREATE TRIGGER account_refused BEFORE INSERT ON account WHEN new.name = 'nobody' BEGIN SELECT RAISE(IGNORE); END;

CREATE TABLE cat (id INTEGER PRIMARY KEY, up INT REFERENCES cat ON DELETE CASCADE, name TEXT);

CREATE TABLE seat (id INTEGER PRIMARY KEY, place TEXT NOT NULL UNIQUE ON CONFLICT REPLACE, who TEXT);
CREATE TABLE tag (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE ON CONFLICT IGNORE);

-- Nothing names its rows but the row id, which a row that a trigger adds may get again.
CREATE TABLE line (text TEXT);
CREATE TRIGGER line_kept BEFORE DELETE ON line WHEN old.text = 'kept' BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER line_gone AFTER DELETE ON line WHEN old.text <> 'gone' BEGIN INSERT INTO line VALUES ('gone'); END;

-- Its key tells apart what the column takes as equal.
CREATE TABLE label (text TEXT NOT NULL COLLATE NOCASE, n INT, PRIMARY KEY (text COLLATE BINARY));
CREATE TRIGGER label_kept BEFORE DELETE ON label WHEN old.n = 1 BEGIN SELECT RAISE(IGNORE); END;
-- Its key takes as equal what differs in case.
CREATE TABLE slug (text TEXT NOT NULL COLLATE NOCASE PRIMARY KEY, n INT);
CREATE TRIGGER slug_small AFTER UPDATE ON slug BEGIN UPDATE slug SET text = lower(text) WHERE text = new.text; END;
CREATE TRIGGER slug_again AFTER DELETE ON slug WHEN old.text <> upper(old.text) COLLATE BINARY BEGIN INSERT INTO slug VALUES (upper(old.text), old.n); END;

INSERT INTO account VALUES (1, 'ada', 0, 0), (2, 'bo', 0, 1), (3, 'cy', 0, 0);
INSERT INTO mail VALUES (1, 1, 'hello'), (2, 1, 'again'), (3, 2, 'kept'), (4, 3, 'bye');
INSERT INTO cat VALUES (1, NULL, 'a'), (2, 1, 'b'), (3, 2, 'c'), (4, NULL, 'd');
INSERT INTO seat VALUES (1, 'hall 1', 'ada'), (2, 'hall 2', 'bo'), (3, 'hall 3', 'cy');
INSERT INTO tag VALUES (1, 'red'), (2, 'blue');
INSERT INTO line VALUES ('a'), ('kept'), ('b');
INSERT INTO label VALUES ('a', 1), ('A', 2), ('b', 1);
INSERT INTO slug VALUES ('One', 1), ('Two', 2);
