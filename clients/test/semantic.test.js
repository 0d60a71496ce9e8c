// nullability: semantic, as Relay's compiler reads it: under @throwOnFieldError such a field is not null in the types that it writes.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from 'node:test';

import { start, work } from '../server.js';

const compiler = fileURLToPath(new URL('../node_modules/relay-compiler/cli.js', import.meta.url));
const folder = `${work}/semantic`;

// typesFor returns the types of a query over the schema of a server with such flags.
async function typesFor(...flags) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(`${folder}/src`, { recursive: true });
  await mkdir(`${folder}/made`, { recursive: true });
  const server = await start(null, ...flags);
  // Introspection does not tell which fields have a directive; the text does.
  const schema = await (await fetch(server.url.replace('/graphql', '/schema.graphqls'))).text();
  await server.stop();
  await writeFile(`${folder}/schema.graphql`, schema);
  await writeFile(`${folder}/src/shelf.js`, 'graphql`query shelfQuery @throwOnFieldError { products { id available } }`;\n');
  await writeFile(`${folder}/relay.config.json`, JSON.stringify({
    src: './src', schema: './schema.graphql', artifactDirectory: './made', language: 'typescript', schemaConfig: { nodeInterfaceIdField: 'nodeId' },
  }));
  await promisify(execFile)(process.execPath, [compiler, 'relay.config.json'], { cwd: folder }).catch((e) => assert.fail(e.stdout + e.stderr));
  return readFile(`${folder}/made/shelfQuery.graphql.ts`, 'utf8');
}

test('a marked field is not null in the types under @throwOnFieldError', async () => {
  const marked = await typesFor('--nullability', 'semantic');
  assert.match(marked, /readonly available: boolean;/);
  assert.match(await typesFor(), /readonly available: boolean \| null \| undefined;/);
});
