CREATE TABLE public."album" (
  "album_id" integer NOT NULL,
  "title" character varying(160) NOT NULL,
  "artist_id" integer NOT NULL,
  PRIMARY KEY ("album_id")
);
CREATE TABLE public."artist" (
  "artist_id" integer NOT NULL,
  "name" character varying(120),
  PRIMARY KEY ("artist_id")
);
CREATE TABLE public."genre" (
  "genre_id" integer NOT NULL,
  "name" text,
  PRIMARY KEY ("genre_id"),
  UNIQUE ("name")
);
CREATE TABLE public."playlist" (
  "playlist_id" integer NOT NULL,
  "name" text,
  PRIMARY KEY ("playlist_id")
);
CREATE TABLE public."playlist_track" (
  "playlist_id" integer NOT NULL,
  "track_id" integer NOT NULL,
  PRIMARY KEY ("playlist_id", "track_id")
);
CREATE TABLE public."track" (
  "track_id" integer NOT NULL,
  "name" character varying(200) NOT NULL,
  "album_id" integer,
  "genre_id" integer,
  "milliseconds" integer NOT NULL,
  "unit_price" numeric(10,2) NOT NULL,
  PRIMARY KEY ("track_id")
);
