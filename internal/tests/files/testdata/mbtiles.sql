-- kind zooms.tiles Int
CREATE TABLE metadata (name text, value text);
INSERT INTO metadata VALUES ('name', 'm'), ('minzoom', 0), ('bounds', '-180,-85,180,85');
CREATE TABLE map (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_id TEXT);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO map SELECT i % 3, i, i, 't' || i FROM n;
CREATE UNIQUE INDEX map_index ON map (zoom_level, tile_column, tile_row);
CREATE TABLE images (tile_data blob, tile_id text);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO images SELECT x'89504e47', 't' || i FROM n;
CREATE UNIQUE INDEX images_id ON images (tile_id);
CREATE VIEW tiles AS SELECT map.zoom_level AS zoom_level, map.tile_column AS tile_column, map.tile_row AS tile_row, images.tile_data AS tile_data FROM map JOIN images ON images.tile_id = map.tile_id;
CREATE VIEW zooms AS SELECT zoom_level, count(*) AS tiles, sum(tile_row) AS rows FROM map GROUP BY zoom_level;
