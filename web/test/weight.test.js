// What the first visit of each page loads, as it is sent, without what introspection and queries answer.
import assert from 'node:assert/strict';
import { get } from 'node:http';
import { after, before, test } from 'node:test';
import { launch, serve } from './harness.js';

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

// sent returns how many bytes the body of an address takes for a client that takes gzip.
function sent(url) {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers: { accept: 'text/html,*/*', 'accept-encoding': 'gzip' } }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk) => { bytes += chunk.length; });
      answer.on('end', () => resolve(bytes));
      answer.on('error', reject);
    });
    request.on('error', reject);
  });
}

// The bounds are what was measured, and a little for the next change: 1,441,189, 158,847 and 67,687 bytes. Before the pages shared their parts, / took
// 1,583,190 and /tables 207,978.
const pages = [
  { path: '/', bound: 1_500_000, stands: '.result-window .view-line', last: [/graphql\.worker/, /json\.worker/, /editor\.worker/, /codicon/] },
  { path: '/tables', bound: 170_000, stands: '.react-flow__node', last: [/layout\.worker/] },
  { path: '/schema.graphqls', bound: 80_000, stands: '.sdl pre', last: [] },
];

for (const { path, bound, stands, last } of pages) {
  test(`${path} loads no more than ${bound.toLocaleString('en')} bytes`, async () => {
    const page = await (await browser.newContext()).newPage();
    const asked = new Set();
    let heard = () => {};
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.pathname === path || url.pathname.startsWith('/assets/')) {
        asked.add(url.href);
        heard();
      }
    });
    await page.goto(server.url + path);
    await page.locator(stands).first().waitFor({ state: 'attached' });
    const missing = () => last.filter((name) => ![...asked].some((url) => name.test(url)));
    await new Promise((resolve) => {
      heard = () => missing().length === 0 && resolve();
      heard();
    });
    let total = 0;
    for (const url of asked) {
      total += await sent(url);
    }
    console.log(`${path}: ${total.toLocaleString('en')} bytes in ${asked.size} files`);
    assert.ok(total <= bound, `${path} loads ${total} bytes:\n${[...asked].join('\n')}`);
    await page.context().close();
  });
}
