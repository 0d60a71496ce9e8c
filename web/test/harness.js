// A server over a database of its own, and a browser that reaches nothing else.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const work = fileURLToPath(new URL('../.work', import.meta.url));
const binary = process.env.TIDDLY ?? join(work, 'tiddly');
const browserPath = process.env.CHROMIUM ?? '/usr/bin/chromium';

// Without these Chromium asks hosts of its maker as soon as it starts.
const quiet = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

// serve serves the sample, the database in a file, or where that is standard the default tables, and returns {url, file, printed, stop}, where printed is what it said. args are
// further arguments of the server.
export async function serve({ args = [], file = null, standard = false } = {}) {
  mkdirSync(work, { recursive: true });
  const folder = mkdtempSync(join(work, 'run-'));
  const database = file ?? join(folder, standard ? 'tiddly.db' : 'shop.db');
  if (!file && !standard) {
    execFileSync(binary, ['sample', database, '--rows', '60'], { stdio: 'ignore' });
  }
  const served = standard ? [] : ['--db', database];
  const server = spawn(binary, ['serve', ...served, '--listen', '127.0.0.1:0', ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const said = { text: '' };
  const url = await addressOf(server, said);
  return {
    url,
    file: database,
    printed: () => said.text,
    async stop() {
      server.kill('SIGTERM');
      const code = await ended;
      rmSync(folder, { recursive: true });
      assert.equal(code, 0, 'the server ended badly');
    },
  };
}

// addressOf reads the address that the server prints once it listens.
function addressOf(server, said) {
  return new Promise((resolve, reject) => {
    const look = (chunk) => {
      said.text += chunk;
      const found = said.text.match(/(http:\/\/127\.0\.0\.1:\d+)\/graphql/);
      if (found) {
        resolve(found[1]);
      }
    };
    server.stdout.on('data', look);
    server.stderr.on('data', look);
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`the server ended with ${code} before it listened:\n${said.text}`)));
  });
}

// launch starts the browser.
export function launch() {
  assert.ok(existsSync(browserPath), `there is no browser at ${browserPath}: install Debian's chromium, or name one by CHROMIUM`);
  return chromium.launch({ executablePath: browserPath, args: quiet });
}

// visit opens a page in a fresh profile. What it asks of another address than the server's is cut off and reported by blame, as are
// messages on the console, errors and what the Content-Security-Policy stopped.
export async function visit(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const bad = [];
  const home = new URL(url).origin;
  await context.route('**/*', (route) => {
    const asked = route.request().url();
    if (new URL(asked).origin === home) {
      return route.continue();
    }
    bad.push(`asked for ${asked}`);
    return route.abort();
  });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (e) => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`));
  });
  const page = await context.newPage();
  page.on('console', (m) => ['error', 'warning'].includes(m.type()) && bad.push(`${m.type()}: ${m.text()}`));
  page.on('pageerror', (e) => bad.push(`error: ${e.message}`));
  page.setDefaultTimeout(15_000);
  await page.goto(url);
  // expected takes out messages that a test provokes.
  page.blame = (expected = null) => assert.deepEqual(bad.filter((b) => !expected?.test(b)), [], 'what the page did wrong');
  return page;
}

// fits fails where the page is wider than the window.
export async function fits(page) {
  const { wide, has } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, has: innerWidth }));
  assert.ok(wide <= has, `the page is ${wide} wide in a window of ${has}`);
}

// shoot writes a picture where SHOTS names a folder, to be looked at.
export async function shoot(page, name) {
  if (process.env.SHOTS) {
    mkdirSync(process.env.SHOTS, { recursive: true });
    await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) });
  }
}
