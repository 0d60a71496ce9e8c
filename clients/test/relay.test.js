// Relay: the compiler takes the served schema, and the runtime keeps rows by their nodeId.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { after, before, test } from 'node:test';
import { buildClientSchema, getIntrospectionQuery, printSchema } from 'graphql';
import relay from 'relay-runtime';

import { ask, start, work } from '../server.js';

const { Environment, Network, RecordSource, Store, commitMutation, createOperationDescriptor, fetchQuery, getSingularSelector } = relay;
const run = promisify(execFile);
const cwd = fileURLToPath(new URL('..', import.meta.url));

let server, artifacts;
before(async () => {
  server = await start();
  await rm(`${work}/relay`, { recursive: true, force: true });
  await mkdir(`${work}/relay`, { recursive: true });
  const introspection = await ask(server.url, getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true }));
  await writeFile(`${work}/schema.graphql`, printSchema(buildClientSchema(introspection)));
  // Not .bin/relay-compiler: a package of codegen's brings another program of that name.
  await run(process.execPath, ['node_modules/relay-compiler/cli.js', 'relay.config.json'], { cwd }).catch((error) => assert.fail(error.stdout + error.stderr));
  artifacts = Object.fromEntries(await Promise.all([
    'shopShelfQuery', 'shopTwinsQuery', 'shopCard', 'shopLine', 'shopRenameMutation', 'shopRemoveMutation',
  ].map(async (name) =>
    [name, (await import(`${work}/relay/${name}.graphql.js`)).default])));
});
after(() => server.stop());

// environment is Relay's as a user sets it up: the global id is nodeId, for id is the database's column.
function environment() {
  return new Environment({
    network: Network.create((operation, variables) =>
      ask(server.url, operation.text, variables).then((data) => ({ data }))),
    store: new Store(new RecordSource()),
    getDataID: (row) => row.nodeId,
  });
}

test('a list with fragments is read from the store', async () => {
  const env = environment();
  const variables = { limit: 4, where: { stock: { gt: 0 } } };
  const data = await fetchQuery(env, artifacts.shopShelfQuery, variables).toPromise();
  assert.equal(data.products.length, 4);
  const whole = await ask(server.url, `{
    products(where: {stock: {gt: 0}}, orderBy: [{name: ASC}], limit: 4) { nodeId id name price collection { id title maker { id name } } }
  }`);
  data.products.forEach((reference, i) => {
    const { nodeId, ...expected } = whole.products[i];
    assert.equal(reference.nodeId, nodeId);
    const selector = getSingularSelector(artifacts.shopCard, reference);
    assert.deepEqual(JSON.parse(JSON.stringify(env.lookup(selector).data)), expected);
  });
});

test('rows are kept by nodeId, with keys of one column and of several', async () => {
  const env = environment();
  const variables = { limit: 2 };
  const operation = createOperationDescriptor(artifacts.shopShelfQuery, variables);
  const data = await fetchQuery(env, artifacts.shopShelfQuery, variables).toPromise();
  const retained = env.retain(operation);
  const source = env.getStore().getSource();
  const [product] = data.products;
  assert.equal(source.get(product.nodeId).__typename, 'Product');
  const decoded = source.getRecordIDs().filter((id) => !id.startsWith('client:'))
    .map((id) => [id, JSON.parse(Buffer.from(id, 'base64url'))]);
  const lines = decoded.filter(([, [type]]) => type === 'OrderLine');
  assert.equal(lines.length, data.orders[0].orderLines.length);
  for (const [id, [, order, line]] of lines) {
    assert.deepEqual([source.get(id).orderId, source.get(id).line], [order, line]);
  }
  const types = new Set(decoded.map(([, [type]]) => type));
  assert.deepEqual([...types].sort(), ['Collection', 'Maker', 'Order', 'OrderLine', 'Product']);
  retained.dispose();
});

test('rows of two tables with equal ids are apart', async () => {
  const env = environment();
  const { makers: [maker], collections: [collection] } = await fetchQuery(env, artifacts.shopTwinsQuery, {}).toPromise();
  assert.equal(maker.id, collection.id);
  const source = env.getStore().getSource();
  assert.deepEqual([source.get(maker.nodeId).name, source.get(collection.nodeId).title], [maker.name, collection.title]);
  assert.equal(source.get(String(maker.id)), undefined);
});

// commit runs a mutation to its end.
function commit(env, mutation, variables) {
  return new Promise((resolve, reject) => {
    commitMutation(env, {
      mutation,
      variables,
      onCompleted: (data, errors) => (errors ? reject(new Error(errors[0].message)) : resolve(data)),
      onError: reject,
    });
  });
}

test('a mutation changes the row in the store', async () => {
  const env = environment();
  const data = await fetchQuery(env, artifacts.shopShelfQuery, { limit: 1 }).toPromise();
  const selector = getSingularSelector(artifacts.shopCard, data.products[0]);
  const snapshot = env.lookup(selector);
  const seen = [];
  env.subscribe(snapshot, (next) => seen.push(next.data.name));
  await commit(env, artifacts.shopRenameMutation, { id: snapshot.data.id, name: 'Renamed Lamp' });
  assert.deepEqual(seen, ['Renamed Lamp']);
});

test('a deleted row leaves the store by its deletedNodeId', async () => {
  const env = environment();
  await fetchQuery(env, artifacts.shopShelfQuery, { limit: 1 }).toPromise();
  const source = env.getStore().getSource();
  const { orders } = await ask(server.url, '{ orders(limit: 1) { orderLines(where: {refunds: {none: {}}}, limit: 1) { nodeId orderId line } } }');
  const [{ nodeId: id, orderId: order, line }] = orders[0].orderLines;
  assert.equal(source.get(id).line, line);
  await commit(env, artifacts.shopRemoveMutation, { order, line });
  assert.equal(source.get(id), null);
});
