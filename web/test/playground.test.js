import assert from 'node:assert/strict';
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
const tab = (page, name) => page.locator('.graphiql-tab-button', { hasText: name });
const run = (page) => page.getByRole('button', { name: /Execute query/ }).click();

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

test('opens with a query that fits the database, runs it and shows the SQL', async () => {
  const page = await visit(browser, server.url);
  await holds(editor(page), 'query');
  await run(page);
  await holds(answer(page), '"data"');
  await holds(panel(page), 'SELECT');
  const text = await panel(page).innerText();
  assert.match(text, /\d+ statements?, \d+ rows?/);
  assert.match(text, /bound:/);
  assert.match(text, /exec/);
  assert.doesNotMatch(await answer(page).innerText(), /trace/);
  await shoot(page, 'playground');
  page.blame();
  await page.context().close();
});

test('runs what is typed and completes it', async () => {
  const page = await visit(browser, server.url);
  await write(page, '{ countries(limit: 2, where: {name: {startsWith: "A"}}) { name } }');
  await page.keyboard.press('ControlOrMeta+Enter');
  await holds(answer(page), '"countries"');
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
  await holds(panel(page), 'INSERT');
  page.blame();
  await page.context().close();
});

test('an error of the server is shown as it came', async () => {
  const page = await visit(browser, server.url);
  await write(page, '{ countries { nme } }');
  await run(page);
  await holds(answer(page), 'REQUEST_INVALID');
  await holds(panel(page), 'the database was not asked');
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
  await holds(panel(page), 'did not tell what it did');
  page.blame();
  await page.context().close();
});

test('docs, explorer and history open', async () => {
  const page = await visit(browser, `${server.url}/?docs=Product`);
  await page.locator('.graphiql-doc-explorer-title', { hasText: 'Product' }).waitFor();
  await page.getByRole('button', { name: /Explorer/ }).last().click();
  await page.locator('.docExplorerWrap, .graphiql-explorer-root').first().waitFor();
  await run(page);
  await page.getByRole('button', { name: /History/ }).click();
  await page.locator('.graphiql-history-item').first().waitFor();
  page.blame();
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
  assert.equal(await page.locator('.graphiql-tab').count(), 3);
  await holds(editor(page), 'query');
  await run(page);
  await holds(answer(page), '"data"');
  page.blame();
  await page.context().close();
});

test('is usable on a phone', async () => {
  const page = await visit(browser, server.url, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await holds(editor(page), 'query');
  await run(page);
  await holds(answer(page), '"data"');
  await fits(page);
  await page.getByRole('button', { name: /Server/ }).click();
  await holds(panel(page), 'SELECT');
  await fits(page);
  await shoot(page, 'phone');
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

test('opens without a schema, and says that there is none', async () => {
  const other = await serve({ args: ['--introspection', 'off'] });
  const page = await visit(browser, other.url);
  await holds(editor(page), 'does not tell its schema');
  await write(page, '{ countries(limit: 1) { name } }');
  await run(page);
  await holds(answer(page), '"countries"');
  page.blame();
  await page.context().close();
  await other.stop();
});
