// The applications as a reader makes them: a kit, a build, and the pages in a browser that reaches nothing but them and
// the server.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const here = fileURLToPath(new URL('..', import.meta.url));
const work = join(here, '.work');
export const binary = process.env.TIDDLY ?? join(work, 'tiddly');
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

// buildServer builds the server, unless TIDDLY names a binary.
export function buildServer() {
  mkdirSync(work, { recursive: true });
  if (!process.env.TIDDLY) execFileSync('go', ['build', '-o', binary, '.'], { cwd: join(here, '..'), stdio: 'inherit' });
}

// sample starts a server over a fresh shop.
export async function sample() {
  const folder = mkdtempSync(join(work, 'run-'));
  const database = join(folder, 'shop.db');
  execFileSync(binary, ['sample', database, '--rows', '200'], { stdio: 'ignore' });
  const server = spawn(binary, ['serve', '--db', database, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const url = await new Promise((resolve, reject) => {
    let said = '';
    const look = (chunk) => {
      const found = (said += chunk).match(/(http:\/\/127\.0\.0\.1:\d+)\/graphql/);
      if (found) resolve(`${found[1]}/graphql`);
    };
    server.stdout.on('data', look);
    server.stderr.on('data', look);
    server.once('exit', () => reject(new Error(`the server ended before it listened:\n${said}`)));
  });
  return {
    url, database,
    async stop() {
      server.kill('SIGTERM');
      assert.equal(await ended, 0, 'the server ended badly');
      rmSync(folder, { recursive: true });
    },
    async ask(query, variables) {
      const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables }) });
      const { data, errors } = await response.json();
      assert.equal(errors, undefined, JSON.stringify(errors));
      return data;
    },
  };
}

// build makes the kit of an application and the application, for a server, and serves it.
export async function build(name, server) {
  const app = join(here, name);
  const path = `${join(here, 'node_modules/.bin')}:${process.env.PATH}`;
  const run = async (command) => promisify(execFile)('sh', ['-c', command], { cwd: app, env: { ...process.env, PATH: path, VITE_TIDDLY: server.url } })
    .catch((error) => assert.fail(`${command}:\n${error.stdout}${error.stderr}`));
  rmSync(join(app, 'src/tiddly'), { recursive: true, force: true });
  const { scripts } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'));
  await run(scripts.kit.replace('tiddly', binary).replace('shop.db', server.database));
  await run(`${scripts.build} --outDir ${join(work, name)} --emptyOutDir`);
  const pages = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const file = join(work, name, pathname === '/' ? 'index.html' : pathname);
    const found = existsSync(file);
    response.writeHead(found ? 200 : 404, { 'content-type': types[extname(file)] ?? 'text/plain' }).end(found ? readFileSync(file) : '');
  });
  await new Promise((resolve) => pages.listen(0, '127.0.0.1', resolve));
  return { url: `http://localhost:${pages.address().port}/`, close: () => pages.close() };
}

export function launch() {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args });
}

// visit opens a page in a fresh profile. What it asks of others is cut off and reported by blame, with errors and what
// the console has.
export async function visit(browser, url, server, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, reducedMotion: 'reduce', ...options });
  const bad = [];
  const allowed = [new URL(url).origin, new URL(server.url).origin];
  await context.route('**/*', (route) => {
    if (allowed.includes(new URL(route.request().url()).origin)) return route.continue();
    bad.push(`asked for ${route.request().url()}`);
    return route.abort();
  });
  const page = await context.newPage();
  page.on('console', (m) => ['error', 'warning'].includes(m.type()) && bad.push(`${m.type()}: ${m.text()}`));
  page.on('pageerror', (e) => bad.push(`error: ${e.message}`));
  page.setDefaultTimeout(15_000);
  await page.goto(url);
  page.blame = (expected = null) => assert.deepEqual(bad.filter((b) => !expected?.test(b)), []);
  return page;
}

// shoot writes a picture where SHOTS names a folder, to be looked at.
export async function shoot(page, name) {
  if (!process.env.SHOTS) return;
  mkdirSync(process.env.SHOTS, { recursive: true });
  await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) });
}
