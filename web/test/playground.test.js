import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fits, launch, serve, shoot, visit } from './harness.js';

const failed = /status of 400/;
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

const editor = (page) => page.locator('.graphiql-query-editor .monaco-editor').first();
const answer = (page) => page.locator('.result-window');
const panel = (page) => page.getByRole('region', { name: 'What the server did' });
const tab = (page, name) => page.getByRole('navigation', { name: 'Requests' }).getByRole('button', { name });
const run = (page) => page.getByRole('button', { name: 'Run', exact: true }).click();
const openServer = (page) => page.getByRole('button', { name: 'Server', exact: true }).click();

// write replaces the query. Brackets that are typed over a selection would be put around it, so that is deleted first.
async function write(page, query) {
  await holds(editor(page), /[{#]/);
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
  await page.keyboard.type(query);
}

// holds waits until a pane shows a text. Monaco writes spaces as no-break ones.
async function holds(pane, text) {
  await pane.filter({ hasText: text }).first().waitFor();
}

test('opens with the query that the start suggests, and its answer is there', async () => {
  const page = await visit(browser, server.url);
  const suggested = /\{ (\w+)\(limit/.exec(server.printed())[1];
  await holds(editor(page), new RegExp(`${suggested}\\(limit`));
  await holds(answer(page), '"data"');
  await page.getByText('This page ran the query once').waitFor();
  assert.doesNotMatch(await answer(page).innerText(), /trace/);
  // The panel of the server is closed, and offered now.
  assert.equal(await panel(page).count(), 0);
  await page.getByRole('button', { name: 'Show the SQL' }).click();
  await holds(panel(page), 'SELECT');
  const text = await panel(page).innerText();
  assert.match(text, /\d+ statements?, \d+ rows?/);
  assert.match(text, /bound:/);
  assert.match(text, /exec/);
  // The editor has the focus: what is typed is the query.
  await shoot(page, 'playground');
  page.blame();
  await page.context().close();
});

test('the page runs its own query once, and only on its own machine', async () => {
  const page = await visit(browser, server.url);
  const sent = [];
  page.on('request', (r) => r.method() === 'POST' && sent.push(r.postDataJSON().query));
  await page.reload();
  await holds(answer(page), '"data"');
  // Beside it the page asks which tables have rows.
  const own = sent.filter((q) => !/__schema|__typename/.test(q));
  assert.equal(own.length, 1, `asked ${own.join()}`);
  assert.match(own[0], /^query /);
  await run(page);
  await page.getByText('This page ran the query once').waitFor({ state: 'detached' });
  // A mutation that is kept as the open request is not run.
  await tab(page, /^Insert/).click();
  await holds(editor(page), 'mutation');
  await page.waitForFunction(() => JSON.parse(localStorage.getItem('graphiql:tabState')).activeTabIndex === 1);
  sent.length = 0;
  await page.reload();
  await holds(editor(page), 'mutation');
  await page.getByText(/the answer appears here/).waitFor();
  assert.deepEqual(sent.filter((q) => !/__schema|__typename/.test(q)), []);
  page.blame();
  await page.context().close();
});

test('the query has the focus, and Ctrl-Enter runs it from wherever the focus is', async () => {
  const page = await visit(browser, server.url);
  await holds(answer(page), '"data"');
  await page.waitForFunction(() => document.activeElement.closest('.graphiql-query-editor'));
  await page.keyboard.type('# typed at once');
  await holds(editor(page), 'typed at once');
  await write(page, '{ moons(limit: 1) { night } }');
  await page.getByRole('button', { name: 'Docs', exact: true }).focus();
  await page.keyboard.press('Control+Enter');
  await holds(answer(page), '"moons"');
  page.blame();
  await page.context().close();
});

test('Tab leads out of the editors, and the focus is seen wherever it is', async () => {
  const page = await visit(browser, server.url);
  await holds(answer(page), '"data"');
  await page.waitForFunction(() => document.activeElement.closest('.graphiql-query-editor'));
  const reached = [];
  for (let i = 0; i < 8; i++) {
    await page.keyboard.press('Tab');
    reached.push(await page.evaluate(() => {
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(document.activeElement);
      const name = document.activeElement === document.body ? '' : document.activeElement.textContent.slice(0, 30) || document.activeElement.getAttribute('aria-label');
      return { name, outline: [outlineStyle, outlineWidth, outlineColor].join(' ') };
    }));
  }
  assert.ok(reached.some((r) => r.name === 'Variables') && reached.some((r) => /Show the SQL/.test(r.name)), JSON.stringify(reached));
  const unseen = reached.filter((r) => r.name && r.outline !== 'solid 2px rgb(15, 107, 100)');
  assert.deepEqual(unseen, []);
  page.blame();
  await page.context().close();
});

test('an answer with warnings has a line about them', async () => {
  const page = await visit(browser, server.url);
  await holds(answer(page), '"data"');
  const line = page.locator('.warned');
  assert.equal(await line.count(), 0);
  const warnings = [{ table: 'Post', column: 'at', cells: 2 }];
  await page.route('**/graphql', (route) => route.fulfill({ json: { data: { posts: [] }, extensions: { warnings } } }));
  await page.keyboard.press('Control+Enter');
  await line.waitFor();
  assert.match(await line.innerText(), /Post\.at \(2 cells\)/);
  await holds(answer(page), '"warnings"');
  await page.unroute('**/graphql');
  await page.keyboard.press('Control+Enter');
  await line.waitFor({ state: 'detached' });
  page.blame();
  await page.context().close();
});

test('lines wrap, and a request is shown from its beginning', async () => {
  const page = await visit(browser, server.url, { viewport: { width: 1024, height: 500 } });
  await holds(answer(page), '"data"');
  await tab(page, /^Insert/).click();
  await holds(editor(page), 'This writes to the database');
  const cut = () => page.evaluate(() => {
    const [query] = globalThis.__MONACO.editor.getEditors();
    return { wide: query.getScrollWidth() - query.getLayoutInfo().contentWidth, left: query.getScrollLeft(), top: query.getScrollTop() };
  });
  assert.ok((await cut()).wide <= 1, `${(await cut()).wide} px of the lines are cut off`);
  await page.evaluate(() => globalThis.__MONACO.editor.getEditors()[0].setScrollTop(1000));
  await page.getByRole('navigation', { name: 'Requests' }).locator('.tab').first().click();
  await tab(page, /^Insert/).click();
  await holds(editor(page), 'This writes to the database');
  assert.deepEqual((({ left, top }) => ({ left, top }))(await cut()), { left: 0, top: 0 });
  page.blame();
  await page.context().close();
});

test('runs what is typed and completes it', async () => {
  const page = await visit(browser, server.url);
  await write(page, '{ countries(limit: 2, where: {name: {startsWith: "A"}}) { name } }');
  await page.keyboard.press('ControlOrMeta+Enter');
  await holds(answer(page), '"countries"');
  await openServer(page);
  await holds(panel(page), 'FROM "countries"');
  const [sql] = await panel(page).locator('pre').allInnerTexts();
  assert.doesNotMatch(sql, /'A|"A/, 'a value stands in the SQL');

  await write(page, '{ count');
  await page.keyboard.press('Control+Space');
  await page.locator('.suggest-widget .monaco-list-row', { hasText: 'countries' }).first().waitFor();
  page.blame();
  await page.context().close();
});

test('the query plan comes on demand', async () => {
  const page = await visit(browser, server.url);
  await write(page, '{ countries(limit: 1) { name } }');
  await run(page);
  await openServer(page);
  await holds(panel(page), 'FROM "countries"');
  assert.doesNotMatch(await panel(page).innerText(), /SCAN|SEARCH/);
  await panel(page).getByRole('checkbox').check();
  await panel(page).getByRole('button', { name: 'Run again' }).click();
  await panel(page).filter({ hasText: /SCAN|SEARCH/ }).waitFor();
  page.blame();
  await page.context().close();
});

test('the mutation waits in a tab of its own and is valid as it stands', async () => {
  const page = await visit(browser, server.url);
  await holds(editor(page), 'query');
  await tab(page, /^Insert/).click();
  await holds(editor(page), 'mutation');
  await run(page);
  await holds(answer(page), '"affectedRows"');
  await holds(answer(page), ': 1');
  await openServer(page);
  await holds(panel(page), 'INSERT');
  page.blame();
  await page.context().close();
});

test('an error of the server is shown as it came', async () => {
  const page = await visit(browser, server.url);
  await write(page, '{ countries { nme } }');
  await run(page);
  await holds(answer(page), 'REQUEST_INVALID');
  await page.locator('.offer', { hasText: 'The database was not queried' }).waitFor();
  await page.getByRole('button', { name: 'What the server did' }).click();
  await holds(panel(page), 'the database was not queried');
  await shoot(page, 'error');
  page.blame(failed);
  await page.context().close();
});

test('says so where the server does not tell what it did', async () => {
  const page = await visit(browser, server.url);
  await page.route('**/graphql', (route) => route.continue({ headers: { ...route.request().headers(), 'x-forwarded-for': '192.0.2.1' } }));
  await write(page, '{ countries(limit: 1) { name } }');
  await run(page);
  await holds(answer(page), '"countries"');
  await page.getByRole('button', { name: 'What the server did' }).click();
  await holds(panel(page), 'did not tell what it did');
  page.blame();
  await page.context().close();
});

test('docs, explorer and history open', async () => {
  const page = await visit(browser, `${server.url}/?docs=Product`);
  const docs = page.getByRole('region', { name: 'Docs' });
  await docs.getByRole('heading', { name: 'Product', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Explorer', exact: true }).click();
  await page.locator('.graphiql-explorer-root').first().waitFor();
  assert.equal(await page.getByRole('region', { name: 'Explorer' }).getByText('Explorer', { exact: true }).filter({ visible: true }).count(), 1);
  await run(page);
  await page.getByRole('button', { name: 'History', exact: true }).click();
  await page.locator('.graphiql-history-item').first().waitFor();
  page.blame();
  await page.context().close();
});

test('the explorer is used by keyboard alone', async () => {
  const page = await visit(browser, server.url);
  await holds(answer(page), '"data"');
  await page.getByRole('button', { name: 'Explorer', exact: true }).press('Enter');
  const field = page.locator('.graphiql-explorer-root').getByRole('button', { name: 'newsletter', exact: true }).first();
  await field.press('Enter');
  await holds(editor(page), 'newsletter');
  page.blame();
  await page.context().close();
});

test('the docs fold each table with its inputs, and find types and fields', async () => {
  const page = await visit(browser, server.url);
  await holds(answer(page), '"data"');
  await page.getByRole('button', { name: 'Docs', exact: true }).click();
  const docs = page.getByRole('region', { name: 'Docs' });
  const summaries = await docs.locator('.fold > summary').allInnerTexts();
  assert.deepEqual(summaries.slice(0, 3), ['Address', 'Category', 'Collection']);
  // No type stands between the tables.
  assert.ok(!summaries.some((s) => /Where|Insert|Payload/.test(s)), summaries.join());
  await docs.locator('.fold > summary', { hasText: /^Product$/ }).click();
  const product = docs.locator('.fold', { has: page.locator('summary', { hasText: /^Product$/ }) });
  for (const name of ['products', 'insertProduct', 'ProductWhere', 'ProductInsert', 'ProductsPayload']) {
    await product.getByText(name, { exact: true }).filter({ visible: true }).first().waitFor();
  }
  assert.equal(await product.getByText('ProductTagWhere', { exact: true }).count(), 0);
  await docs.getByRole('searchbox').fill('refundedat');
  await docs.getByRole('button', { name: 'Refund.refundedAt' }).click();
  await docs.getByRole('heading', { name: 'Refund', exact: true }).waitFor();
  await docs.getByRole('button', { name: 'All' }).click();
  await docs.getByRole('searchbox').fill('no such thing');
  await docs.getByText('No type or field is called').waitFor();
  page.blame();
  await page.context().close();
});

test('names in the docs are shown as they are', async () => {
  const page = await visit(browser, server.url);
  const about = 'A row of table __a_b__ *c* <b>d</b>, as `x_y_z`.';
  await page.route('**/graphql', async (route) => {
    const answer = await (await route.fetch()).json();
    answer.data?.__schema?.types.filter((t) => t.name === 'Moon').forEach((t) => { t.description = about; });
    return route.fulfill({ json: answer });
  });
  await page.goto(`${server.url}/?docs=Moon`);
  await page.getByRole('region', { name: 'Docs' }).getByText('A row of table __a_b__ *c* <b>d</b>, as x_y_z.').waitFor();
  page.blame();
  await page.unrouteAll({ behavior: 'wait' });
  await page.context().close();
});

test('tabs of another database are kept, and ones that fit are opened', async () => {
  const page = await visit(browser, server.url);
  await holds(editor(page), 'query');
  // They are put there when the next page begins: until it ends, the present one writes its own tabs now and then.
  await page.addInitScript(() => {
    const tab = { id: 'a', hash: null, title: 'Old', query: '{ elsewhere { x } }', variables: null, headers: null, operationName: null, response: null };
    localStorage.setItem('graphiql:tabState', JSON.stringify({ tabs: [tab], activeTabIndex: 0 }));
    localStorage.setItem('graphiql:query', tab.query);
  });
  await page.reload();
  await tab(page, /^Insert/).waitFor();
  assert.equal(await page.getByRole('navigation', { name: 'Requests' }).locator('li').count(), 3);
  await holds(editor(page), 'query');
  await run(page);
  await holds(answer(page), '"data"');
  page.blame();
  await page.context().close();
});

test('on a phone one bar leads to the query, the answer and the panels, also after a reload', async () => {
  const page = await visit(browser, server.url, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const bar = (name) => page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name, exact: true });
  await holds(editor(page), 'query');
  await fits(page);
  await bar('Answer').tap();
  await holds(answer(page), '"data"');
  assert.ok(!await editor(page).isVisible());
  await fits(page);
  await bar('Docs').tap();
  await page.getByRole('region', { name: 'Docs' }).waitFor();
  assert.ok(!await answer(page).isVisible());
  await fits(page);
  await page.reload();
  await editor(page).waitFor();
  await run(page);
  await answer(page).waitFor();
  await bar('Server').tap();
  await holds(panel(page), 'SELECT');
  await fits(page);
  await shoot(page, 'phone');
  await page.getByRole('region', { name: 'Server', exact: true }).getByRole('button', { name: 'Close' }).tap();
  await editor(page).waitFor();
  page.blame();
  await page.context().close();
});

test('follows the dark theme', async () => {
  const page = await visit(browser, server.url, { colorScheme: 'dark' });
  await holds(editor(page), 'query');
  const [r, g, b] = await page.evaluate(() => getComputedStyle(document.querySelector('.graphiql-container')).backgroundColor.match(/\d+/g).map(Number));
  assert.ok(r + g + b < 240, `the background is rgb(${r}, ${g}, ${b})`);
  await run(page);
  await holds(answer(page), '"data"');
  await shoot(page, 'dark');
  page.blame();
  await page.context().close();
});

test('tables without rows: the page says what to do next', async (t) => {
  const other = await serve({ standard: true });
  t.after(() => other.stop());
  const page = await visit(browser, other.url);
  await page.getByText('This page ran the query once, and found no rows.').waitFor();
  const told = await page.locator('.note').innerText();
  const insert = /The request (\w+), in the next tab, adds one/.exec(told)[1];
  await tab(page, new RegExp(`^${insert}$`)).click();
  await holds(editor(page), 'mutation');
  page.blame();
  await page.context().close();
});

test('empty variables and headers show the form of what is written there', async () => {
  const page = await visit(browser, server.url);
  await holds(answer(page), '"data"');
  await page.getByRole('button', { name: 'Headers', exact: true }).click();
  await page.getByText('{"Authorization": "Bearer …"}').waitFor();
  page.blame();
  await page.context().close();
});

test('opens without a schema, and says that there is none', async (t) => {
  const other = await serve({ args: ['--introspection', 'off'] });
  t.after(() => other.stop());
  const page = await visit(browser, other.url);
  await holds(editor(page), 'does not publish its schema');
  await write(page, '{ countries(limit: 1) { name } }');
  await run(page);
  await holds(answer(page), '"countries"');
  page.blame();
  await page.context().close();
});

test('says that only listed documents are answered, and runs one', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'list-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const manifest = join(folder, 'list.json');
  writeFileSync(manifest, JSON.stringify({ named: '{ countries(limit: 1) { name } }' }));
  const other = await serve({ args: ['--documents', 'only', '--manifest', manifest] });
  t.after(() => other.stop());
  const page = await visit(browser, other.url);
  await holds(editor(page), 'answers only the documents of its list');
  await write(page, '{ countries(limit: 2) { name } }');
  await run(page);
  await holds(answer(page), 'PERSISTED_QUERY_NOT_IN_LIST');
  await write(page, '{ countries(limit: 1) { name } }');
  await run(page);
  await holds(answer(page), '"countries"');
  page.blame(/400/);
  await page.context().close();
});
