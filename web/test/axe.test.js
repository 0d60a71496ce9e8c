// What axe-core finds on the pages: nothing, but for what is listed here of the parts that are others'.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { launch, serve, shoot, visit } from './harness.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const accounts = ['--auth-users-table', 'user', '--auth-users-identity', 'email', '--auth-users-password', 'password'];

// known are violations of parts that are not ours, by rule and selector.
const known = [];

let browser;
let server;
let closed;
let bare;

before(async () => {
  server = await serve();
  closed = await serve({ standard: true, args: [...accounts, '--auth-required'] });
  bare = await serve({ standard: true });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await bare?.stop();
  await closed?.stop();
  await server?.stop();
});

const sizes = { 1400: { width: 1400, height: 900 }, 1024: { width: 1024, height: 768 }, 390: { width: 390, height: 844 } };
const schemes = ['light', 'dark'];

// everywhere runs a test at each width, light and dark. shown is called with the page and the name of what it shows.
function everywhere(name, from, states) {
  for (const [width, viewport] of Object.entries(sizes)) {
    for (const colorScheme of schemes) {
      test(`${name} at ${width} px, ${colorScheme}`, async () => {
        const page = await visit(browser, from(), { viewport, colorScheme, reducedMotion: 'reduce' });
        for (const [state, reach] of Object.entries(states)) {
          await reach(page);
          await holdsNothing(page, state);
          await shoot(page, `axe-${state}-${width}-${colorScheme}`);
        }
        await page.context().close();
      });
    }
  }
}

// holdsNothing fails where axe-core finds a violation that is not listed.
async function holdsNothing(page, state) {
  await page.evaluate(`${axe};0`);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const found = violations.flatMap((v) => v.nodes.map((n) => ({ rule: v.id, at: n.target.join(' '), why: n.failureSummary, html: n.html })));
  const unknown = [];
  for (const f of found) {
    const listed = known.some(({ rule, selector }) => rule === f.rule && f.at.includes(selector));
    if (!listed) {
      unknown.push(`${f.rule}: ${f.at}\n  ${f.why.replaceAll('\n', '\n  ')}\n  ${f.html.slice(0, 200)}`);
    }
  }
  assert.deepEqual(unknown, [], `${state}:\n${unknown.join('\n')}`);
}

const press = (name) => (page) => page.getByRole('button', { name, exact: true }).first().click();

everywhere('the playground', () => server.url, {
  playground: (page) => page.getByText('This page ran the query once').waitFor({ state: 'attached' }),
  answer: async (page) => {
    if (await page.getByRole('button', { name: 'Answer', exact: true }).isVisible()) {
      await press('Answer')(page);
    }
    await page.locator('.result-window .view-line', { hasText: '"data"' }).first().waitFor();
  },
  docs: async (page) => {
    await press('Docs')(page);
    await page.locator('.fold > summary', { hasText: /^Product$/ }).click();
  },
  'docs-type': async (page) => {
    await page.getByRole('searchbox', { name: 'Search the docs' }).fill('ProductWhere');
    await press('ProductWhere')(page);
  },
  explorer: async (page) => {
    await press('Explorer')(page);
    await page.locator('.graphiql-explorer-root').waitFor();
  },
  history: async (page) => {
    await press('History')(page);
    await page.locator('.graphiql-history-item').first().waitFor();
  },
  server: async (page) => {
    await press('Server')(page);
    await page.locator('.server-statements pre').first().waitFor();
  },
  headers: async (page) => {
    if (await page.getByRole('button', { name: 'Query', exact: true }).isVisible()) {
      await press('Query')(page);
    }
    await press('Headers')(page);
    await page.getByText('{"Authorization": "Bearer …"}').waitFor();
  },
  settings: press('Settings'),
});

everywhere('the playground over tables without rows', () => bare.url, {
  rowless: (page) => page.getByText('This page ran the query once, and found no rows.').waitFor({ state: 'attached' }),
});

everywhere('the picture of the tables', () => `${server.url}/tables`, {
  tables: (page) => page.locator('.react-flow__edge').first().waitFor({ state: 'attached' }),
  search: async (page) => {
    await page.getByRole('searchbox').fill('name');
    await page.getByRole('status').filter({ hasText: ' of ' }).first().waitFor();
  },
  table: async (page) => {
    await page.getByRole('searchbox').fill('product');
    await page.keyboard.press('Enter');
    await page.locator('.details .rows').waitFor();
  },
});

everywhere('the schema', () => `${server.url}/schema.graphqls`, {
  schema: (page) => page.locator('.sdl pre').first().waitFor(),
  'schema-search': async (page) => {
    await page.getByRole('searchbox').fill('refund');
    await page.locator('.sdl mark').first().waitFor();
  },
});

everywhere('the sign-in', () => closed.url, {
  signin: async (page) => {
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await page.getByText('With an API key or a token').click();
  },
  refused: async (page) => {
    await page.getByLabel('Account').fill('ada@example.org');
    await page.getByLabel('Password').fill('wrong');
    await press('Sign in')(page);
    await page.getByRole('alert').filter({ hasText: /./ }).first().waitFor();
  },
});
