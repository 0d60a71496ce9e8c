// The kits of tiddly client: each compiles under strict over every kind of key and value, comes out the same from the file
// and from the server, and keeps the answers of the server as they are.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ApolloLink } from '@apollo/client';

import { application, client, codegen, compile, database, load, relayCompiler, tool } from '../kit/project.js';
import { ask, start } from '../server.js';

const file = database();
let server, subgraph;
before(async () => {
  server = await start(file);
  subgraph = await start(file, '--federation');
});
after(async () => {
  await server?.stop();
  await subgraph?.stop();
});

// contents returns the files of a kit.
function contents(app) {
  const folder = join(app, 'src/tiddly');
  return Object.fromEntries(readdirSync(folder, { withFileTypes: true }).filter((f) => f.isFile()).map((f) => [f.name, readFileSync(join(folder, f.name), 'utf8')]));
}

for (const [kit, made] of [['apollo', codegen], ['relay', relayCompiler], ['codegen', codegen]]) {
  test(`the kit ${kit} compiles under strict, and is the same from the server`, async () => {
    const app = application(kit, file);
    const written = contents(app);
    for (const { url } of [server, subgraph]) assert.match(client(app, kit, '--url', url), /up to date/);
    assert.deepEqual(contents(app), written);
    await made(app);
    await compile(app);
  });
}

describe('Apollo with its kit', () => {
  let kit;
  before(async () => {
    const app = application('apollo', file);
    await codegen(app);
    kit = await load(app);
  });

  // spied returns a client, and the documents that it has sent.
  function spied(options = {}) {
    const sent = [];
    const client = kit.createClient({ url: server.url, ...options });
    client.setLink(new ApolloLink((operation, forward) => {
      sent.push(operation.operationName);
      return forward(operation);
    }).concat(client.link));
    return { client, sent };
  }

  test('big integers and instants are parsed, and sent as they came', async () => {
    const { client } = spied();
    const size = 9007199254740993n;
    const { data } = await client.query({ query: kit.things, variables: { where: { size: { in: [size] } } } });
    const [thing] = data.things;
    assert.equal(thing.size, size);
    assert.equal(thing.price, '1.10');
    assert.equal(thing.state, 'NEW');
    assert.deepEqual(thing.extra, { a: [1] });
    assert.equal(thing.madeAt.toISOString(), '2024-05-01T12:00:00.123Z');
    // To the microsecond, which a Date does not have.
    const again = await client.query({ query: kit.things, variables: { where: { madeAt: { eq: thing.madeAt }, id: { eq: thing.id } } } });
    assert.equal(again.data.things.length, 1);
    const { data: { updateThing } } = await client.mutate({ mutation: kit.setThing, variables: { id: 1, set: { size, madeAt: thing.madeAt } } });
    assert.equal(updateThing.node.size, size);
    assert.deepEqual((await ask(server.url, '{ thing(by: {id: 1}) { size madeAt } }')).thing, { size: `${size}`, madeAt: '2024-05-01T12:00:00.123456Z' });
  });

  test('rows are kept by their keys, and what has none where it was read', async () => {
    const { client } = spied();
    const { data } = await client.query({ query: kit.others });
    assert.deepEqual(data.notes.map((n) => n.text), ['one', 'the same']);
    assert.deepEqual(data.stamps.map((s) => s.serial), [9007199254740993n, 9007199254740994n]);
    const ids = Object.keys(client.cache.extract()).filter((id) => !id.startsWith('ROOT') && !id.startsWith('__')).sort();
    assert.deepEqual(ids.filter((id) => !id.startsWith('Day:')), [
      'Label:{"code":"L1"}', 'Label:{"code":"L10"}', 'Part:{"thingId":1,"place":1}', 'Part:{"thingId":1,"place":2}',
      'Stamp:{"serial":"9007199254740993"}', 'Stamp:{"serial":"9007199254740994"}',
    ]);
    assert.equal(ids.filter((id) => id.startsWith('Day:{"nodeId":')).length, 3);
  });

  test('a row that a list has brought is found by its key', async () => {
    const { client, sent } = spied();
    await client.query({ query: kit.topThings, variables: { limit: 2 } });
    await client.query({ query: kit.others });
    assert.equal((await client.query({ query: kit.oneThing, variables: { id: 2 } })).data.thing.name, 'thing 02');
    const { data } = await client.query({ query: kit.oneOther, variables: { thing: 1, place: 2, serial: 9007199254740993n } });
    assert.deepEqual([data.part.weight, data.stamp.text], [1n, 'a']);
    assert.equal(sent.length, 2);
    assert.equal((await client.query({ query: kit.oneThing, variables: { id: 12 } })).data.thing.name, 'thing 12');
    assert.equal((await client.query({ query: kit.oneThing, variables: { id: 1200 } })).data.thing, null);
    assert.equal(sent.length, 4);
  });

  test('a fragment on an interface matches', async () => {
    const { client } = spied();
    const { labels } = await ask(server.url, '{ labels(limit: 1) { nodeId } }');
    const { data } = await client.query({ query: kit.nodes, variables: { ids: [labels[0].nodeId] } });
    assert.deepEqual(data.nodes, [{ __typename: 'Label', nodeId: labels[0].nodeId, code: 'L1', text: 'label of thing 01' }]);
  });

  // watched returns what a query shows, and sees it to the end of what it loads.
  async function watched(client, query, variables) {
    const observable = client.watchQuery({ query, variables });
    const subscription = observable.subscribe(() => {});
    await settled(observable);
    return { observable, subscription };
  }

  async function settled(observable) {
    const quiet = (r) => !r.loading && r.dataState === 'complete';
    if (quiet(observable.getCurrentResult())) return;
    await new Promise((resolve) => {
      const s = observable.subscribe((r) => { if (quiet(r)) { resolve(); queueMicrotask(() => s.unsubscribe()); } });
    });
  }

  const names = (observable) => observable.getCurrentResult().data.things.map((t) => t.id);

  // shows waits until a query shows rows with these ids, and fails where it comes to rest with others.
  async function shows(read, observable, expected) {
    const same = () => JSON.stringify(read(observable)) === JSON.stringify(expected);
    if (!same()) {
      await new Promise((resolve) => {
        const s = observable.subscribe(() => { if (same()) { resolve(); queueMicrotask(() => s.unsubscribe()); } });
        setTimeout(resolve, 5000).unref();
      });
    }
    assert.deepEqual(read(observable), expected);
  }

  test('a list without offset is as long as the server sends it, and asks for what is missing', async () => {
    const { client, sent } = spied();
    const ids = async (limit) => (await client.query({ query: kit.topThings, variables: { limit } })).data.things.map((t) => t.id);
    assert.deepEqual(await ids(5), [1, 2, 3, 4, 5]);
    assert.deepEqual(await ids(3), [1, 2, 3]);
    assert.deepEqual(await ids(0), []);
    assert.equal(sent.length, 1);
    assert.equal((await ids(7)).length, 7);
    assert.equal(sent.length, 2);
    assert.equal((await ids(40)).length, 30);
    assert.equal((await ids(50)).length, 30, 'the list is known to its end');
    assert.equal(sent.length, 3);
  });

  test('a list with offset grows by fetchMore, and a row that leaves the cache leaves no gap', async () => {
    const { client, sent } = spied();
    const { observable, subscription } = await watched(client, kit.things, { limit: 5, offset: 0 });
    await observable.fetchMore({ variables: { offset: 5 } });
    await shows(names, observable, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    kit.removeRow(client.cache, { __typename: 'Thing', id: 3 });
    await shows(names, observable, [1, 2, 4, 5, 6, 7, 8, 9, 10]);
    // The server has lost the row too, so its next page begins one place earlier.
    await ask(server.url, 'mutation { deleteThing(by: {id: 3}) { affectedRows } }');
    await observable.fetchMore({ variables: { offset: 9 } });
    await shows(names, observable, [1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    assert.equal(sent.length, 3);
    subscription.unsubscribe();
  });

  test('a page that turns out to be another one takes what came behind it along', async () => {
    const { client } = spied();
    const write = (offset, ids) => client.writeQuery({
      query: kit.things, variables: { limit: 2, offset },
      data: { things: ids.map((id) => ({ __typename: 'Thing', id, name: `${id}`, state: 'NEW', size: 1n, price: '1', madeAt: null, day: null, at: null, mark: null, extra: null, picture: null })) },
    });
    const read = () => client.readQuery({ query: kit.things, variables: { limit: 2, offset: 0 } })?.things.map((t) => t.id);
    write(0, [1, 2]);
    write(2, [3, 4]);
    assert.deepEqual(read(), [1, 2, 3, 4]);
    write(0, [9, 1]);
    assert.deepEqual(read(), [9, 1]);
    write(4, [5, 6]);
    assert.deepEqual(read(), [9, 1], 'a page behind a gap waits for it');
    write(2, [2, 3]);
    assert.deepEqual(read(), [9, 1, 2, 3, 5, 6]);
  });

  const edges = (observable) => observable.getCurrentResult().data.thingsConnection.edges.map((e) => e.node.id);

  test('a connection grows in both directions, from any place on', async () => {
    const { client } = spied();
    const { thingsConnection: all } = await ask(server.url, '{ thingsConnection(first: 30) { edges { cursor node { id } } } }');
    const { observable, subscription } = await watched(client, kit.thingPages, { first: 3, after: all.edges[9].cursor });
    const ids = all.edges.map((e) => e.node.id);
    await shows(edges, observable, ids.slice(10, 13));
    const info = () => observable.getCurrentResult().data.thingsConnection.pageInfo;
    await observable.fetchMore({ variables: { after: info().endCursor } });
    await shows(edges, observable, ids.slice(10, 16));
    await observable.fetchMore({ variables: { first: null, after: null, last: 4, before: info().startCursor } });
    await shows(edges, observable, ids.slice(6, 16));
    assert.deepEqual([info().hasPreviousPage, info().hasNextPage], [true, true]);
    await observable.fetchMore({ variables: { first: null, after: null, last: 20, before: info().startCursor } });
    await shows(edges, observable, ids.slice(0, 16));
    assert.equal(info().hasPreviousPage, false);
    await observable.fetchMore({ variables: { first: 20, after: info().endCursor } });
    await shows(edges, observable, ids);
    assert.equal(info().hasNextPage, false);
    subscription.unsubscribe();
    // From the beginning it is another list.
    const begin = await watched(client, kit.thingPages, { first: 2 });
    assert.deepEqual(edges(begin.observable), [1, 2]);
    // And a longer first page is asked for.
    assert.equal((await client.query({ query: kit.thingPages, variables: { first: 4 } })).data.thingsConnection.edges.length, 4);
    begin.subscription.unsubscribe();
  });

  test('a deleted row leaves every list, and an inserted one comes where it belongs', async () => {
    const { client } = spied();
    const list = await watched(client, kit.topThings, { limit: 100 });
    const pages = await watched(client, kit.thingPages, { first: 100 });
    const { data: { insertThing } } = await client.mutate({
      mutation: kit.addThing, variables: { input: { name: 'one more', size: 5n, price: '0.10' } },
      update: (cache) => kit.refreshLists(cache, 'Thing'),
    });
    await settled(list.observable);
    await settled(pages.observable);
    const { id } = insertThing.node;
    assert.equal(names(list.observable).at(-1), id);
    assert.equal(edges(pages.observable).at(-1), id);
    await client.mutate({ mutation: kit.removeThing, variables: { id }, update: (cache, { data }) => kit.removeRow(cache, data.deleteThing.node) });
    assert.equal(names(list.observable).includes(id), false);
    assert.equal(edges(pages.observable).includes(id), false);
    const { edges: left, totalCount } = pages.observable.getCurrentResult().data.thingsConnection;
    assert.equal(totalCount, left.length, 'and is not counted');
    list.subscription.unsubscribe();
    pages.subscription.unsubscribe();
  });

  test('an error is what the server says', async () => {
    const { client } = spied();
    const error = await client.mutate({ mutation: kit.addThing, variables: { input: { name: 'thing 01', size: 5n, price: '1' } } }).catch((e) => e);
    const reason = kit.reasonOf(error);
    assert.equal(reason.code, 'CONSTRAINT_UNIQUE');
    assert.deepEqual(reason.columns, ['name']);
    // The path of the argument is for programs; the column is where a form shows it.
    const long = await client.mutate({ mutation: kit.setThing, variables: { id: 2, set: { price: '123456789012345678.90' } } }).catch((e) => e);
    assert.match(kit.reasonOf(long).message, /^the value has more than 15/);
    assert.deepEqual(kit.reasonOf(long).columns, ['price']);
    assert.equal(kit.reasonOf(await kit.createClient({ url: 'http://127.0.0.1:1/graphql' }).query({ query: kit.others }).catch((e) => e)).message, 'The server cannot be reached');
  });

  test('the server answers the documents of the list, and no others', async () => {
    const app = application('apollo', file);
    await codegen(app);
    execFileSync(process.execPath, ['src/tiddly/persisted-documents.mjs'], { cwd: app });
    const list = join(app, 'src/tiddly/persisted-documents.json');
    const closed = await start(file, '--documents', 'only', '--manifest', list);
    try {
      const client = kit.createClient({ url: closed.url, manifest: async () => JSON.parse(readFileSync(list, 'utf8')) });
      assert.equal((await client.query({ query: kit.topThings, variables: { limit: 2 } })).data.things.length, 2);
      await assert.rejects(ask(closed.url, '{ things { id } }'), /only the documents of its list/);
    } finally {
      await closed.stop();
    }
  });
});

describe('Relay with its kit', () => {
  let app, kit;
  before(async () => {
    app = application('relay', file);
    await relayCompiler(app);
    kit = await load(app);
  });

  test('rows are kept by their global ids, and node finds them in the store', async () => {
    const environment = kit.createEnvironment({ url: server.url });
    const data = await kit.fetchQuery(environment, kit.thingsQuery, { first: 2 }).toPromise();
    const thing = data.thingsConnection.edges[0].node;
    assert.equal(thing.size, '9007199254740993');
    const { things, parts } = await ask(server.url, '{ things(limit: 3) { nodeId } parts(limit: 1) { nodeId } }');
    const source = environment.getStore().getSource();
    assert.equal(source.get(things[0].nodeId).price, '1.10');
    assert.equal(source.get(parts[0].nodeId).weight, '9007199254740993');
    assert.equal(environment.check(operation(kit.nodeQuery, { id: things[0].nodeId })).status, 'available');
    assert.equal(environment.check(operation(kit.nodesQuery, { ids: [things[1].nodeId, things[0].nodeId] })).status, 'available');
    assert.equal(environment.check(operation(kit.nodesQuery, { ids: [things[0].nodeId, things[2].nodeId] })).status, 'missing');
  });

  // operation describes a query for check, as the hooks do.
  function operation(query, variables) {
    return kit.createOperationDescriptor(kit.getRequest(query), variables);
  }

  test('an error is what the server says', async () => {
    const environment = kit.createEnvironment({ url: server.url });
    const error = await new Promise((resolve) => kit.commitMutation(environment, { mutation: kit.setMutation, variables: { id: 1, set: { name: 'thing 02' } }, onError: resolve }));
    assert.equal(kit.reasonOf(error).code, 'CONSTRAINT_UNIQUE');
  });

  test('the server answers the documents of the list, and no others', async () => {
    const list = join(app, 'src/tiddly/persisted-documents.json');
    execFileSync(process.execPath, ['src/tiddly/persisted-documents.mjs'], { cwd: app });
    const closed = await start(file, '--documents', 'only', '--manifest', list);
    try {
      const persisted = await load(app);
      assert.equal(persisted.thingsQuery.params.text, null);
      const data = await kit.fetchQuery(persisted.createEnvironment({ url: closed.url }), persisted.thingsQuery, { first: 2 }).toPromise();
      assert.equal(data.thingsConnection.edges.length, 2);
      await assert.rejects(ask(closed.url, '{ things { id } }'), /only the documents of its list/);
    } finally {
      await closed.stop();
    }
  });
});

test('the server answers the documents that graphql-codegen lists', async () => {
  const app = application('codegen', file);
  execFileSync(process.execPath, ['src/tiddly/persisted-documents.mjs'], { cwd: app });
  const list = join(app, 'src/tiddly/persisted-documents.json');
  await tool(app, 'typescript/bin/tsc');
  const closed = await start(file, '--documents', 'only', '--manifest', list);
  try {
    const [sha256Hash] = Object.keys(JSON.parse(readFileSync(list, 'utf8')));
    const response = await fetch(closed.url, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash } } }),
    });
    assert.equal((await response.json()).data.part.weight, '9007199254740993');
  } finally {
    await closed.stop();
  }
});
