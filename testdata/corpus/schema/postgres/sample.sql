CREATE TABLE public."addresses" (
  "id" integer NOT NULL,
  "customer_id" integer NOT NULL,
  "street" text NOT NULL,
  "town" text NOT NULL,
  "country" text NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE public."categories" (
  "id" integer NOT NULL,
  "name" character varying(40) NOT NULL,
  "parent_id" integer,
  PRIMARY KEY ("id"),
  UNIQUE ("name")
);
CREATE TYPE public.enum_1 AS ENUM ('spring', 'summer', 'autumn', 'winter', 'after midnight');
CREATE TABLE public."collections" (
  "id" integer NOT NULL,
  "title" character varying(80) NOT NULL,
  "maker_id" integer NOT NULL,
  "moon_id" integer,
  "season" public.enum_1 NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE public."countries" (
  "id" integer NOT NULL,
  "code" text NOT NULL,
  "name" character varying(40) NOT NULL,
  "greeting" text NOT NULL,
  PRIMARY KEY ("id"),
  UNIQUE ("code")
);
CREATE EXTENSION citext SCHEMA public;
CREATE TABLE public."customers" (
  "id" integer NOT NULL,
  "given_name" text NOT NULL,
  "family_name" text NOT NULL,
  "full_name" text,
  "email" public.citext NOT NULL,
  "newsletter" boolean NOT NULL,
  "member_since" date NOT NULL,
  "friend_id" integer,
  PRIMARY KEY ("id"),
  UNIQUE ("email")
);
CREATE COLLATION public.nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE public."maker_sales" (
  "maker_id" integer,
  "maker" text COLLATE public.nocase,
  "lines" integer,
  "pieces" integer,
  "revenue" double precision
);
CREATE TABLE public."makers" (
  "id" integer NOT NULL,
  "uuid" uuid NOT NULL,
  "name" text NOT NULL,
  "country" text NOT NULL,
  "founded" integer NOT NULL,
  "motto" text,
  PRIMARY KEY ("id"),
  UNIQUE ("uuid")
);
CREATE TYPE public.enum_2 AS ENUM ('new', 'waxing', 'full', 'waning');
CREATE TABLE public."moons" (
  "id" integer NOT NULL,
  "night" text NOT NULL,
  "phase" public.enum_2 NOT NULL,
  "brightness" double precision NOT NULL,
  "remark" text,
  PRIMARY KEY ("id"),
  UNIQUE ("night")
);
CREATE TABLE public."order_lines" (
  "order_id" integer NOT NULL,
  "line" integer NOT NULL,
  "product_id" integer NOT NULL,
  "quantity" integer NOT NULL,
  "unit_price" numeric(10,2) NOT NULL,
  "total" numeric(10,2),
  PRIMARY KEY ("order_id", "line")
);
CREATE TYPE public.enum_3 AS ENUM ('new', 'packed', 'on the way', 'delivered', 'cancelled');
CREATE TABLE public."orders" (
  "id" integer NOT NULL,
  "customer_id" integer NOT NULL,
  "billing_address_id" integer NOT NULL,
  "shipping_address_id" integer NOT NULL,
  "status" public.enum_3 NOT NULL,
  "placed_at" timestamp without time zone NOT NULL,
  "shipped_at" timestamp without time zone,
  "tracking" bigint,
  "gift" boolean NOT NULL,
  "message" text,
  PRIMARY KEY ("id"),
  UNIQUE ("tracking")
);
CREATE TABLE public."product_tags" (
  "product_id" integer NOT NULL,
  "tag_id" integer NOT NULL,
  "tagged_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("product_id", "tag_id")
);
CREATE TABLE public."products" (
  "id" integer NOT NULL,
  "name" text NOT NULL,
  "collection_id" integer NOT NULL,
  "category_id" integer NOT NULL,
  "price" numeric(10,2) NOT NULL,
  "weight" double precision NOT NULL,
  "stock" integer NOT NULL,
  "barcode" bigint NOT NULL,
  "released" date NOT NULL,
  "available" boolean NOT NULL,
  "note" text,
  "details" jsonb,
  "label" text,
  PRIMARY KEY ("id"),
  UNIQUE ("barcode")
);
CREATE TABLE public."profiles" (
  "id" integer NOT NULL,
  "customer_id" integer NOT NULL,
  "birthday" date,
  "tea_time" time without time zone NOT NULL,
  "preferences" jsonb NOT NULL,
  "portrait" bytea,
  PRIMARY KEY ("id"),
  UNIQUE ("customer_id")
);
CREATE TYPE public.enum_4 AS ENUM ('too quiet', 'too loud', 'ran away', 'wrong century');
CREATE TABLE public."refunds" (
  "id" integer NOT NULL,
  "order_id" integer NOT NULL,
  "line" integer NOT NULL,
  "amount" numeric(10,2) NOT NULL,
  "reason" public.enum_4 NOT NULL,
  "refunded_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE public."tags" (
  "id" integer NOT NULL,
  "name" public.citext NOT NULL,
  PRIMARY KEY ("id"),
  UNIQUE ("name")
);
CREATE TABLE public."visits" (
  "visited_at" timestamp without time zone NOT NULL,
  "customer_id" integer,
  "page" text NOT NULL,
  "seconds" double precision NOT NULL,
  "remark" text
);
