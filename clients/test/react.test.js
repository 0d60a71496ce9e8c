// The app of docs/react.md: it is built as a reader builds it, and used in a browser over the running server.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { build } from 'vite';

import { ask, start, work } from '../server.js';

const built = join(work, 'react');
const types = { '.html': 'text/html', '.js': 'text/javascript' };

let server;
let pages;
let browser;

before(async () => {
  server = await start();
  process.env.VITE_TIDDLY = server.url;
  await build({ root: fileURLToPath(new URL('../react', import.meta.url)), logLevel: 'error', build: { outDir: built, emptyOutDir: true } });
  pages = createServer(async (request, response) => {
    const path = request.url === '/' ? '/index.html' : request.url;
    const body = await readFile(join(built, path)).catch(() => null);
    response.writeHead(body ? 200 : 404, { 'content-type': types[extname(path)] ?? 'text/plain' }).end(body);
  });
  await new Promise((resolve) => pages.listen(0, '127.0.0.1', resolve));
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
});

after(async () => {
  await browser?.close();
  pages?.close();
  await server?.stop();
});

test('the app lists, searches, pages and writes', async () => {
  const page = await browser.newPage();
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(error.message));
  await page.goto(`http://localhost:${pages.address().port}/`);
  const rows = page.getByRole('listitem');
  const { products } = await ask(server.url, '{ products(orderBy: [{name: ASC}], limit: 20) { id name stock } }');
  await rows.nth(9).waitFor();
  assert.equal(await rows.count(), 10);

  await page.getByRole('button', { name: 'More' }).click();
  await rows.nth(19).waitFor();
  assert.deepEqual(await rows.locator('strong').allInnerTexts(), products.map((p) => p.name));

  const [first] = products;
  await rows.first().getByRole('button', { name: 'Restock' }).click();
  await rows.first().filter({ hasText: `${first.stock + 1} left` }).waitFor();
  const { product } = await ask(server.url, `{ product(by: {id: ${first.id}}) { stock } }`);
  assert.equal(product.stock, first.stock + 1);

  await page.getByLabel('Search').fill(first.name);
  await rows.filter({ hasText: first.name }).first().waitFor();
  await rows.nth(1).waitFor({ state: 'detached' });
  assert.deepEqual(wrong, []);
});
