// graphql-codegen's client preset: it reads the schema from the running server, and what it writes compiles under
// TypeScript's strict rules, with documents that use it rightly and wrongly.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { after, before, test } from 'node:test';

import { start } from '../server.js';

const run = promisify(execFile);
const cwd = fileURLToPath(new URL('..', import.meta.url));

let server;
before(async () => { server = await start(); });
after(() => server.stop());

test('the client preset compiles under strict', async () => {
  await rm(`${cwd}.work/gql`, { recursive: true, force: true });
  await run('node_modules/.bin/graphql-codegen', ['--config', 'codegen.js'], { cwd, env: { ...process.env, TIDDLY_URL: server.url } });
  const generated = await readFile(`${cwd}.work/gql/graphql.ts`, 'utf8');
  assert.doesNotMatch(generated, /: any\b/, 'no type is any');
  await run('node_modules/.bin/tsc', ['--project', '.'], { cwd }).catch((error) => assert.fail(error.stdout));
});
