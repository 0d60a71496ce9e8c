-- Names that become what others are spelt like.
CREATE TABLE "café" (id INTEGER PRIMARY KEY, "é" TEXT, e TEXT, "_f" TEXT, f TEXT, "1g" TEXT, x1g TEXT, kind TEXT CHECK (kind IN ('é', 'E')));
CREATE TABLE cafe (id INTEGER PRIMARY KEY, "büro_id" INTEGER REFERENCES "café", buro_id INTEGER REFERENCES cafe);
INSERT INTO "café" VALUES (1, 'é', 'e', '_f', 'f', '1g', 'x1g', 'E');
INSERT INTO cafe VALUES (2, 1, 2);
