// Tiddly as a subgraph beside one that extends its types: composed by Apollo's library and by the Guild's, and asked through
// Apollo's gateway and through GraphQL Tools.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema, printSubgraphSchema } from '@apollo/subgraph';
import { composeServices as composeByGuild } from '@theguild/federation-composition';
import { parse, visit } from 'graphql';

import { gateways, listen } from '../gateways.js';
import { ask, start } from '../server.js';

// reviews are those of products, and know makers by the other key of these.
const reviews = [
  { id: '1', text: 'Bright', productId: 1 },
  { id: '2', text: 'Heavy', productId: 2 },
  { id: '3', text: 'Again!', productId: 1 },
  { id: '4', text: 'Never came', productId: 99999 },
];

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])
  type Query { reviews: [Review!]! page: PageInfo! favourite: Maker }
  type Review { id: ID! text: String! product: Product }
  type Product @key(fields: "id") { id: Int! reviews: [Review!]! }
  type Maker @key(fields: "nodeId", resolvable: false) { nodeId: ID! }
  type PageInfo @shareable { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
`);

// finder has the field that finds rows of all subgraphs by their global ids, which name the type.
const finder = buildSubgraphSchema({
  typeDefs: parse(`
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
    type Query { node(nodeId: ID!): Node }
    interface Node { nodeId: ID! }
    type Maker implements Node @key(fields: "nodeId", resolvable: false) { nodeId: ID! }
    type Product implements Node @key(fields: "nodeId", resolvable: false) { nodeId: ID! }
  `),
  resolvers: {
    Query: { node: (_, { nodeId }) => ({ __typename: JSON.parse(Buffer.from(nodeId, 'base64url'))[0], nodeId }) },
  },
});

let shop;
let subgraphs;
const others = [];
let favourite;

before(async () => {
  shop = await start(null, '--federation');
  const { _service } = await ask(shop.url, '{ _service { sdl } }');
  favourite = (await ask(shop.url, '{ makers(limit: 1) { nodeId } }')).makers[0];
  const schema = buildSubgraphSchema({
    typeDefs,
    resolvers: {
      Query: {
        reviews: () => reviews,
        page: () => ({ hasNextPage: false, hasPreviousPage: false }),
        favourite: () => ({ __typename: 'Maker', nodeId: favourite.nodeId }),
      },
      Review: { product: (r) => ({ __typename: 'Product', id: r.productId }) },
      Product: {
        __resolveReference: ({ id }) => ({ id }),
        reviews: ({ id }) => reviews.filter((r) => r.productId === id),
      },
    },
  });
  others.push(await listen(schema), await listen(finder));
  subgraphs = [
    { name: 'shop', typeDefs: parse(_service.sdl), url: shop.url },
    { name: 'reviews', typeDefs, url: others[0].url },
    { name: 'finder', typeDefs: parse(printSubgraphSchema(finder)), url: others[1].url },
  ];
});

after(async () => {
  for (const other of others) other.stop();
  await shop?.stop();
});

for (const [name, gateway] of gateways) {
  test(`rows of a table through the gateway of ${name}`, async (t) => {
    const through = await gateway(t, subgraphs);
    const plain = (answer) => JSON.parse(JSON.stringify(answer));

    await t.test('a list with what another subgraph adds to its rows', async () => {
      const { data, errors } = plain(await through('{ products(limit: 3, orderBy: [{id: ASC}]) { id name reviews { text } } }'));
      assert.equal(errors, undefined);
      assert.deepEqual(data.products.map((p) => p.reviews.map((r) => r.text)), [['Bright', 'Again!'], ['Heavy'], []]);
    });

    await t.test('rows that another subgraph refers to, with their relations', async () => {
      const { data, errors } = plain(await through('{ reviews { text product { id name price collection { title } } } }'));
      const { products } = await ask(shop.url, '{ products(where: {id: {in: [1, 2]}}, orderBy: [{id: ASC}]) { id name price collection { title } } }');
      assert.deepEqual(data.reviews.slice(0, 3).map((r) => r.product), [products[0], products[1], products[0]]);
      // The last has no row: that is null, which some gateways report as an error there.
      assert.equal(data.reviews[3].product, null);
      assert.ok((errors ?? []).every((e) => e.path.slice(0, 3).join() === 'reviews,3,product'));
    });

    await t.test('a row that another subgraph refers to by its global id', async () => {
      const { data, errors } = plain(await through('{ favourite { nodeId name } page { hasNextPage } }'));
      assert.equal(errors, undefined);
      assert.ok(data.favourite.name);
      assert.deepEqual(data.page, { hasNextPage: false });
    });

    await t.test('filters, connections, and a row by its global id', async () => {
      const { data, errors } = plain(await through(
        `query ($w: ProductWhere, $id: ID!) {
          productsConnection(where: $w, first: 2) { totalCount pageInfo { hasNextPage } nodes { id reviews { text } } }
          node(nodeId: $id) { nodeId ... on Maker { name } }
        }`,
        { w: { id: { lte: 5 } }, id: favourite.nodeId },
      ));
      assert.equal(errors, undefined);
      assert.equal(data.productsConnection.totalCount, 5);
      assert.equal(data.productsConnection.nodes.length, 2);
      assert.equal(data.node.nodeId, favourite.nodeId);
    });

    await t.test('a mutation, and what another subgraph adds to its row', async () => {
      const { data, errors } = plain(await through('mutation { updateProduct(by: {id: 2}, set: {name: "Lamp"}) { affectedRows node { name reviews { text } } } }'));
      assert.equal(errors, undefined);
      assert.deepEqual(data.updateProduct, { affectedRows: 1, node: { name: 'Lamp', reviews: [{ text: 'Heavy' }] } });
    });
  });
}

// shared are the types that every server has.
const shared = /^(Query|Mutation|Node|PageInfo|OrderDirection|JSONPathFilter|(Int|BigInt|Float|Decimal|String|Boolean|DateTime|Date|Time|UUID|JSON|Bytes|ID)(Filter)?)$/;

// ofOtherTables gives the schema of a server whose tables have other names.
function ofOtherTables(sdl) {
  const other = (node) => ({ ...node, name: { ...node.name, value: `Other${node.name.value}` } });
  const named = (node) => (shared.test(node.name.value) ? undefined : other(node));
  const root = (node) => ({
    ...node,
    fields: node.fields.map((f) => ({ ...f, name: { ...f.name, value: `other_${f.name.value}` } })),
  });
  const renamed = visit(sdl, {
    NamedType: { leave: named }, InputObjectTypeDefinition: { leave: named }, EnumTypeDefinition: { leave: named },
    ObjectTypeDefinition: { leave: (node) => (/^(Query|Mutation)$/.test(node.name.value) ? root(node) : named(node)) },
  });
  return renamed;
}

test('two servers compose: what both have is shared', () => {
  const second = { name: 'second', typeDefs: ofOtherTables(subgraphs[0].typeDefs), url: shop.url };
  for (const compose of [composeServices, composeByGuild]) {
    const { errors } = compose([subgraphs[0], second]);
    assert.deepEqual(errors?.map((e) => e.message) ?? [], []);
  }
});

test('a schema with the names of Relay, and marks of fields that are null beside errors alone, composes', async (t) => {
  const server = await start(null, '--federation', '--naming-preset', 'relay', '--nullability', 'semantic');
  t.after(() => server.stop());
  const { _service } = await ask(server.url, '{ _service { sdl } }');
  assert.match(_service.sdl, /type Maker implements Node @key\(fields: "id"\) @key\(fields: "rowId"\)/);
  assert.match(_service.sdl, /@semanticNonNull/);
  for (const compose of [composeServices, composeByGuild]) {
    const { errors } = compose([{ name: 'shop', typeDefs: parse(_service.sdl), url: server.url }]);
    assert.deepEqual(errors?.map((e) => e.message) ?? [], []);
  }
  const { makers } = await ask(server.url, '{ makers(limit: 1) { __typename id name } }');
  const { _entities } = await ask(server.url, 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Maker { id name } } }', { r: makers });
  assert.deepEqual(_entities, makers);
});

test('the subgraph is hidden where introspection is', async (t) => {
  const hidden = await start(null, '--federation', '--introspection', 'off');
  t.after(() => hidden.stop());
  const messages = {};
  for (const field of ['_service { sdl }', '__schema { queryType { name } }']) {
    messages[field] = await ask(hidden.url, `{ ${field} }`).then(assert.fail, (e) => e.message);
  }
  assert.deepEqual(Object.values(messages), ['introspection disabled', 'introspection disabled']);
  assert.deepEqual(await ask(hidden.url, '{ _entities(representations: [{__typename: "Tag", id: 1}]) { __typename } }'), { _entities: [{ __typename: 'Tag' }] });
});
