// Applications that have nothing but a kit and a few documents, over the tables of schema.sql.
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';

import { binary, work } from '../server.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const modules = fileURLToPath(new URL('../node_modules/', import.meta.url));

// database writes the tables to a file, and returns its path.
export function database() {
  mkdirSync(work, { recursive: true });
  const file = join(work, 'kit.db');
  rmSync(file, { force: true });
  execFileSync('sqlite3', [file], { input: readFileSync(join(here, 'schema.sql')) });
  return file;
}

// client runs tiddly client in the folder of an application, and returns what it printed.
export function client(app, kit, ...args) {
  return execFileSync(binary, ['client', kit, '--out', 'src/tiddly', ...args], { cwd: app, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

// application makes a folder with the sources of kit/NAME and a fresh kit.
export function application(kit, file) {
  const app = join(work, `kit-${kit}`);
  rmSync(app, { recursive: true, force: true });
  cpSync(join(here, kit), join(app, 'src'), { recursive: true });
  cpSync(join(here, 'tsconfig.json'), join(app, 'tsconfig.json'));
  writeFileSync(join(app, 'package.json'), '{ "private": true, "type": "module" }\n');
  client(app, kit, '--db', file);
  return app;
}

// tool runs a program of node_modules in a folder.
export async function tool(cwd, script, ...args) {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [join(modules, script), ...args], { cwd });
    return stdout;
  } catch (error) {
    throw new Error(`${script}:\n${error.stdout}${error.stderr}`);
  }
}

export const codegen = (app) => tool(app, '@graphql-codegen/cli/cjs/bin.js', '--config', 'src/tiddly/codegen.mjs', '--silent');
export const relayCompiler = (app) => tool(join(app, 'src/tiddly'), 'relay-compiler/cli.js');
export const compile = (app) => tool(app, 'typescript/bin/tsc');

// load bundles src/entry.ts, and imports it.
export async function load(app) {
  const bundle = await rolldown({ input: join(app, 'src/entry.ts'), external: (id) => !/^[./]/.test(id), logLevel: 'silent' });
  const file = join(app, `built/${Date.now()}.js`);
  await bundle.write({ file, format: 'esm' });
  return import(pathToFileURL(file));
}
