CREATE TABLE public."cafe" (
  "id" integer NOT NULL,
  "büro_id" integer,
  "buro_id" integer,
  PRIMARY KEY ("id")
);
CREATE TYPE public.enum_1 AS ENUM ('é', 'E');
CREATE TABLE public."café" (
  "id" integer NOT NULL,
  "é" text,
  "e" text,
  "_f" text,
  "f" text,
  "1g" text,
  "x1g" text,
  "kind" public.enum_1,
  PRIMARY KEY ("id")
);
