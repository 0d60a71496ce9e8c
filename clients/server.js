// Runs the built server over a database of its own, on a free port.
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// work holds what the tests write; git does not see it.
export const work = fileURLToPath(new URL('.work', import.meta.url));

// binary is the server.
export const binary = process.env.TIDDLY ?? join(work, 'tiddly');

// owned is the server of the project in owned/.
export const owned = join(work, 'owned');

// chinook is the file of the Chinook database where it lies beside the project, as the Go tests look for it.
export const chinook = findChinook();

function findChinook() {
  const given = process.env.TIDDLY_CHINOOK ?? fileURLToPath(new URL('../../shared/chinook', import.meta.url));
  const file = extname(given) ? given : join(given, 'chinook.sqlite');
  if (existsSync(file)) {
    return file;
  }
  if (process.env.TIDDLY_REQUIRE_CHINOOK) {
    throw new Error(`Chinook is required and not in ${file}`);
  }
  return null;
}

// start gives the address of the GraphQL endpoint and what ends the server. It serves a copy of the file, or the sample, with
// further flags.
export async function start(file = null, ...flags) {
  return startBy(binary, file, ...flags);
}

// startBy is start with another server.
export async function startBy(program, file, ...flags) {
  mkdirSync(work, { recursive: true });
  const folder = mkdtempSync(join(work, 'run-'));
  const database = join(folder, 'test.db');
  if (file) {
    copyFileSync(file, database);
  } else {
    execFileSync(binary, ['sample', database, '--rows', '100'], { stdio: 'ignore' });
  }
  const server = spawn(program, ['serve', '--db', database, '--listen', '127.0.0.1:0', ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  const address = await addressOf(server);
  return {
    url: `${address}/graphql`,
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      const code = await ended;
      rmSync(folder, { recursive: true });
      if (code !== 0) {
        throw new Error(`the server ended with ${code}`);
      }
    },
  };
}

// addressOf reads the address that the server prints once it listens.
function addressOf(server) {
  return new Promise((resolve, reject) => {
    let printed = '';
    const look = (chunk) => {
      printed += chunk;
      const found = printed.match(/GraphQL\s+(http:\/\/[^/\s]+)\/graphql/);
      if (found) {
        resolve(found[1]);
      }
    };
    server.stdout.on('data', look);
    server.stderr.on('data', look);
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`the server ended with ${code} before it listened:\n${printed}`)));
  });
}

// ask sends a document and gives its data.
export async function ask(url, query, variables) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) {
    throw new Error(errors.map((e) => e.message).join('; '));
  }
  return data;
}
