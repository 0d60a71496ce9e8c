// What needs no browser: the reading of the schema, the searches, and where things are placed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { buildSchema, getIntrospectionQuery, introspectionFromSchema, parse, print, validate } from 'graphql';
import { libraryOf, lookUp } from '../src/playground/library.js';
import { rowless, warned } from '../src/playground/warned.js';
import { firstMutation, firstQuery, ranked, rowsQuery, welcome } from '../src/schema/first.js';
import { introspectionQuery } from '../src/schema/introspection.js';
import { tablesOf } from '../src/schema/model.js';
import { typesOf } from '../src/schema/types.js';
import { around, place, wayOf } from '../src/tables/layout.js';
import { rangeOf, search, wordsOf } from '../src/tables/search.js';
import { aroundOf, boxOf, headHeightOf, letterFor, referencesOf, rowHeightOf } from '../src/tables/shape.js';
import { viewOf } from '../src/tables/view.js';

const sdl = `
type Query {
  "Rows of table owner_list."
  owners(where: OwnerWhere, limit: Int): [Owner!]!
  owner(by: OwnerKey!): Owner
  passports(where: OwnerWhere, limit: Int): [Passport!]!
  passport(by: PassportKey!): Passport
  pets(where: OwnerWhere, limit: Int): [Pet!]!
  pet(by: PetKey!): Pet
  ownersAggregate(where: OwnerWhere): OwnersAggregate!
  version: Version!
}
type Mutation {
  insertPet(input: PetInsert!): PetPayload!
}
"A row of table owner_list."
type Owner {
  "Column id INTEGER."
  id: Int!
  "Column api_token TEXT."
  apiToken: String
  "Column full_name TEXT."
  fullName: String!
  "The row of table passport whose owner_id refers to this row, or null."
  passport: Passport
  "The rows of table pet whose keeper_id refers to this row."
  pets(limit: Int): [Pet!]!
  "The rows of table pet whose vet_id refers to this row."
  petsByVet(limit: Int): [Pet!]!
}
type Passport {
  "Column id INTEGER."
  id: Int!
  "Column owner_id INTEGER."
  ownerId: Int!
  "The row of table owner_list that owner_id refers to, or null."
  owner: Owner
}
type Pet {
  "Column id INTEGER."
  id: Int!
  "Column keeper_id INTEGER."
  keeperId: Int!
  "Column vet_id INTEGER."
  vetId: Int
  "Column mother_id INTEGER."
  motherId: Int
  "Column name TEXT."
  name: String!
  "The row of table owner_list that keeper_id refers to, or null."
  keeper: Owner
  "The row of table owner_list that vet_id refers to, or null."
  vet: Owner
  "The row of table pet that mother_id refers to, or null."
  mother: Pet
  "The rows of table pet whose mother_id refers to this row."
  pets(limit: Int): [Pet!]!
  "The rows of table owner_list that table visit joins to this row."
  visitors(limit: Int): [Owner!]!
}
input OwnerWhere { id: Int }
input OwnerKey @oneOf { "The primary key." id: Int }
input PassportKey @oneOf { "The primary key." id: Int "Unique." ownerId: Int }
input PetKey @oneOf { "The primary key." id: Int }
input PetInsert { keeperId: Int! name: String! kind: PetKind! note: String = "" }
enum PetKind { CAT DOG }
type PetPayload { affectedRows: Int! node: Pet }
type OwnersAggregate { count: Int! groups: [Owner!] }
type Version { text: String! }
`;
const graphql = buildSchema(sdl);
const schema = introspectionFromSchema(graphql, { oneOf: true }).__schema;
const tables = tablesOf(schema);
const find = (name) => tables.find((t) => t.name === name);

test('the introspection query is that of graphql.js', () => {
  assert.equal(print(parse(introspectionQuery)), print(parse(getIntrospectionQuery({ oneOf: true }))));
});

test('relations are told apart by whose key they go by', () => {
  const owner = find('Owner');
  assert.deepEqual(owner.refers, []);
  assert.deepEqual(owner.referredBy.map((r) => [r.name, r.target, r.many]), [['pets', 'Pet', true], ['petsByVet', 'Pet', true], ['passport', 'Passport', false]]);
  const pet = find('Pet');
  assert.deepEqual(pet.refers.map((r) => [r.name, r.columns.map((c) => c.name).join()]), [['keeper', 'keeperId'], ['vet', 'vetId'], ['mother', 'motherId']]);
  assert.equal(pet.referredBy.find((r) => r.name === 'visitors').through, 'visit');
  assert.deepEqual(find('Passport').columns.filter((c) => c.unique).map((c) => c.name), ['ownerId']);
});

test('the first requests are valid, and show no secrets', () => {
  const texts = [welcome(tables), ...tables.map((t) => firstQuery(t, tables)), ...tables.map((t) => rowsQuery(t, t.columns, 5))];
  for (const text of texts) {
    assert.deepEqual(validate(graphql, parse(text)).map(String), [], text);
  }
  assert.match(welcome(tables), /^query Pets/);
  assert.match(welcome(tables, new Set(['Owner', 'Passport'])), /^query Owners/, 'an empty table is shown first');
  assert.doesNotMatch(firstQuery(find('Owner'), tables), /token/i);
  assert.match(firstQuery(find('Owner'), tables), /passport \{/, 'a row that refers to this one, and is the only one, is a relation too');
  const { query, variables } = firstMutation(find('Pet'), typesOf(schema));
  assert.deepEqual(validate(graphql, parse(query)).map(String), []);
  assert.deepEqual(JSON.parse(variables), { input: { keeperId: 1, name: 'text', kind: 'CAT' } });
});

// The file is written by the test of the server's ranking, TestRankedAsThePagesDo in internal/cli.
test('tables are ranked as the server does', () => {
  const cases = JSON.parse(readFileSync(new URL('ranked.json', import.meta.url)));
  assert.ok(cases.length > 0);
  for (const c of cases) {
    const served = tablesOf(introspectionFromSchema(buildSchema(c.schema), { oneOf: true }).__schema);
    assert.deepEqual(ranked(served).map((t) => t.name), c.order, c.name);
  }
});

test('the docs have each table with its fields and types', () => {
  const library = libraryOf({ schema, tables, types: typesOf(schema) });
  const pet = library.tables.find((s) => s.table.name === 'Pet');
  assert.deepEqual(pet.reads.map((f) => f.name), ['pets', 'pet']);
  assert.deepEqual(pet.writes.map((f) => f.name), ['insertPet']);
  assert.deepEqual(pet.types.map((t) => t.name).sort(), ['PetInsert', 'PetKey', 'PetKind', 'PetPayload']);
  const owner = library.tables.find((s) => s.table.name === 'Owner');
  assert.deepEqual(owner.reads.map((f) => f.name), ['owners', 'owner', 'ownersAggregate']);
  assert.ok(owner.types.some((t) => t.name === 'OwnersAggregate'));
  assert.deepEqual(library.fields.map((f) => f.field.name), ['version']);
  const { found } = lookUp({ schema }, 'pass');
  assert.equal(found[0].type.name, 'Passport');
});

test('a search finds names however they are written, and says where', () => {
  assert.deepEqual(rangeOf('InvoiceLine', 'ce_li'), [5, 9]);
  assert.deepEqual(rangeOf('invoice_line', 'celi'), [5, 10]);
  assert.equal(rangeOf('Invoice', ' '), null);
  assert.equal(rangeOf('Straße', 'x'), null);
  const found = search(tables, 'owner');
  assert.deepEqual(found.map((f) => [f.table.name, f.columns.map((c) => c.name).join()]), [['Owner', ''], ['Passport', 'ownerId']]);
  assert.deepEqual(search(tables, 'owner_list').map((f) => [f.table.name, f.called]), [['Owner', 'owner_list']], 'its name in the database');
  assert.deepEqual(found.map((f) => f.called), ['', ''], 'a name that is shown already is not told again');
  assert.deepEqual(search(tables, 'nothing of it'), []);
  assert.deepEqual(wordsOf('HTTPServer_logV2'), ['HTTP', 'Server_', 'log', 'V', '2']);
});

test('references between the same two tables are told apart', () => {
  const references = referencesOf(tables);
  const keeper = references.find((r) => r.name === 'keeper');
  const vet = references.find((r) => r.name === 'vet');
  assert.deepEqual([keeper.sides, vet.sides], [2, 2]);
  assert.notEqual(keeper.side, vet.side);
  assert.equal(references.length, 4, 'a foreign key is drawn once, also where it is unique');
});

test('long names have the room that they take', () => {
  const table = (name) => ({ name, columns: [] });
  assert.ok(headHeightOf(table('CustomerRelationshipManagementInterface')) > headHeightOf(table('Pet')));
  assert.ok(rowHeightOf({ name: 'internationalPhoneNumberOfTheOffice', kind: 'String' }) > rowHeightOf({ name: 'id', kind: 'Int' }));
});

test('a name that is seen from far away fits its table', () => {
  assert.equal(letterFor('Pet', 200), 52);
  const long = 'TheTableWithAnExceedinglyLongNameAsOrmsMakeThem';
  assert.ok(letterFor(long, 130) < letterFor(long, 400), 'a low table has smaller letters');
});

test('a line leads between tables and not behind one', () => {
  // A chain of five, and a reference from its last table to its first.
  const chain = [0, 1, 2, 3, 4].map((i) => ({ name: `C${i}`, width: 250, height: 200 }));
  const edges = [...[1, 2, 3, 4].map((i) => ({ from: `C${i}`, to: `C${i - 1}` })), { from: 'C4', to: 'C0' }];
  const { at, ways } = place([...chain, { name: 'Alone', width: 250, height: 200 }], edges, false);
  const way = ways[wayOf(edges.at(-1))];
  assert.equal(way.length, 3);
  way.forEach(({ x, y }, i) => {
    const box = at[`C${i + 1}`];
    assert.ok(Math.abs(box.x + 125 - x) < 1 && (y < box.y || y > box.y + 200), `${x}, ${y} is behind the table at ${box.x}, ${box.y}`);
  });
  assert.deepEqual(ways[wayOf(edges[0])], [], 'neighbours have nothing between them');
});

// many are tables of which each of a group of ten refers to the first.
const many = Array.from({ length: 100 }, (_, i) => ({
  name: `T${String(i).padStart(2, '0')}`, columns: [], list: { name: '' }, description: '', refers: i % 10 && i < 90 ? [{ name: 'r', target: `T${String(i - (i % 10)).padStart(2, '0')}`, columns: [] }] : [],
}));
const overlap = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test('many tables stand in the frames of their groups, and nothing overlaps', () => {
  const boxes = many.map((t) => boxOf(t, true));
  const { at, groups } = place(boxes, referencesOf(many), true);
  assert.equal(groups.length, 10);
  assert.equal(groups.filter((g) => g.name === null).length, 1);
  assert.ok(groups.every((g) => g.names.length === 10));
  assert.equal(groups[0].name, 'T00', 'a group is called after what it refers to');
  groups.forEach((a, i) => groups.slice(i + 1).forEach((b) => assert.ok(!overlap(a, b), `${a.name} and ${b.name} overlap`)));
  const placed = boxes.map((b) => ({ ...b, ...at[b.name] }));
  placed.forEach((a, i) => placed.slice(i + 1).forEach((b) => assert.ok(!overlap(a, b), `${a.name} and ${b.name} overlap`)));
  for (const group of groups) {
    for (const name of group.names) {
      const box = placed.find((b) => b.name === name);
      assert.ok(box.x >= group.x && box.y >= group.y && box.x + box.width <= group.x + group.width && box.y + box.height <= group.y + group.height, `${name} is outside`);
    }
  }
});

test('a table has what it refers to at its left and what refers to it at its right', () => {
  const { tables: near, references } = aroundOf('T00', many, referencesOf(many));
  const boxes = near.map((t) => boxOf(t, false));
  const { at } = around('T00', boxes, references);
  assert.equal(near.length, 10);
  near.filter((t) => t.name !== 'T00').forEach((t) => assert.ok(at[t.name].x > at.T00.x, t.name));
  const placed = boxes.map((b) => ({ ...b, ...at[b.name] }));
  placed.forEach((a, i) => placed.slice(i + 1).forEach((b) => assert.ok(!overlap(a, b), `${a.name} and ${b.name} overlap`)));
});

test('the chosen table is in the middle, and its neighbours are in sight', () => {
  const node = (id, x, y) => ({ id, position: { x, y }, width: 250, height: 200 });
  const nodes = [node('a', 0, 0), node('b', 900, 100), node('c', -500, -700), node('far', 9000, 9000)];
  const references = [{ from: 'a', to: 'b' }, { from: 'c', to: 'a' }];
  for (const [width, height] of [[1000, 800], [400, 300], [512, 700]]) {
    const { x, y, zoom } = viewOf('a', nodes, references, width, height);
    assert.ok(Math.abs(x + 125 * zoom - width / 2) < 1e-6 && Math.abs(y + 100 * zoom - height / 2) < 1e-6, 'not in the middle');
    for (const n of nodes.slice(0, 3)) {
      const left = x + n.position.x * zoom;
      const top = y + n.position.y * zoom;
      assert.ok(left >= 0 && top >= 0 && left + 250 * zoom <= width && top + 200 * zoom <= height, `${n.id} is out of sight in ${width} x ${height}`);
    }
  }
  assert.equal(viewOf('none', nodes, references, 100, 100), null);
});

test('an answer without a row is told from one with an error', () => {
  assert.ok(rowless('{"data": {"posts": []}}'));
  for (const other of ['', '{', '{"data": {}}', '{"data": {"posts": [{}]}}', '{"data": {"post": null}}', '{"data": {"posts": []}, "errors": [{}]}']) {
    assert.ok(!rowless(other), other);
  }
});

test('the warnings of an answer are a sentence', () => {
  assert.equal(warned(), '');
  assert.equal(warned([]), '');
  assert.equal(
    warned([{ table: 'Post', column: 'at', cells: 1 }, { table: 'Author', column: 'born', cells: 3 }]),
    'Unreadable, and treated as null by filters and orders: Post.at (1 cell), Author.born (3 cells)',
  );
});
