CREATE TYPE public.enum_1 AS ENUM ('on', 'off');
CREATE TABLE public."junk" (
  "id" integer NOT NULL,
  "small" bigint,
  "strict_small" integer NOT NULL,
  "flag" boolean NOT NULL,
  "made_at" timestamp without time zone NOT NULL,
  "ref" uuid,
  "extra" jsonb,
  "status" public.enum_1,
  "price" numeric(10,2),
  PRIMARY KEY ("id")
);
CREATE TABLE public."ledger" (
  "id" integer NOT NULL,
  "amount" integer NOT NULL,
  "junk_id" integer,
  PRIMARY KEY ("id")
);
CREATE TYPE public.enum_2 AS ENUM ('new', 'in stock', '2nd hand');
CREATE TABLE public."thing" (
  "id" integer NOT NULL,
  "small" integer,
  "big" bigint,
  "ratio" double precision,
  "price" numeric(10,2),
  "exact" numeric,
  "label" text,
  "flag" boolean,
  "made_at" timestamp without time zone,
  "made_on" date,
  "made_time" time without time zone,
  "ref" uuid,
  "extra" jsonb,
  "data" bytea,
  "status" public.enum_2,
  "anything" text,
  PRIMARY KEY ("id")
);
