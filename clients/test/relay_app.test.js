// The app of docs/relay.md, compiled and built as a reader does it, and used in a browser over the running server: once with
// the names as they are, and once with those of the preset, where Relay needs no configuration.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { after, before, describe, test } from 'node:test';
import { buildClientSchema, getIntrospectionQuery, printSchema } from 'graphql';
import { chromium } from 'playwright-core';
import { build } from 'vite';

import { ask, start, work } from '../server.js';

const run = promisify(execFile);
const compiler = fileURLToPath(new URL('../node_modules/relay-compiler/cli.js', import.meta.url));
const types = { '.html': 'text/html', '.js': 'text/javascript' };

// renamed gives a text of the app as it is written under the preset: the global id is id, and the column rowId.
function renamed(text) {
  return text.replaceAll('deletedNodeId', 'deletedId').replace(/\bid\b/g, 'rowId').replaceAll('nodeId', 'id')
    .replace(/ *"schemaConfig".*\n/, '').replace(/ *\/\/ A column rowId.*\n *getDataID.*\n/, '');
}

async function write(folder, preset) {
  await rm(folder, { recursive: true, force: true });
  await cp(fileURLToPath(new URL('../relay-app', import.meta.url)), folder, { recursive: true });
  if (preset !== 'relay') return;
  for (const name of [...(await readdir(`${folder}/src`)).map((name) => `src/${name}`), 'relay.config.json']) {
    if (name === 'src/main.jsx') continue;
    await writeFile(join(folder, name), renamed(await readFile(join(folder, name), 'utf8')));
  }
}

for (const preset of ['standard', 'relay']) {
  describe(`with the preset ${preset}`, () => {
    const app = join(work, `relay-app-${preset}`);
    const id = preset === 'relay' ? 'id' : 'nodeId';
    const rowId = preset === 'relay' ? 'rowId' : 'id';
    let server, pages, browser;
    before(async () => {
      server = await start(null, '--naming-preset', preset);
      await write(app, preset);
      const introspection = await ask(server.url, getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true }));
      await writeFile(`${app}/schema.graphql`, printSchema(buildClientSchema(introspection)));
      await run(process.execPath, [compiler], { cwd: app }).catch((error) => assert.fail(error.stdout + error.stderr));
      process.env.VITE_TIDDLY = server.url;
      process.chdir(app); // where the plugin looks for relay.config.json, as it does for a reader
      await build({ root: app, logLevel: 'error', build: { outDir: 'built', emptyOutDir: true } });
      pages = createServer(async (request, response) => {
        const { pathname } = new URL(request.url, 'http://localhost');
        const body = await readFile(join(app, 'built', pathname === '/' ? 'index.html' : pathname)).catch(() => null);
        response.writeHead(body ? 200 : 404, { 'content-type': types[extname(pathname)] ?? (pathname === '/' ? 'text/html' : 'text/plain') }).end(body);
      });
      await new Promise((resolve) => pages.listen(0, '127.0.0.1', resolve));
      browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
    });
    after(async () => {
      await browser?.close();
      pages?.close();
      await server?.stop();
    });

    // visit opens the app, and records what it asks and what goes wrong.
    async function visit(search = '') {
      const page = await browser.newPage();
      const asked = [], wrong = [];
      page.on('pageerror', (error) => wrong.push(error.message));
      page.on('request', (request) => request.method() === 'POST' && asked.push(JSON.parse(request.postData())));
      page.on('response', async (response) => {
        if (response.request().method() !== 'POST') return;
        const answer = await response.text().catch(() => '');
        if (answer.includes('"errors"')) wrong.push(answer);
      });
      await page.goto(`http://localhost:${pages.address().port}/${search}`);
      return { page, asked, wrong };
    }

    test('a list is paged in both directions', async () => {
      const { makersConnection: all } = await ask(server.url, '{ makersConnection(orderBy: [{founded: DESC}], first: 20) { edges { cursor node { name } } } }');
      const names = all.edges.map((edge) => edge.node.name);
      const { page, wrong } = await visit(`?after=${all.edges[2].cursor}`);
      const rows = page.locator('ol li button');
      const shows = async (from, to) => {
        await rows.nth(to - from - 1).waitFor();
        assert.deepEqual(await rows.allInnerTexts(), names.slice(from, to));
      };
      const [older, newer] = ['Older', 'Newer'].map((name) => page.getByRole('button', { name }));
      await shows(3, 5);
      await older.click();
      await shows(3, 7);
      assert.equal(await older.isDisabled(), true);
      await newer.click();
      await shows(1, 7);
      await newer.click();
      await shows(0, 7);
      assert.equal(await newer.isDisabled(), true);
      assert.deepEqual(wrong, []);
    });

    test('a fragment is read again by node, and rows are appended and removed', async () => {
      const { page, asked, wrong } = await visit();
      const second = page.locator('ol li button').nth(1);
      const name = await second.innerText();
      await second.click();
      await page.getByRole('heading', { name }).waitFor();
      const global = asked.find(({ query }) => query.includes('query MakerQuery')).variables.maker;
      await page.getByRole('button', { name: 'Motto' }).click();
      const { node } = await ask(server.url, `query ($id: ID!) { node(${id}: $id) { ... on Maker { name motto ${rowId} collections(orderBy: [{${rowId}: ASC}]) { title } } } }`, { id: global });
      assert.equal(node.name, name);
      await page.getByText(node.motto).waitFor();
      const refetch = asked.find(({ query }) => query.includes('query MakerRefetchQuery'));
      assert.match(refetch.query, new RegExp(`node\\(${id}: \\$${id}\\)`));
      assert.equal(refetch.variables[id], global);

      const titles = page.locator('ul li');
      assert.equal(await titles.count(), node.collections.length);
      await page.getByRole('button', { name: 'Add' }).click();
      await titles.nth(node.collections.length).waitFor();
      assert.match(await titles.last().innerText(), /^New/);
      await titles.last().getByRole('button').click();
      await titles.nth(node.collections.length).waitFor({ state: 'detached' });
      assert.equal(await page.getByRole('heading').innerText(), name);
      assert.deepEqual(wrong, []);
    });
  });
}
