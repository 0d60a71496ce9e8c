// Makes the pictures of README and docs/playground.md over the sample, to be run by hand where the pages have changed:
//
//   cd web && npm ci && node test/build.js && node pictures.js
//
// The moving one is an animated WebP: the browser encodes each picture, and moving.js puts them into one file.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { moving } from './moving.js';
import { launch, serve, visit } from './test/harness.js';

const images = fileURLToPath(new URL('../docs/images', import.meta.url));
const binary = process.env.TIDDLY ?? fileURLToPath(new URL('.work/tiddly', import.meta.url));
const size = { width: 1120, height: 700 };

const folder = mkdtempSync(join(tmpdir(), 'pictures-'));
const file = join(folder, 'shop.db');
execFileSync(binary, ['sample', file], { stdio: 'ignore' });
const server = await serve({ file });
const browser = await launch();

const editor = (page) => page.locator('.graphiql-query-editor .monaco-editor').first();
const answer = (page) => page.locator('.result-window');
const holds = (pane, text) => pane.filter({ hasText: text }).first().waitFor();

async function empty(page) {
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
}

// film makes the moving picture: the query that the page opens with, one that is typed, its answer, its SQL, the tables.
async function film() {
  const page = await visit(browser, server.url, { viewport: size, colorScheme: 'light', reducedMotion: 'reduce' });
  const frames = [];
  const take = async (milliseconds) => frames.push({ png: await page.screenshot({ caret: 'hide' }), milliseconds });
  await holds(answer(page), '"data"');
  await take(2000);
  await empty(page);
  const pieces = [
    '{ customers(where: {orders: ', '{some: {gift: {eq: true}}}}, ', 'orderBy: [{familyName: ASC}], limit: 2) ', '{ fullName ',
    'orders(limit: 1) { status orderLines(limit: 1) { quantity product { name price } } } } }',
  ];
  for (const piece of pieces) {
    await page.keyboard.type(piece);
    await take(600);
  }
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Prettify' }).click();
  await holds(editor(page), /limit:.2/);
  await take(1000);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await holds(answer(page), 'Persephone Brasswhistle');
  await take(2500);
  await page.getByRole('button', { name: 'Show the SQL' }).click();
  await page.getByRole('region', { name: 'What the server did' }).filter({ hasText: 'SELECT' }).waitFor();
  await take(2500);
  await page.goto(`${server.url}/tables`);
  await page.locator('.react-flow__edge').first().waitFor({ state: 'attached' });
  await page.waitForLoadState('networkidle');
  await take(2000);
  await page.getByRole('navigation', { name: 'Tables' }).getByRole('button', { name: 'Customer', exact: true }).click();
  await page.locator('.details .rows').waitFor();
  await take(2000);
  page.blame();
  writeFileSync(join(images, 'moving.webp'), await moving(page, frames, size));
  await page.context().close();
}

// playground makes the picture of the page as it opens, with the SQL.
async function playground() {
  const page = await visit(browser, server.url, { colorScheme: 'light' });
  await holds(answer(page), '"data"');
  await page.getByRole('button', { name: 'Show the SQL' }).click();
  await page.getByRole('region', { name: 'What the server did' }).filter({ hasText: 'SELECT' }).waitFor();
  await page.screenshot({ path: join(images, 'playground.png'), caret: 'hide' });
  await page.context().close();
}

// tables makes the picture of the tables.
async function tables() {
  const page = await visit(browser, `${server.url}/tables`, { viewport: { width: 1400, height: 860 }, colorScheme: 'light' });
  await page.locator('.react-flow__edge').first().waitFor({ state: 'attached' });
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: join(images, 'tables.png') });
  await page.context().close();
}

// mistake makes the picture of an error with its hint.
async function mistake() {
  const page = await visit(browser, server.url, { viewport: { width: 1120, height: 560 }, colorScheme: 'light' });
  await holds(answer(page), '"data"');
  await empty(page);
  await page.keyboard.type('{ products(where: {price: {above: 90}}) { name } }');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Prettify' }).click();
  await page.locator('.graphiql-query-editor .line-numbers', { hasText: '5' }).waitFor();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await holds(answer(page), 'DecimalFilter has');
  await page.screenshot({ path: join(images, 'error.png'), caret: 'hide' });
  await page.context().close();
}

try {
  await film();
  await playground();
  await tables();
  await mistake();
} finally {
  await browser.close();
  await server.stop();
  rmSync(folder, { recursive: true });
}
