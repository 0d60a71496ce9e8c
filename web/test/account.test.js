import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fits, launch, serve, shoot, visit } from './harness.js';

const accounts = ['--auth-users-table', 'user', '--auth-users-identity', 'email', '--auth-users-password', 'password'];
const refused = /status of 401/;
let browser;
let open;
let closed;

// One server lets strangers in, the other, over the same database, does not.
before(async () => {
  open = await serve({ standard: true, args: accounts });
  const response = await fetch(`${open.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'mutation { insertUser(input: {email: "ada@example.org", password: "lovelace", name: "Ada"}) { affectedRows } }' }),
  });
  assert.equal((await response.json()).data?.insertUser.affectedRows, 1);
  closed = await serve({ file: open.file, args: [...accounts, '--auth-required'] });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await closed?.stop();
  await open?.stop();
});

const button = (page, name) => page.getByRole('button', { name, exact: true });
const editor = (page) => page.locator('.graphiql-query-editor .monaco-editor').first();

async function fill(page, identity, password) {
  await page.getByLabel('Account').fill(identity);
  await page.getByLabel('Password').fill(password);
  await button(page, 'Sign in').click();
}

test('a stranger signs in, asks, and signs out', async () => {
  const page = await visit(browser, closed.url);
  await page.getByText('This server requires you to sign in.').waitFor();
  await shoot(page, 'signin');
  await fill(page, 'ada@example.org', 'wrong');
  const told = page.getByRole('alert').filter({ hasText: 'Invalid email or password.' });
  await told.waitFor();
  assert.equal(await told.evaluate((e) => e.nextElementSibling.textContent), 'Sign in', 'the reason stands apart from the form');
  await fill(page, 'ada@example.org', 'lovelace');
  await editor(page).filter({ hasText: 'query' }).first().waitFor();
  await button(page, 'Run').click();
  await page.locator('.result-window').filter({ hasText: '"data"' }).waitFor();
  await shoot(page, 'signed-in');
  await page.goto(`${closed.url}/tables`);
  await page.getByRole('button', { name: 'User', exact: true }).first().waitFor();
  await page.goto(closed.url);
  await button(page, 'Sign out').click();
  await page.getByText('This server requires you to sign in.').waitFor();
  page.blame(refused);
  await page.context().close();
});

test('the form follows the dark theme', async () => {
  const page = await visit(browser, closed.url, { colorScheme: 'dark' });
  await button(page, 'Sign in').waitFor();
  const light = (color) => color.match(/\d+/g).slice(0, 3).map(Number).reduce((a, b) => a + b) > 380;
  const { ground, text } = await page.evaluate(() => ({
    ground: getComputedStyle(document.body).backgroundColor, text: getComputedStyle(document.querySelector('.signin label')).color,
  }));
  assert.ok(!light(ground) && light(text), `the text is ${text} on ${ground}`);
  await shoot(page, 'signin-dark');
  page.blame(refused);
  await page.context().close();
});

test('the picture of the tables asks strangers too, and a wrong key is told', async () => {
  const page = await visit(browser, `${closed.url}/tables`, { viewport: { width: 390, height: 844 } });
  await page.getByText('This server shows its tables to those who sign in.').waitFor();
  await fits(page);
  await page.getByText('With an API key or a token').click();
  await page.getByLabel('Key').fill('tiddly_wrong');
  await button(page, 'Use the key').click();
  await page.getByRole('alert').filter({ hasText: 'is invalid, revoked or expired' }).waitFor();
  await shoot(page, 'signin-phone');
  page.blame(refused);
  await page.context().close();
});

test('where strangers may ask, the playground signs in and out', async () => {
  const page = await visit(browser, open.url);
  await button(page, 'Sign in').click();
  await button(page, 'Continue without signing in').click();
  await editor(page).filter({ hasText: 'query' }).first().waitFor();
  await button(page, 'Sign in').click();
  await page.waitForFunction(() => document.activeElement.name === 'identity');
  await fill(page, 'ada@example.org', 'lovelace');
  await button(page, 'Sign out').click();
  await button(page, 'Sign in').waitFor();
  page.blame();
  await page.context().close();
});
