CREATE TABLE public."account" (
  "id" integer NOT NULL,
  "name" text NOT NULL,
  "gone" integer NOT NULL,
  "stuck" integer NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE public."cat" (
  "id" integer NOT NULL,
  "up" integer,
  "name" text,
  PRIMARY KEY ("id")
);
CREATE COLLATION public.nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE public."label" (
  "text" text COLLATE public.nocase NOT NULL,
  "n" integer,
  PRIMARY KEY ("text")
);
CREATE TABLE public."line" (
  "text" text
);
CREATE TABLE public."mail" (
  "id" integer NOT NULL,
  "account_id" integer,
  "subject" text NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE public."seat" (
  "id" integer NOT NULL,
  "place" text NOT NULL,
  "who" text,
  PRIMARY KEY ("id"),
  UNIQUE ("place")
);
CREATE EXTENSION citext SCHEMA public;
CREATE TABLE public."slug" (
  "text" public.citext NOT NULL,
  "n" integer,
  PRIMARY KEY ("text")
);
CREATE TABLE public."tag" (
  "id" integer NOT NULL,
  "word" text NOT NULL,
  PRIMARY KEY ("id"),
  UNIQUE ("word")
);
