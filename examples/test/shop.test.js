// Both applications in a browser, over the same shop: what is shown is what the server has, before and after each write.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';

import { build, buildServer, launch, sample, shoot, visit } from './harness.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser;
before(async () => {
  buildServer();
  browser = await launch();
});
after(() => browser?.close());

for (const name of ['apollo', 'relay']) {
  describe(name, () => {
    let server, app;
    before(async () => {
      server = await sample();
      app = await build(name, server);
    });
    after(async () => {
      app?.close();
      await server?.stop();
    });

    const come = (options, path = '') => visit(browser, app.url + path, server, options);
    const names = (page) => page.locator('.list .name').allInnerTexts();
    const listed = async (args) => (await server.ask(`{ products(${args}) { name } }`)).products.map((p) => p.name);

    // shows waits until the list is that.
    async function shows(page, expected) {
      await page.waitForFunction((want) => JSON.stringify([...document.querySelectorAll('.list .name')].map((n) => n.textContent)) === want, JSON.stringify(expected))
        .catch(async () => assert.deepEqual(await names(page), expected));
    }

    // begins waits until the list begins with that; it may have grown.
    const begins = async (page, expected) => page.waitForFunction(
      ([want, count]) => JSON.stringify([...document.querySelectorAll('.list .name')].slice(0, count).map((n) => n.textContent)) === want,
      [JSON.stringify(expected), expected.length],
    ).catch(async () => assert.deepEqual((await names(page)).slice(0, expected.length), expected));
    const counts = (page, total) => page.waitForFunction((end) => document.querySelector('.count')?.textContent.endsWith(end), `of ${total} products`);

    test('the list grows where it comes into sight, and its place can be kept', async () => {
      const all = await listed('orderBy: [{name: ASC}], limit: 1000');
      const page = await come();
      await begins(page, all.slice(0, 20));
      await counts(page, all.length);
      await shoot(page, `${name}-list`);
      for (const count of [40, 60]) {
        await page.getByRole('button', { name: 'Show more' }).scrollIntoViewIfNeeded();
        await begins(page, all.slice(0, count));
      }
      await page.waitForFunction(() => location.search.includes('after='));
      // Who comes back begins at that place, and goes back from there.
      const again = await come({}, new URL(page.url()).search);
      await again.locator('.list li').nth(39).waitFor();
      const shown = await names(again);
      const from = all.indexOf(shown[0]);
      assert.deepEqual(shown, all.slice(from, from + shown.length));
      while (await again.getByRole('button', { name: 'Show earlier ones' }).count()) {
        await again.evaluate(() => scrollTo(0, 0));
        await again.waitForTimeout(50);
      }
      await again.waitForFunction((first) => document.querySelector('.list .name').textContent === first, all[0]);
      const whole = await names(again);
      assert.deepEqual(whole, all.slice(0, whole.length));
      page.blame();
      again.blame();
    });

    test('products are searched, filtered and sorted', async () => {
      const page = await come();
      await page.getByLabel('Sort by').selectOption('Highest price');
      await begins(page, await listed('orderBy: [{price: DESC}], limit: 20'));
      await page.getByRole('searchbox').fill('KETTLE');
      await begins(page, await listed('where: {name: {iContains: "kettle"}}, orderBy: [{price: DESC}], limit: 20'));
      await page.getByLabel('Season').selectOption('After midnight');
      await page.getByLabel('In stock').check();
      await shows(page, (await listed('where: {name: {iContains: "kettle"}, collection: {season: {eq: AFTER_MIDNIGHT}}, stock: {gt: 0}}, orderBy: [{price: DESC}], limit: 20')));
      await page.getByRole('searchbox').fill('there is nothing like it');
      await page.getByText('Nothing is called that.').waitFor();
      page.blame();
    });

    test('a product is read by keyboard, with its collection, maker and tags', async () => {
      const { products: [product] } = await server.ask('{ products(where: {tags: {some: {}}, note: {isNull: false}}, orderBy: [{name: ASC}], limit: 1) { name price barcode note collection { title maker { name } } tags(orderBy: [{name: ASC}]) { name } } }');
      const page = await come();
      await page.getByRole('searchbox').fill(product.name);
      await page.locator('.list li').nth(0).waitFor();
      await shows(page, [product.name]);
      await page.getByRole('link', { name: product.name }).focus();
      await page.keyboard.press('Enter');
      const heading = page.getByRole('heading', { name: product.name });
      await heading.waitFor();
      await page.waitForFunction(() => document.activeElement?.tagName === 'H2');
      const text = await page.locator('.sheet').innerText();
      for (const part of [product.barcode, product.note, product.collection.title, product.collection.maker.name, Number(product.price).toFixed(2)]) assert.ok(text.includes(part), `${part} is not in\n${text}`);
      assert.deepEqual(await page.getByRole('list', { name: 'Tags' }).getByRole('listitem').allInnerTexts(), product.tags.map((t) => t.name));
      await shoot(page, `${name}-product`);
      page.blame();
    });

    test('an edit is shown before the server answers, and taken back where it refuses', async () => {
      const page = await come();
      const first = page.locator('.list li').first();
      await first.getByRole('link').click();
      const sheet = page.locator('.sheet');
      await sheet.getByRole('button', { name: 'Edit' }).click();
      await sheet.getByLabel('Price').fill('1234567.10');
      await sheet.getByLabel('In stock').fill('77');
      let answer;
      const held = new Promise((resolve) => { answer = resolve; });
      await page.context().route(server.url, async (route) => {
        if (route.request().postData()?.includes('mutation')) await held;
        await route.continue();
      });
      await sheet.getByRole('button', { name: 'Save' }).click();
      await first.getByText('1,234,567.10').waitFor();
      await first.getByText('77 left').waitFor();
      const { products: [before] } = await server.ask('{ products(orderBy: [{name: ASC}], limit: 1) { id price } }');
      assert.notEqual(before.price, '1234567.10', 'it is shown before it is written');
      answer();
      await assert.doesNotReject(until(async () => (await server.ask(`{ product(by: {id: ${before.id}}) { price } }`)).product.price === '1234567.10'));
      await first.getByText('1,234,567.10').waitFor();

      await sheet.getByRole('button', { name: 'Edit' }).click();
      await sheet.getByLabel('Price').fill('123456789012345678.90');
      await sheet.getByRole('button', { name: 'Save' }).click();
      await sheet.locator('.wrong').waitFor();
      await first.getByText('1,234,567.10').waitFor();
      assert.equal(await sheet.getByLabel('Price').evaluate((e) => e === document.activeElement), true, 'the field is read out');
      assert.equal(await sheet.getByLabel('Price').inputValue(), '123456789012345678.90', 'what was typed can be mended');
      assert.match(await sheet.locator('.wrong').innerText(), /^The value has more than 15 significant digits/);
      await shoot(page, `${name}-refused`);
      page.blame(/status of 400/);
    });

    test('an edit that moves a product moves it in the list, also for who came back to a place', async () => {
      const { productsConnection: { pageInfo } } = await server.ask('{ productsConnection(orderBy: [{name: ASC}], first: 20) { pageInfo { endCursor } } }');
      const all = await listed('orderBy: [{name: ASC}], limit: 1000');
      const page = await come({}, `?after=${encodeURIComponent(pageInfo.endCursor)}`);
      await begins(page, all.slice(20, 40));
      await page.locator('.list li').first().getByRole('link').click();
      await page.locator('.sheet').getByRole('button', { name: 'Edit' }).click();
      await page.locator('.sheet').getByLabel('Name').fill('Zzz, a Lullaby');
      await page.locator('.sheet').getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { name: 'Zzz, a Lullaby' }).waitFor();
      const now = await assertEventually(() => listed('orderBy: [{name: ASC}], limit: 1000'), (l) => l.at(-1) === 'Zzz, a Lullaby');
      await assertEventually(() => names(page), (shown) => {
        const from = now.indexOf(shown[0]);
        return shown.length >= 20 && JSON.stringify(shown) === JSON.stringify(now.slice(from, from + shown.length));
      });
      await counts(page, all.length);
      await server.ask('mutation ($to: String!) { updateProducts(where: {name: {eq: "Zzz, a Lullaby"}}, set: {name: $to}) { affectedRows } }', { to: all[20] });
      page.blame();
    });

    // assertEventually returns what was read once it is right.
    async function assertEventually(read, right) {
      let value;
      await until(async () => right(value = await read())).catch(() => assert.fail(`it came to ${JSON.stringify(value)}`));
      return value;
    }

    async function until(holds) {
      for (let i = 0; i < 100; i++) {
        if (await holds()) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error('it did not come to be');
    }

    // add fills in the form for a new product.
    async function add(page, values) {
      for (const [label, value] of Object.entries(values)) await page.locator('.sheet').getByLabel(label, { exact: true }).fill(value);
      await page.locator('.sheet').getByRole('button', { name: 'Add' }).click();
    }

    test('a new product comes where it belongs, to the last digit, and leaves again', async () => {
      const total = (await server.ask('{ productsConnection(first: 1) { totalCount } }')).productsConnection.totalCount;
      const { products: [taken] } = await server.ask('{ products(limit: 1) { barcode } }');
      const page = await come();
      await counts(page, total);
      await page.getByRole('button', { name: 'New product' }).click();
      await add(page, { Name: 'Aardvark Whistle', Price: '0.10', Barcode: taken.barcode });
      const barcode = page.getByLabel('Barcode');
      await page.locator('.field .wrong').waitFor();
      assert.equal(await barcode.getAttribute('aria-invalid'), 'true');
      assert.equal(await barcode.evaluate((e) => e === document.activeElement), true);
      await shoot(page, `${name}-taken`);
      await add(page, { Barcode: '9007199254740993' });
      await page.getByRole('heading', { name: 'Aardvark Whistle' }).waitFor();
      assert.match(await page.locator('.sheet').innerText(), /0\.10[^]*9007199254740993/);
      await begins(page, await listed('orderBy: [{name: ASC}], limit: 20'));
      assert.equal((await names(page))[0], 'Aardvark Whistle');
      await counts(page, total + 1);

      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete it' }).click();
      await page.getByRole('heading', { name: 'Aardvark Whistle' }).waitFor({ state: 'detached' });
      await counts(page, total);
      assert.equal((await names(page)).includes('Aardvark Whistle'), false);
      assert.equal((await server.ask('{ products(where: {name: {eq: "Aardvark Whistle"}}) { id } }')).products.length, 0);
      page.blame();
    });

    test('what cannot be deleted stays, and says why', async () => {
      const { products: [sold] } = await server.ask('{ products(where: {orderLines: {some: {}}}, orderBy: [{name: ASC}], limit: 1) { name } }');
      const page = await come();
      await page.getByRole('searchbox').fill(sold.name);
      await shows(page, await listed(`where: {name: {iContains: ${JSON.stringify(sold.name)}}}, orderBy: [{name: ASC}]`));
      await page.getByRole('link', { name: sold.name }).first().click();
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete it' }).click();
      const alert = page.getByRole('alert');
      await alert.waitFor();
      assert.match(await alert.innerText(), /^[A-Z].*\./);
      assert.ok((await names(page)).includes(sold.name));
      page.blame();
    });

    test('a server that is away is said, and tried again', async () => {
      const page = await come({ offline: false });
      await page.locator('.list li').first().waitFor();
      let away = true;
      await page.context().route(server.url, (route) => (away ? route.abort() : route.continue()));
      await page.getByRole('searchbox').fill('teapot');
      const alert = page.getByRole('alert');
      // Before the search has failed, the alert may be that of a further page of the list before, which has no button.
      const again = alert.getByRole('button', { name: 'Try again' });
      await again.waitFor();
      await alert.getByText('The server cannot be reached').waitFor();
      await shoot(page, `${name}-away`);
      away = false;
      await again.click();
      await begins(page, await listed('where: {name: {iContains: "teapot"}}, orderBy: [{name: ASC}], limit: 20'));
      // A further page that cannot be read leaves what is there, and waits to be asked for.
      await page.getByRole('searchbox').fill('');
      await page.getByRole('button', { name: 'Show more' }).waitFor();
      away = true;
      await until(async () => {
        await page.getByRole('button', { name: 'Show more' }).scrollIntoViewIfNeeded();
        return await alert.count() > 0;
      });
      const had = (await names(page)).length;
      away = false;
      await page.getByRole('button', { name: 'Show more' }).click();
      await page.locator('.list li').nth(had).waitFor();
      page.blame(/ERR_FAILED|cannot be reached|Failed to fetch/);
    });

    for (const [width, height] of [[1200, 800], [390, 844]]) {
      for (const colorScheme of ['light', 'dark']) {
        test(`axe-core finds nothing at ${width} px, ${colorScheme}`, async () => {
          const page = await come({ viewport: { width, height }, colorScheme });
          await page.locator('.list li').first().waitFor();
          await finds(page, 'list', `${name}-${width}-${colorScheme}-list`);
          await page.getByRole('link', { name: 'left' }).first().click();
          await page.getByRole('button', { name: 'Edit' }).waitFor();
          await finds(page, 'product', `${name}-${width}-${colorScheme}-product`);
          await page.getByRole('button', { name: 'Edit' }).click();
          await finds(page, 'form');
          await page.getByRole('button', { name: 'Cancel' }).click();
          await page.getByRole('button', { name: 'Delete', exact: true }).click();
          await finds(page, 'dialog');
          await page.getByRole('button', { name: 'Keep it' }).click();
          await page.getByRole('button', { name: 'New product' }).click();
          await page.getByLabel('Barcode').waitFor();
          await finds(page, 'new', `${name}-${width}-${colorScheme}-new`);
          page.blame();
        });
      }
    }

    async function finds(page, state, picture) {
      if (picture) await shoot(page, picture);
      await page.evaluate(`${axe};0`);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
      assert.deepEqual(violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')} ${n.failureSummary}`)), [], state);
      const { wide, has } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, has: innerWidth }));
      assert.ok(wide <= has, `${state} is ${wide} wide in a window of ${has}`);
    }
  });
}
