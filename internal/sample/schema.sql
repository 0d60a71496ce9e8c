-- Moth & Kettle: a shop for inventors, tea drinkers and people who are up late.
-- Between them the tables have every shape of relation and every kind of column.

-- Other tables refer to the code, a unique key that is not the primary one.
CREATE TABLE countries (
  id        INTEGER PRIMARY KEY,
  code      CHAR(2) NOT NULL UNIQUE,
  name      VARCHAR(40) NOT NULL,
  greeting  TEXT NOT NULL
);

-- Nights, and how much of the moon there was. A STRICT table: the database checks every cell.
CREATE TABLE moons (
  id          INTEGER PRIMARY KEY,
  night       TEXT NOT NULL UNIQUE,
  phase       TEXT NOT NULL CHECK (phase IN ('new', 'waxing', 'full', 'waning')),
  brightness  REAL NOT NULL,
  remark      ANY
) STRICT;

CREATE TABLE makers (
  id        INTEGER PRIMARY KEY,
  uuid      UUID NOT NULL UNIQUE,
  name      TEXT NOT NULL,
  country   CHAR(2) NOT NULL REFERENCES countries (code),
  founded   INTEGER NOT NULL,
  motto     TEXT
);

CREATE TABLE collections (
  id        INTEGER PRIMARY KEY,
  title     VARCHAR(80) NOT NULL,
  maker_id  INTEGER NOT NULL REFERENCES makers (id),
  moon_id   INTEGER REFERENCES moons (id),
  season    TEXT NOT NULL CHECK (season IN ('spring', 'summer', 'autumn', 'winter', 'after midnight'))
);

-- A tree: every category but the first ones has a parent.
CREATE TABLE categories (
  id         INTEGER PRIMARY KEY,
  name       VARCHAR(40) NOT NULL UNIQUE,
  parent_id  INTEGER REFERENCES categories (id)
);

CREATE TABLE products (
  id             INTEGER PRIMARY KEY,
  name           TEXT NOT NULL,
  collection_id  INTEGER NOT NULL REFERENCES collections (id),
  category_id    INTEGER NOT NULL REFERENCES categories (id),
  price          NUMERIC(10,2) NOT NULL,
  weight         REAL NOT NULL,
  stock          INTEGER NOT NULL DEFAULT 0,
  barcode        BIGINT NOT NULL UNIQUE,
  released       DATE NOT NULL,
  available      BOOLEAN NOT NULL DEFAULT 1,
  note           TEXT,
  details        JSON,
  label          TEXT GENERATED ALWAYS AS (name || ' (' || barcode || ')') VIRTUAL
);

CREATE TABLE tags (
  id    INTEGER PRIMARY KEY,
  name  VARCHAR(30) NOT NULL COLLATE NOCASE UNIQUE
);

-- A pure junction: products have tags, tags have products.
CREATE TABLE product_tags (
  product_id  INTEGER NOT NULL REFERENCES products (id),
  tag_id      INTEGER NOT NULL REFERENCES tags (id),
  tagged_at   DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (product_id, tag_id)
) WITHOUT ROWID;

CREATE TABLE customers (
  id            INTEGER PRIMARY KEY,
  given_name    TEXT NOT NULL,
  family_name   TEXT NOT NULL,
  full_name     TEXT GENERATED ALWAYS AS (given_name || ' ' || family_name) VIRTUAL,
  email         VARCHAR(120) NOT NULL COLLATE NOCASE UNIQUE,
  newsletter    BOOLEAN NOT NULL DEFAULT 0,
  member_since  DATE NOT NULL,
  friend_id     INTEGER REFERENCES customers (id)
);

-- At most one for each customer.
CREATE TABLE profiles (
  id           INTEGER PRIMARY KEY,
  customer_id  INTEGER NOT NULL UNIQUE REFERENCES customers (id),
  birthday     DATE,
  tea_time     TIME NOT NULL DEFAULT '16:00:00',
  preferences  JSON NOT NULL DEFAULT '{}',
  portrait     BLOB
);

CREATE TABLE addresses (
  id           INTEGER PRIMARY KEY,
  customer_id  INTEGER NOT NULL REFERENCES customers (id),
  street       TEXT NOT NULL,
  town         TEXT NOT NULL,
  country      CHAR(2) NOT NULL REFERENCES countries (code)
);

-- Two foreign keys lead to one table.
CREATE TABLE orders (
  id                   INTEGER PRIMARY KEY,
  customer_id          INTEGER NOT NULL REFERENCES customers (id),
  billing_address_id   INTEGER NOT NULL REFERENCES addresses (id),
  shipping_address_id  INTEGER NOT NULL REFERENCES addresses (id),
  status               TEXT NOT NULL DEFAULT 'new'
                       CHECK (status IN ('new', 'packed', 'on the way', 'delivered', 'cancelled')),
  placed_at            DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  shipped_at           DATETIME,
  tracking             BIGINT UNIQUE,
  gift                 BOOLEAN NOT NULL DEFAULT 0,
  message              TEXT
);

-- A junction with a payload, under a composite primary key.
CREATE TABLE order_lines (
  order_id    INTEGER NOT NULL REFERENCES orders (id),
  line        INTEGER NOT NULL,
  product_id  INTEGER NOT NULL REFERENCES products (id),
  quantity    INTEGER NOT NULL DEFAULT 1 CHECK (quantity > 0),
  unit_price  NUMERIC(10,2) NOT NULL,
  total       NUMERIC(10,2) GENERATED ALWAYS AS (round(quantity * unit_price, 2)) STORED,
  PRIMARY KEY (order_id, line)
);

-- A composite foreign key.
CREATE TABLE refunds (
  id           INTEGER PRIMARY KEY,
  order_id     INTEGER NOT NULL,
  line         INTEGER NOT NULL,
  amount       NUMERIC(10,2) NOT NULL,
  reason       TEXT NOT NULL CHECK (reason IN ('too quiet', 'too loud', 'ran away', 'wrong century')),
  refunded_at  DATETIME NOT NULL,
  FOREIGN KEY (order_id, line) REFERENCES order_lines (order_id, line)
);

-- A log: no primary key, and a column that says nothing of its type.
CREATE TABLE visits (
  visited_at   DATETIME NOT NULL,
  customer_id  INTEGER REFERENCES customers (id),
  page         TEXT NOT NULL,
  seconds      REAL NOT NULL,
  remark
);

CREATE VIEW maker_sales AS
SELECT makers.id AS maker_id,
       makers.name AS maker,
       count(order_lines.line) AS lines,
       coalesce(sum(order_lines.quantity), 0) AS pieces,
       round(coalesce(sum(order_lines.total), 0), 2) AS revenue
FROM makers
LEFT JOIN collections ON collections.maker_id = makers.id
LEFT JOIN products ON products.collection_id = collections.id
LEFT JOIN order_lines ON order_lines.product_id = products.id
GROUP BY makers.id, makers.name;
