// The server of a project with generated code as a subgraph, beside the same tables served without any: through two gateways,
// what both have is the same to the byte, and fields in Go are there too, in lists, in rows that a gateway asks for, at the
// root, and as the way to rows of another subgraph.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';

import { gateways, listen } from '../gateways.js';
import { ask, owned, start, startBy, work } from '../server.js';

const reviews = [
  { id: '1', text: 'Bright', productId: 1 },
  { id: '2', text: 'Hot', productId: 2 },
  { id: '3', text: 'Bright still', productId: 1 },
  { id: '4', text: 'Never came', productId: 99 },
];

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Query { reviews: [Review!]! }
  type Review @key(fields: "id") { id: ID! text: String! product: Product }
  type Product @key(fields: "id") { id: Int! reviews: [Review!]! }
`);

const schema = buildSubgraphSchema({
  typeDefs,
  resolvers: {
    Query: { reviews: () => reviews },
    Review: {
      __resolveReference: ({ id }) => reviews.find((r) => r.id === id),
      product: (r) => ({ __typename: 'Product', id: r.productId }),
    },
    Product: { __resolveReference: ({ id }) => ({ id }), reviews: ({ id }) => reviews.filter((r) => r.productId === id) },
  },
});

// rows are fields of every kind, of a product.
const rows = '__typename nodeId id name price barcode madeAt maker { code name products(orderBy: [{id: DESC}]) { name } }';

let other;
const served = {};
before(async () => {
  mkdirSync(work, { recursive: true });
  const file = join(work, 'owned.db');
  rmSync(file, { force: true });
  for (const sql of ['schema', 'rows']) {
    execFileSync('sqlite3', [file], { input: readFileSync(fileURLToPath(new URL(`../owned/${sql}.sql`, import.meta.url))) });
  }
  const flags = ['--federation', '--cursors-secret', 'the same cursors from both of them'];
  served.plain = await start(file, ...flags);
  served.owned = await startBy(owned, file, ...flags);
  other = await listen(schema);
});
after(async () => {
  other?.stop();
  for (const server of Object.values(served)) await server.stop();
});

// subgraphs are a server and the one of the reviews.
async function subgraphs({ url }) {
  const { _service } = await ask(url, '{ _service { sdl } }');
  return [{ name: 'shop', typeDefs: parse(_service.sdl), url }, { name: 'reviews', typeDefs, url: other.url }];
}

// bytes are an answer as it is sent, without a field of Go wherever it is.
const bytes = (answer, without) => JSON.stringify(answer, (name, value) => (name === without ? undefined : value));
const plainly = (answer) => JSON.parse(JSON.stringify(answer));

for (const [name, gateway] of gateways) {
  describe(`generated code through the gateway of ${name}`, () => {
    let without, through;
    const ends = [];
    const ending = { after: (end) => ends.push(end) };
    after(() => Promise.all(ends.map((end) => end())));
    before(async () => {
      without = await gateway(ending, await subgraphs(served.plain));
      through = await gateway(ending, await subgraphs(served.owned));
    });

    const both = [
      [`{ products(orderBy: [{price: ASC}]) { ${rows} reviews { text } } }`],
      [`query ($w: ProductWhere) { productsConnection(where: $w, first: 2) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { ${rows} } } } }`, { w: { barcode: { gt: '1' } } }],
      [`{ reviews { text product { ${rows} } } }`],
      ['{ product(by: {barcode: "9007199254740993"}) { id reviews { text } } none: product(by: {id: 77}) { id } }'],
      ['{ makers { code productsConnection(last: 1) { totalCount nodes { name reviews { text } } } } }'],
      ['mutation { updateProduct(by: {id: 2}, set: {price: "0.30"}) { affectedRows node { price reviews { text } } } }'],
      ['mutation { insertProduct(input: {id: 1, name: "x", price: "1", barcode: 5}) { affectedRows } }'],
    ];
    for (const [query, variables] of both) {
      test(`both ways to run answer alike: ${query.slice(0, 60)}`, async () => {
        const expected = await without(query, variables);
        assert.ok(expected.data || expected.errors);
        assert.equal(bytes(await through(query, variables)), bytes(expected));
      });
    }

    test('beside a field in Go the rest is the same to the byte', async () => {
      for (const list of [`products(orderBy: [{id: ASC}]) { ${rows} LABEL reviews { text } }`, `reviews { text product { ${rows} LABEL } }`]) {
        const expected = await without(`{ ${list.replace('LABEL', '')} }`);
        const answer = await through(`{ ${list.replace('LABEL', 'label')} }`);
        assert.equal(bytes(answer, 'label'), bytes(expected));
        assert.match(bytes(answer), /"label":"Lamp at 12\.50"/);
      }
    });

    test('rows that another subgraph refers to have their fields in Go', async () => {
      const { data, errors } = plainly(await through('{ reviews { product { label } } }'));
      assert.deepEqual(data.reviews.map((r) => r.product?.label), ['Lamp at 12.50', 'Kettle at 0.30', 'Lamp at 12.50', undefined]);
      assert.ok((errors ?? []).every((e) => e.path.slice(0, 3).join() === 'reviews,3,product'));
    });

    test('a field in Go leads to rows of another subgraph, and back', async () => {
      const { data, errors } = plainly(await through('{ products(orderBy: [{id: ASC}]) { bestReview { text product { label } } } }'));
      assert.equal(errors, undefined);
      assert.deepEqual(data.products.map((p) => p.bestReview), [
        { text: 'Bright', product: { label: 'Lamp at 12.50' } }, { text: 'Hot', product: { label: 'Kettle at 0.30' } }, null,
      ]);
    });

    test('a query and a mutation in Go, with what another subgraph adds', async () => {
      const read = plainly(await through('{ cheapest { label reviews { text } } }'));
      assert.deepEqual(read, { data: { cheapest: { label: 'Kettle at 0.30', reviews: [{ text: 'Hot' }] } } });
      for (const to of ['Torch', 'Lamp']) {
        const written = plainly(await through('mutation ($to: String!) { rename(id: 1, name: $to) { label maker { code } reviews { text } } }', { to }));
        assert.deepEqual(written, { data: { rename: { label: `${to} at 12.50`, maker: { code: 'bell' }, reviews: [{ text: 'Bright' }, { text: 'Bright still' }] } } });
      }
    });
  });
}
