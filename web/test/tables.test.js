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
  assert.equal(await details.getByRole('link', { name: /Query/ }).count(), 1);
  await details.getByRole('link', { name: 'Query in the playground' }).click();
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

const calm = { reducedMotion: 'reduce' };
const details = (page, name) => page.getByRole('region', { name: `Table ${name}`, exact: true });
const edges = (page) => page.locator('.react-flow__edge');

for (const viewport of [{ width: 1400, height: 900 }, { width: 1024, height: 768 }, { width: 390, height: 844 }]) {
  test(`the chosen table is in the middle of what the details leave free, at ${viewport.width} px`, async () => {
    const page = await visit(browser, `${server.url}/tables`, { ...calm, viewport });
    await node(page, 'Product').waitFor();
    await page.getByRole('searchbox').fill('product');
    await page.keyboard.press('Enter');
    await details(page, 'Product').waitFor();
    await page.waitForFunction(() => {
      const pane = document.querySelector('.react-flow').getBoundingClientRect();
      const chosen = document.querySelector('.table.selected')?.getBoundingClientRect();
      const middle = chosen && Math.abs(chosen.left + chosen.right - pane.left - pane.right) < 8 && Math.abs(chosen.top + chosen.bottom - pane.top - pane.bottom) < 8;
      const inside = (box) => box.left >= pane.left && box.right <= pane.right && box.top >= pane.top && box.bottom <= pane.bottom;
      const near = ['Collection', 'Category', 'OrderLine', 'ProductTag'].map((name) => document.querySelector(`[data-id="${name}"]`)?.getBoundingClientRect());
      return middle && near.every((box) => box && inside(box));
    });
    await shoot(page, `chosen-${viewport.width}`);
    page.blame();
    await page.context().close();
  });
}

test('no line runs behind a table', async () => {
  const page = await visit(browser, `${server.url}/tables`, { ...calm, viewport: { width: 1600, height: 1000 } });
  await edges(page).first().waitFor({ state: 'attached' });
  const behind = await page.evaluate(() => {
    const boxes = [...document.querySelectorAll('.react-flow__node')].map((n) => ({ name: n.dataset.id, box: n.getBoundingClientRect() }));
    const found = new Set();
    for (const path of document.querySelectorAll('.react-flow__edge-path')) {
      const matrix = path.getScreenCTM();
      const length = path.getTotalLength();
      for (let i = 0; i <= 100; i++) {
        const { x, y } = path.getPointAtLength(length * i / 100).matrixTransform(matrix);
        boxes.filter(({ box }) => x > box.left + 3 && x < box.right - 3 && y > box.top + 3 && y < box.bottom - 3)
          .forEach(({ name }) => found.add(`${path.closest('.react-flow__edge').dataset.id} behind ${name}`));
      }
    }
    return [...found];
  });
  assert.deepEqual(behind, []);
  // A table that was moved has its lines drawn anew.
  const line = page.locator('.react-flow__edge[data-id="Address.countryRef"] .react-flow__edge-path');
  assert.match(await line.getAttribute('d'), /L/);
  await node(page, 'Address').locator('.table-head').hover();
  await page.mouse.down();
  await page.mouse.move(60, 200, { steps: 5 });
  await page.mouse.up();
  await page.waitForFunction(() => !/L/.test(document.querySelector('.react-flow__edge[data-id="Address.countryRef"] .react-flow__edge-path').getAttribute('d')));
  page.blame();
  await page.context().close();
});

test('a search by the name in the database shows that name', async () => {
  const page = await visit(browser, `${server.url}/tables`, calm);
  await node(page, 'Moon').waitFor();
  await page.getByRole('searchbox').fill('order_lines');
  await page.getByRole('navigation', { name: 'Tables' }).locator('small mark', { hasText: 'order_lines' }).waitFor();
  page.blame();
  await page.context().close();
});

test('the search marks what it found, lets the rest step back, and says when there is nothing', async () => {
  const page = await visit(browser, `${server.url}/tables#Order`, { ...calm, viewport: { width: 1600, height: 1000 } });
  await details(page, 'Order').waitFor();
  await page.getByRole('searchbox').fill('unit_price');
  await page.getByRole('status').filter({ hasText: '1 of 16 tables' }).waitFor();
  const list = page.getByRole('navigation', { name: 'Tables' });
  assert.equal((await list.locator('mark').innerText()), 'unitPrice');
  assert.equal(await node(page, 'OrderLine').locator('mark').innerText(), 'unitPrice');
  assert.equal(await page.locator('.table.dim').count(), 15);
  assert.equal(await page.locator('.react-flow__edge.dim:not(.touched)').count(), await page.locator('.react-flow__edge:not(.touched)').count());
  assert.equal(await page.locator('.react-flow__edge.dim.touched').count(), 0, 'the lines of the chosen table stay');
  await page.getByRole('searchbox').fill('order');
  await page.waitForFunction(() => document.querySelectorAll('.table.found').length > 1);
  const dim = await page.locator('.react-flow__edge.dim').count();
  assert.ok(dim > 0 && dim < await edges(page).count(), 'the line between two that were found steps back');
  await page.getByRole('searchbox').fill('no such thing');
  await page.getByText('No table or column is called “no such thing”.').waitFor();
  await details(page, 'Order').waitFor({ state: 'detached' });
  page.blame();
  await page.context().close();
});

test('a table that refers to itself has its line beside it, and two lines between two tables lie apart', async () => {
  const page = await visit(browser, `${server.url}/tables`, calm);
  await edges(page).first().waitFor({ state: 'attached' });
  const box = async (locator) => locator.evaluate((e) => { const { left, right, top, bottom } = e.getBoundingClientRect(); return { left, right, top, bottom }; });
  const line = (id) => page.locator(`.react-flow__edge[data-id="${id}"] .react-flow__edge-path`);
  const self = await box(line('Category.parent'));
  const category = await box(node(page, 'Category'));
  assert.ok(category.left - self.left > 5, 'the line runs along the edge');
  const ends = async (id) => (await line(id).getAttribute('d')).match(/-?[\d.]+/g).map(Number);
  const [billing, shipping] = [await ends('Order.billingAddress'), await ends('Order.shippingAddress')];
  assert.ok(Math.abs(billing[1] - shipping[1]) >= 10 && Math.abs(billing.at(-1) - shipping.at(-1)) >= 10, `${billing} and ${shipping}`);
  page.blame();
  await page.context().close();
});

test('the details have the first rows, and for each relation the field to write', async () => {
  const page = await visit(browser, `${server.url}/tables#Product`);
  const product = details(page, 'Product');
  const rows = product.getByRole('region', { name: 'First rows of Product' }).getByRole('row');
  await rows.nth(5).waitFor();
  assert.match(await rows.first().innerText(), /^id\s+name/);
  const text = await product.innerText();
  assert.match(text, /Referred to by\s+OrderLine as orderLines\s+ProductTag as productTags/);
  assert.match(text, /Joined to\s+Tag as tags/);
  await product.getByRole('link', { name: 'Query in the playground' }).click();
  await page.locator('.result-window', { hasText: '"products"' }).waitFor();
  page.blame();
  await page.context().close();
});

test('the first rows tell an error of the server', async () => {
  const page = await visit(browser, `${server.url}/tables`);
  await node(page, 'Product').waitFor();
  await page.route('**/graphql', (route) => route.fulfill({ json: { errors: [{ message: 'a cell is bad' }] } }));
  await page.getByRole('button', { name: 'Product', exact: true }).first().click();
  await details(page, 'Product').getByRole('alert').filter({ hasText: 'a cell is bad' }).waitFor();
  page.blame();
  await page.context().close();
});

test('the zoom is at the bottom left, there is a legend, and nothing but the picture lies under them', async () => {
  const page = await visit(browser, `${server.url}/tables`);
  await node(page, 'Product').waitFor();
  const pane = await page.locator('.react-flow').boundingBox();
  const zoom = await page.locator('.react-flow__controls').boundingBox();
  assert.ok(zoom.x - pane.x < 30 && pane.y + pane.height - zoom.y - zoom.height < 30, JSON.stringify(zoom));
  await page.getByText('reference that may be null').waitFor();
  const boxes = await page.locator('.react-flow__node').evaluateAll((all) => all.map((n) => n.getBoundingClientRect().bottom));
  assert.ok(Math.max(...boxes) <= zoom.y, 'a table lies under the zoom');
  page.blame();
  await page.context().close();
});

test('all pages have one header, with the name of the database', async () => {
  const seen = [];
  for (const path of ['/', '/tables', '/schema.graphqls']) {
    const page = await visit(browser, server.url + path, { viewport: { width: 1400, height: 900 } });
    await page.getByText('shop.db', { exact: true }).waitFor();
    await page.waitForFunction(() => document.title.startsWith('shop.db · Tiddly'));
    assert.equal(await page.locator('h1').count(), 1);
    assert.equal(await page.locator('main').count(), 1);
    seen.push(await page.evaluate(() => [...document.querySelectorAll('.brand *, .links a')].map((e) => {
      const { x, width } = e.getBoundingClientRect();
      const { color, fontSize } = getComputedStyle(e);
      return e.hasAttribute('aria-current') || e.closest('.links') ? e.textContent : [e.textContent, x, width, color, fontSize].join();
    })));
    page.blame();
    await page.context().close();
  }
  assert.deepEqual(seen[1], seen[0]);
  assert.deepEqual(seen[2], seen[0]);
});

test('the theme that is chosen on one page holds on the others', async () => {
  const page = await visit(browser, `${server.url}/tables`);
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('dark');
  const dark = () => page.waitForFunction(() => getComputedStyle(document.body).backgroundColor === 'rgb(27, 35, 51)');
  await dark();
  await page.getByRole('link', { name: 'Schema', exact: true }).click();
  await page.locator('.sdl pre').first().waitFor();
  await dark();
  await page.getByRole('link', { name: 'Playground', exact: true }).click();
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  await dark();
  await page.locator('.graphiql-query-editor .vs-dark').first().waitFor();
  page.blame();
  await page.context().close();
});

// schemaOf returns the introspection of that many tables in the form in which the server tells them. Three of four refer to an earlier one.
function schemaOf(count) {
  const names = Array.from({ length: count }, (_, i) => `Table${i}`);
  const lists = names.map((n) => `${n.toLowerCase()}s(where: Where, limit: Int): [${n}!]!`);
  const types = names.map((n, i) => {
    const parent = i % 4 ? `parentId: Int parent: Table${Math.floor(i / 3)}` : '';
    return `"A row of table ${n.toLowerCase()}." type ${n} { id: Int! name: String ${parent} }`;
  });
  return introspectionFromSchema(buildSchema(`type Query { ${lists.join(' ')} } input Where { id: Int } ${types.join(' ')}`));
}

test('a hundred tables are read by groups', async () => {
  const page = await visit(browser, `${server.url}/tables`, { viewport: { width: 1400, height: 900 } });
  const data = schemaOf(100);
  await page.route('**/graphql', (route) => route.fulfill({ json: { data } }));
  await page.reload();
  const list = page.getByRole('navigation', { name: 'Tables' });
  await list.getByRole('heading', { name: /^Table\d+ and \d+ more$/ }).first().waitFor();
  await list.getByRole('heading', { name: /without references$/ }).waitFor();
  const letters = await page.locator('.table-head').first().evaluate((e) => parseFloat(getComputedStyle(e).fontSize) * e.getBoundingClientRect().height / e.offsetHeight);
  assert.ok(letters >= 8, `names have ${letters} px`);
  assert.equal(await page.locator('.group').count(), await list.getByRole('heading').count());
  await shoot(page, 'hundred');
  page.blame();
  await page.context().close();
});

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
