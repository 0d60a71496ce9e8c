-- kind gpkg_contents.last_change DateTime strftime('%Y-%m-%dT%H:%M:%S', last_change)
-- kind lake.geom Bytes
-- function ST_IsEmpty
-- function ST_MinX
-- absent insertLake
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 'GEOGCS[]', NULL), ('Undefined', -1, 'NONE', 'undefined', NULL);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
INSERT INTO gpkg_contents VALUES ('lake', 'features', 'lake', '', '2024-01-02T03:04:05.678Z', 0.5, 1, 2, 3, 4326);
CREATE TABLE lake (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POLYGON, name TEXT(40), area MEDIUMINT, depth DOUBLE);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO lake SELECT i, CASE WHEN i % 4 THEN x'47500001e6100000' END, 'l' || i, i, i * 1.5 FROM n;
CREATE TRIGGER rtree_lake_insert AFTER INSERT ON lake WHEN (new.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN UPDATE gpkg_contents SET min_x = ST_MinX(NEW.geom) WHERE table_name = 'lake'; END;
CREATE TRIGGER rtree_lake_update AFTER UPDATE OF geom ON lake WHEN NOT ST_IsEmpty(NEW.geom) BEGIN UPDATE gpkg_contents SET min_x = ST_MinX(NEW.geom) WHERE table_name = 'lake'; END;
