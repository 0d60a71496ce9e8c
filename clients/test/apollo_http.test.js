// How Apollo's links ask: by hash, by GET, by the ids of a manifest, and several requests at once.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { ApolloClient, CombinedGraphQLErrors, HttpLink, gql } from '@apollo/client';
import { BatchHttpLink } from '@apollo/client/link/batch-http';

import { cache } from '../apollo/cache.js';
import { addTag, someTags } from '../apollo/documents.js';
import { persistedLink } from '../apollo/persisted.js';
import { trustedLink } from '../apollo/trusted.js';
import { ask, start, work } from '../server.js';

const run = promisify(execFile);
const cwd = fileURLToPath(new URL('../apollo', import.meta.url));

// recorded returns a fetch that notes what is sent: [{method, query, answer}].
function recorded() {
  const sent = [];
  return {
    sent,
    async fetch(uri, options) {
      const response = await fetch(uri, options);
      const asked = options.method === 'GET' ? Object.fromEntries(new URL(uri).searchParams) : JSON.parse(options.body);
      const cacheControl = response.headers.get('cache-control');
      sent.push({ method: options.method, query: asked.query, asked, status: response.status, cacheControl, answer: await response.clone().json() });
      return response;
    },
  };
}

test('documents are registered once, and asked by their hash and by GET from then on', async (t) => {
  const server = await start(null, '--graphql-cache-control', 'max-age=60');
  t.after(() => server.stop());
  const names = gql`query Names($limit: Int) { tags(orderBy: [{ id: ASC }], limit: $limit) { id name } }`;
  const { sent, fetch } = recorded();
  const apollo = () => new ApolloClient({ link: persistedLink(server.url, { fetch }), cache: cache() });
  const client = apollo();
  const { data } = await client.query({ query: names, variables: { limit: 3 } });
  assert.equal(data.tags.length, 3);
  assert.deepEqual(sent.map(({ method, query }) => [method, Boolean(query)]), [['GET', false], ['POST', true]]);
  assert.equal(sent[0].answer.errors[0].message, 'PersistedQueryNotFound');
  assert.equal(sent[0].cacheControl, 'no-store');
  // Another client, which has not registered anything.
  sent.length = 0;
  const other = await apollo().query({ query: names, variables: { limit: 2 } });
  assert.equal(other.data.tags.length, 2);
  assert.deepEqual(sent.map(({ method, query, cacheControl }) => [method, query, cacheControl]), [['GET', undefined, 'max-age=60']]);
});

test('mutations are registered and go by POST', async (t) => {
  const server = await start();
  t.after(() => server.stop());
  const { sent, fetch } = recorded();
  const client = new ApolloClient({ link: persistedLink(server.url, { fetch }), cache: cache() });
  for (const name of ['hashed', 'hashed again']) {
    const { data } = await client.mutate({ mutation: addTag, variables: { input: { name } } });
    assert.equal(data.insertTag.node.name, name);
  }
  assert.deepEqual(sent.map(({ method, query }) => [method, Boolean(query)]), [['POST', false], ['POST', true], ['POST', false]]);
});

test('where nothing can be registered the client sends documents', async (t) => {
  const server = await start(null, '--limit-persisted', '0');
  t.after(() => server.stop());
  const { sent, fetch } = recorded();
  const client = new ApolloClient({ link: persistedLink(server.url, { fetch }), cache: cache() });
  const { data } = await client.query({ query: someTags, variables: { limit: 1 } });
  assert.equal(data.tags.length, 1);
  await client.query({ query: someTags, variables: { limit: 2 } });
  assert.deepEqual(sent.map(({ method, query }) => [method, Boolean(query)]), [['GET', false], ['POST', true], ['POST', true]]);
});

test('only the documents of the manifest that Apollo writes are answered', async (t) => {
  await run(process.execPath, ['../node_modules/@apollo/generate-persisted-query-manifest/cli.js'], { cwd }).catch((e) => assert.fail(e.stdout + e.stderr));
  const path = `${work}/persisted-query-manifest.json`;
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  assert.deepEqual(manifest.operations.map(({ name }) => name), ['AddTag', 'SomeTags']);
  const server = await start(null, '--documents', 'only', '--manifest', path);
  t.after(() => server.stop());
  const { sent, fetch } = recorded();
  const client = new ApolloClient({ link: trustedLink(server.url, async () => manifest, { fetch }), cache: cache() });
  const added = await client.mutate({ mutation: addTag, variables: { input: { name: 'trusted' } } });
  assert.equal(added.data.insertTag.node.name, 'trusted');
  const { data } = await client.query({ query: someTags, variables: { limit: 2 } });
  assert.equal(data.tags.length, 2);
  assert.deepEqual(sent.map(({ query, status }) => [query, status]), [[undefined, 200], [undefined, 200]]);
  // A client that sends documents gets no other.
  const plain = new ApolloClient({ link: new HttpLink({ uri: server.url }), cache: cache() });
  await assert.rejects(plain.query({ query: gql`query Other { tags { id } }` }), (error) => {
    assert.ok(CombinedGraphQLErrors.is(error), String(error));
    assert.equal(error.errors[0].extensions.code, 'PERSISTED_QUERY_NOT_IN_LIST');
    return true;
  });
});

test('requests of one moment go in one array', async (t) => {
  const server = await start(null, '--limit-batch', '10');
  t.after(() => server.stop());
  const { sent, fetch } = recorded();
  const client = new ApolloClient({ link: new BatchHttpLink({ uri: server.url, fetch, batchInterval: 5 }), cache: cache() });
  const wrong = gql`query Wrong { tags(limit: -1) { id } }`;
  const [two, one, refused] = await Promise.allSettled([
    client.query({ query: someTags, variables: { limit: 2 } }),
    client.query({ query: gql`{ makers(limit: 1) { id name } }` }),
    client.query({ query: wrong }),
  ]);
  assert.equal(two.value.data.tags.length, 2);
  assert.equal(one.value.data.makers.length, 1);
  assert.equal(refused.reason.errors[0].extensions.code, 'REQUEST_VALUE');
  assert.equal(sent.length, 1);
  assert.equal(sent[0].asked.length, 3);
});

let server;
before(async () => { server = await start(); });
after(() => server.stop());

test('pages by cursors are put together by the stock policy, in both directions', async () => {
  const page = gql`
    query Page($first: Int, $after: String, $last: Int, $before: String, $where: ProductWhere) {
      productsConnection(where: $where, orderBy: [{ price: DESC }], first: $first, after: $after, last: $last, before: $before) {
        edges { cursor node { id name price } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }
  `;
  const where = { stock: { gt: 0 } };
  const whole = (await ask(server.url, '{ products(where: {stock: {gt: 0}}, orderBy: [{price: DESC}]) { id } }')).products.map(({ id }) => id);
  const held = (client) => {
    const { edges, pageInfo } = client.cache.readQuery({ query: page, variables: { where } }).productsConnection;
    return { ids: edges.map(({ node }) => node.id), pageInfo };
  };
  const forward = new ApolloClient({ link: new HttpLink({ uri: server.url }), cache: cache() });
  const watched = forward.watchQuery({ query: page, variables: { where, first: 10 } });
  const watching = watched.subscribe(() => {});
  await forward.query({ query: page, variables: { where, first: 10 } });
  for (let n = 2; n <= 3; n += 1) {
    await watched.fetchMore({ variables: { after: held(forward).pageInfo.endCursor } });
    assert.deepEqual(held(forward).ids, whole.slice(0, 10 * n));
  }
  assert.equal(held(forward).pageInfo.hasNextPage, true);
  watching.unsubscribe();
  const backward = new ApolloClient({ link: new HttpLink({ uri: server.url }), cache: cache() });
  await backward.query({ query: page, variables: { where, last: 5 } });
  const back = backward.watchQuery({ query: page, variables: { where, last: 5 } });
  const waiting = back.subscribe(() => {});
  await back.fetchMore({ variables: { last: 5, before: held(backward).pageInfo.startCursor } });
  assert.deepEqual(held(backward).ids, whole.slice(-10));
  assert.equal(held(backward).pageInfo.hasPreviousPage, true);
  waiting.unsubscribe();
});
