-- Artists, albums and tracks: the plain shapes, with the gaps that real data has.
CREATE TABLE artist (artist_id INTEGER PRIMARY KEY, name VARCHAR(120));
CREATE TABLE album (
  album_id INTEGER PRIMARY KEY,
  title VARCHAR(160) NOT NULL,
  artist_id INTEGER NOT NULL REFERENCES artist (artist_id)
);
CREATE INDEX album_artist ON album (artist_id);
CREATE TABLE genre (genre_id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE track (
  track_id INTEGER PRIMARY KEY,
  name VARCHAR(200) NOT NULL,
  album_id INTEGER REFERENCES album (album_id),
  genre_id INTEGER REFERENCES genre (genre_id),
  milliseconds INTEGER NOT NULL,
  unit_price NUMERIC(10,2) NOT NULL
);
CREATE INDEX track_album ON track (album_id);
CREATE INDEX track_genre ON track (genre_id);
CREATE TABLE playlist (playlist_id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE playlist_track (
  playlist_id INTEGER NOT NULL REFERENCES playlist (playlist_id),
  track_id INTEGER NOT NULL REFERENCES track (track_id),
  PRIMARY KEY (playlist_id, track_id)
);
CREATE INDEX playlist_track_track ON playlist_track (track_id);

INSERT INTO artist VALUES (1, 'AC/DC'), (2, 'Accept'), (3, 'Björk'), (4, 'azure'), (5, NULL), (6, '100% Pure_Joy');
INSERT INTO album VALUES (1, 'For Those About To Rock', 1), (2, 'Balls to the Wall', 2), (3, 'Restless and Wild', 2),
  (4, 'Let There Be Rock', 1), (5, 'Debut', 3), (6, 'It''s "quoted" \ back', 6);
INSERT INTO genre VALUES (1, 'Rock'), (2, 'Pop'), (3, NULL);
INSERT INTO track VALUES
  (1, 'For Those About To Rock', 1, 1, 343719, 0.99),
  (2, 'Put The Finger On You', 1, 1, 205662, 0.9),
  (3, 'Balls to the Wall', 2, 1, 342562, 1),
  (4, 'Fast As a Shark', 3, 1, 230619, 0.99),
  (5, 'Restless and Wild', 3, 1, 252051, 1.29),
  (6, 'Go Down', 4, 1, 331180, 0.99),
  (7, 'Human Behaviour', 5, 2, 252000, 0.99),
  (8, 'Venus as a Boy', 5, 2, 282000, 0.99),
  (9, 'Untitled', NULL, NULL, 1000, 0),
  (10, 'human_nature 100%', 6, NULL, 2147483647, 99999999.99);
INSERT INTO playlist VALUES (1, 'Music'), (2, 'Nineties'), (3, 'Empty');
INSERT INTO playlist_track VALUES (1, 1), (1, 2), (1, 3), (1, 7), (2, 7), (2, 8);
