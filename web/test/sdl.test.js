import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { definitionsOf, split, wordsOf } from '../src/sdl/document.js';
import { fits, launch, serve, visit } from './harness.js';

let browser;
let server;

before(async () => {
  server = await serve();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('a schema is cut into its definitions, whatever their descriptions hold', () => {
  const sdl = `# A comment.

"""
A row,

type Fake {
"""
type A implements Node @key(fields: "id") {
  "Of } and {."
  id: ID!

  b: B
}

scalar B @specifiedBy(url: "https://example.org/#b")

enum C {
  ONE
}
`;
  const found = definitionsOf(sdl);
  assert.deepEqual(found.map((d) => d.name), ['', 'A', 'B', 'C']);
  assert.equal(found.map((d) => d.text).join('\n\n'), sdl.trim());
  const words = wordsOf(found[1].text, new Set(['A', 'B', 'Node']));
  assert.equal(words.map((w) => w.text).join(''), found[1].text, 'words are lost');
  assert.deepEqual(words.filter((w) => w.kind === 'type').map((w) => w.text), ['A', 'Node', 'B']);
  assert.deepEqual(words.filter((w) => w.kind === 'keyword').map((w) => w.text), ['type', 'implements']);
});

test('a search parts a text at its places', () => {
  assert.deepEqual(split('ProductProd', 'prod'), ['', 'Prod', 'uct', 'Prod', '']);
  assert.deepEqual(split('abc', ''), ['abc']);
});

const text = (page) => page.getByRole('region', { name: 'Schema as text' });

test('the schema is searched, followed, copied and kept', async () => {
  const page = await visit(browser, server.url, { permissions: ['clipboard-read', 'clipboard-write'], acceptDownloads: true });
  const sdl = await (await fetch(`${server.url}/schema.graphqls`)).text();
  await page.getByRole('link', { name: 'Schema', exact: true }).click();
  await text(page).locator('pre#Query').waitFor();
  await page.getByRole('searchbox').fill('refundreason');
  await text(page).locator('mark', { hasText: 'RefundReason' }).first().waitFor();
  assert.equal(await text(page).locator('pre#Product').count(), 0);
  await page.getByRole('searchbox').fill('no such thing');
  await page.getByRole('status').filter({ hasText: 'Nothing in the schema has “no such thing”.' }).waitFor();
  await page.getByRole('searchbox').fill('');
  await text(page).locator('pre#Query').getByRole('link', { name: 'ProductWhere' }).first().click();
  await page.waitForFunction(() => {
    const { top, bottom } = document.getElementById('ProductWhere').getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  });
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByText('Copied.').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), sdl);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /^Download/ }).click()]);
  assert.equal(download.suggestedFilename(), 'shop.graphqls');
  assert.equal(await readFile(await download.path(), 'utf8'), sdl);
  await page.getByRole('link', { name: 'Tables', exact: true }).click();
  await page.getByRole('heading', { name: 'Tables' }).waitFor({ state: 'attached' });
  page.blame();
  await page.context().close();
});

test('a schema of many definitions is leafed through', async () => {
  const page = await visit(browser, server.url, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const sdl = Array.from({ length: 900 }, (_, i) => `type T${i} {\n  next: T${i + 1}\n}\n`).join('\n');
  await page.route('**/schema.graphqls', (route) => (route.request().resourceType() === 'document' ? route.continue() : route.fulfill({ body: sdl, contentType: 'text/plain' })));
  await page.goto(`${server.url}/schema.graphqls#T500`);
  await page.locator('pre#T500').waitFor();
  assert.ok(await page.locator('.sdl pre').count() < 200);
  await fits(page);
  await page.getByRole('button', { name: 'More definitions' }).click();
  await page.locator('pre#T650').waitFor();
  await page.getByRole('searchbox').fill('no such thing');
  await text(page).getByText('Nothing in the schema has “no such thing”.').waitFor();
  await page.getByRole('searchbox').fill('');
  await page.getByRole('button', { name: 'List' }).tap();
  await page.getByRole('navigation', { name: 'Definitions' }).getByRole('link', { name: 'T1', exact: true }).tap();
  await page.locator('pre#T1').waitFor();
  await fits(page);
  page.blame();
  await page.context().close();
});

test('says why where the schema is not told', async (t) => {
  const other = await serve({ args: ['--introspection', 'off'] });
  t.after(() => other.stop());
  const page = await visit(browser, `${other.url}/schema.graphqls`);
  await page.getByRole('alert').filter({ hasText: 'does not publish its schema' }).waitFor();
  await page.getByRole('link', { name: 'Playground' }).waitFor();
  page.blame(/status of 404/);
  await page.context().close();
});
