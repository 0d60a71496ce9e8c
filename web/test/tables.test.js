import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { buildSchema, introspectionFromSchema } from 'graphql';
import { fits, launch, serve, shoot, visit } from './harness.js';

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

const node = (page, name) => page.locator('.react-flow__node').filter({ has: page.locator('.table-head', { hasText: new RegExp(`^${name}$`) }) });

test('draws every table with its columns and references', async () => {
  const page = await visit(browser, `${server.url}/tables`);
  await node(page, 'Product').waitFor();
  const listed = await page.getByRole('navigation', { name: 'Tables' }).getByRole('button').allInnerTexts();
  assert.ok(listed.length >= 14, `${listed.length} tables`);
  assert.equal(await page.locator('.react-flow__node').count(), listed.length);
  await page.locator('.react-flow__edge').first().waitFor({ state: 'attached' });
  // No two tables lie on each other.
  const boxes = await page.locator('.react-flow__node').evaluateAll((all) => all.map((n) => n.getBoundingClientRect()).map(({ left, right, top, bottom }) => ({ left, right, top, bottom })));
  boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => assert.ok(
    a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top, `tables overlap: ${JSON.stringify([a, b])}`,
  )));
  await shoot(page, 'tables');
  page.blame();
  await page.context().close();
});

test('finds a table by one of its columns, and leads on from it', async () => {
  const page = await visit(browser, `${server.url}/tables`);
  await page.getByRole('searchbox').fill('product');
  await page.keyboard.press('Enter');
  const details = page.getByRole('region', { name: 'Table Product' });
  await details.waitFor();
  assert.match(await details.innerText(), /◆\s+id\s+Int/);
  assert.match(page.url(), /#Product$/);
  await details.getByRole('link', { name: 'Query' }).click();
  await page.locator('.graphiql-query-editor .monaco-editor', { hasText: 'products' }).waitFor();
  await page.locator('.result-window', { hasText: '"products"' }).waitFor();
  page.blame();
  await page.context().close();
});

test('is reached and used by keyboard alone', async () => {
  const page = await visit(browser, `${server.url}/tables`);
  await node(page, 'Product').waitFor();
  await page.getByRole('navigation', { name: 'Tables' }).getByRole('button', { name: 'Maker', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Table Maker' }).waitFor();
  await page.getByRole('region', { name: 'Table Maker' }).getByRole('button', { name: 'Collection', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Table Collection' }).waitFor();
  await page.goBack();
  await page.getByRole('region', { name: 'Table Maker' }).waitFor();
  await node(page, 'Country').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Table Country' }).waitFor();
  page.blame();
  await page.context().close();
});

test('is usable on a phone and in the dark', async () => {
  const page = await visit(browser, `${server.url}/tables`, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: 'dark' });
  await node(page, 'Product').waitFor();
  await fits(page);
  await page.getByRole('searchbox').fill('order');
  await page.getByRole('navigation', { name: 'Tables' }).getByRole('button', { name: 'Order', exact: true }).tap();
  await page.getByRole('region', { name: 'Table Order', exact: true }).waitFor();
  await fits(page);
  await shoot(page, 'tables-phone');
  page.blame();
  await page.context().close();
});

test('says why where the schema is not told', async () => {
  const page = await visit(browser, `${server.url}/tables`);
  await node(page, 'Product').waitFor();
  await page.route('**/graphql', (route) => route.fulfill({ json: { errors: [{ message: 'introspection is off' }] } }));
  await page.reload();
  await page.getByRole('alert').filter({ hasText: 'introspection is off' }).waitFor();
  page.blame();
  await page.context().close();
});

test('a reference over several columns is drawn from them', async () => {
  const page = await visit(browser, `${server.url}/tables#Refund`);
  const refund = page.getByRole('region', { name: 'Table Refund' });
  await refund.waitFor();
  assert.deepEqual(await refund.getByRole('img', { name: 'refers to OrderLine' }).count(), 2);
  page.blame();
  await page.context().close();
});

// schemaOf gives the introspection of that many tables in the form in which the server tells them. Three of four refer to an earlier one.
function schemaOf(count) {
  const names = Array.from({ length: count }, (_, i) => `Table${i}`);
  const lists = names.map((n) => `${n.toLowerCase()}s(where: Where, limit: Int): [${n}!]!`);
  const types = names.map((n, i) => {
    const parent = i % 4 ? `parentId: Int parent: Table${Math.floor(i / 3)}` : '';
    return `"A row of table ${n.toLowerCase()}." type ${n} { id: Int! name: String ${parent} }`;
  });
  return introspectionFromSchema(buildSchema(`type Query { ${lists.join(' ')} } input Where { id: Int } ${types.join(' ')}`));
}

test('a thousand tables are searched, and one is shown with its neighbours', async () => {
  const page = await visit(browser, `${server.url}/tables`);
  const data = schemaOf(1000);
  await page.route('**/graphql', (route) => route.fulfill({ json: { data } }));
  await page.reload();
  await page.getByRole('status').filter({ hasText: '1,000 tables' }).waitFor();
  await page.locator('.react-flow__node').first().waitFor();
  await shoot(page, 'thousand');
  await page.getByRole('searchbox').fill('table_77');
  await page.getByRole('status').filter({ hasText: '11 of 1,000 tables' }).waitFor();
  await page.keyboard.press('Enter');
  await node(page, 'Table77').waitFor();
  await page.locator('.react-flow__node').nth(3).waitFor();
  assert.deepEqual((await page.locator('.table-head').allInnerTexts()).sort(), ['Table231', 'Table233', 'Table25', 'Table77']);
  await shoot(page, 'neighbours');
  await page.getByRole('button', { name: 'Close' }).click();
  await page.locator('.react-flow__minimap').waitFor();
  page.blame();
  await page.context().close();
});
