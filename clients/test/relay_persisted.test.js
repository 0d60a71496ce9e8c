// Relay's compiler writes its documents to a file, and the server answers these alone, by the compiler's ids.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from 'node:test';
import { buildClientSchema, getIntrospectionQuery, printSchema } from 'graphql';
import relay from 'relay-runtime';

import { ask, start, work } from '../server.js';

const { Environment, Network, RecordSource, Store, fetchQuery } = relay;
const compiler = fileURLToPath(new URL('../node_modules/relay-compiler/cli.js', import.meta.url));
const folder = `${work}/persisted`;

// compile writes a document, and what the compiler makes of it, and returns the artifact.
async function compile() {
  await rm(folder, { recursive: true, force: true });
  await mkdir(`${folder}/src`, { recursive: true });
  await mkdir(`${folder}/made`, { recursive: true });
  const open = await start();
  const introspection = await ask(open.url, getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true }));
  await open.stop();
  await writeFile(`${folder}/schema.graphql`, printSchema(buildClientSchema(introspection)));
  await writeFile(`${folder}/src/tags.js`, 'graphql`query tagsQuery($limit: Int) { tags(limit: $limit) { id name } }`;\n');
  await writeFile(`${folder}/relay.config.json`, JSON.stringify({
    src: './src', schema: './schema.graphql', artifactDirectory: './made', language: 'javascript', eagerEsModules: true,
    schemaConfig: { nodeInterfaceIdField: 'nodeId' }, persistConfig: { file: './list.json' },
  }));
  await writeFile(`${folder}/list.json`, '{}');
  await promisify(execFile)(process.execPath, [compiler, 'relay.config.json'], { cwd: folder }).catch((e) => assert.fail(e.stdout + e.stderr));
  return (await import(`${folder}/made/tagsQuery.graphql.js`)).default;
}

test('the documents of relay-compiler are answered by their ids, and no others', async (t) => {
  const query = await compile();
  const list = JSON.parse(await readFile(`${folder}/list.json`, 'utf8'));
  assert.equal(query.params.text, null);
  assert.ok(list[query.params.id].includes('tagsQuery'));
  const server = await start(null, '--documents', 'only', '--manifest', `${folder}/list.json`);
  t.after(() => server.stop());
  const env = new Environment({
    network: Network.create(async ({ id }, variables) => {
      const response = await fetch(server.url, {
        method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ doc_id: id, variables }),
      });
      return response.json();
    }),
    store: new Store(new RecordSource()),
    getDataID: (row) => row.nodeId,
  });
  const { tags } = await fetchQuery(env, query, { limit: 2 }).toPromise();
  assert.equal(tags.length, 2);
  await assert.rejects(ask(server.url, '{ tags { id } }'), /only the documents of its list/);
});
