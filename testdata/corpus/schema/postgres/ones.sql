CREATE EXTENSION citext SCHEMA public;
CREATE TABLE public."account" (
  "email" public.citext NOT NULL,
  "code" text NOT NULL,
  PRIMARY KEY ("email"),
  UNIQUE ("code")
);
CREATE TABLE public."badge" (
  "person_id" integer NOT NULL,
  "color" text NOT NULL,
  PRIMARY KEY ("person_id")
);
CREATE TABLE public."call" (
  "id" integer NOT NULL,
  "person_id" integer,
  "day" integer,
  PRIMARY KEY ("id"),
  UNIQUE ("person_id", "day")
);
CREATE TABLE public."desk" (
  "id" integer NOT NULL,
  "wood" text NOT NULL,
  "person_id" integer,
  PRIMARY KEY ("id"),
  UNIQUE ("person_id")
);
CREATE TABLE public."heater" (
  "id" integer NOT NULL,
  "watts" integer NOT NULL,
  "building" text,
  "room" integer,
  PRIMARY KEY ("id"),
  UNIQUE ("room", "building")
);
CREATE TABLE public."label" (
  "id" integer NOT NULL,
  "person" integer,
  PRIMARY KEY ("id"),
  UNIQUE ("person")
);
CREATE TABLE public."mailbox" (
  "id" integer NOT NULL,
  "account" public.citext,
  PRIMARY KEY ("id"),
  UNIQUE ("account")
);
CREATE TABLE public."passport" (
  "id" integer NOT NULL,
  "number" text,
  "person_id" integer,
  PRIMARY KEY ("id"),
  UNIQUE ("person_id")
);
CREATE TABLE public."person" (
  "id" integer NOT NULL,
  "name" text NOT NULL,
  "mentor_id" integer,
  "desk_id" integer,
  PRIMARY KEY ("id"),
  UNIQUE ("desk_id"),
  UNIQUE ("mentor_id")
);
CREATE TABLE public."room" (
  "building" text NOT NULL,
  "number" integer NOT NULL,
  PRIMARY KEY ("building", "number")
);
CREATE TABLE public."team" (
  "id" integer NOT NULL,
  "name" text NOT NULL,
  "lead_id" integer,
  "deputy_id" integer,
  PRIMARY KEY ("id"),
  UNIQUE ("lead_id")
);
CREATE TABLE public."ticket" (
  "id" integer NOT NULL,
  "code" text,
  PRIMARY KEY ("id"),
  UNIQUE ("code")
);
CREATE TABLE public."vault" (
  "id" integer NOT NULL,
  "account" public.citext,
  PRIMARY KEY ("id"),
  UNIQUE ("account")
);
CREATE TABLE public."visit" (
  "id" integer NOT NULL,
  "person_id" integer,
  "gone" integer NOT NULL,
  PRIMARY KEY ("id")
);
