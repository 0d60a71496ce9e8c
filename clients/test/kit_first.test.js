// The way of docs/client-kit.md from a file to an application, followed to the letter: its commands, its files, its pages.
// The packages are those of this folder, so that no registry is asked, and the server listens on a free port.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';

import { compile } from '../kit/project.js';
import { ask, binary, start, work } from '../server.js';

const page = readFileSync(fileURLToPath(new URL('../../docs/client-kit.md', import.meta.url)), 'utf8');
const modules = fileURLToPath(new URL('../node_modules', import.meta.url));

// section returns a part of the page with its commands and files, in their order.
function section(title) {
  const text = page.split(`### ${title}\n`)[1].split('\n## ')[0].split('\n### ')[0];
  const steps = [];
  for (const [, file, , commands, content] of text.matchAll(/(?:`([^`\n]+)`:\n\n)?<!-- (.*) -->\n```(?:sh\n([^]*?)|\w+\n([^]*?))```/g)) {
    steps.push(commands === undefined ? { file, content } : { commands: commands.trim().split('\n') });
  }
  return steps;
}

// follow does what a section says in a folder, and returns what the last command serves.
function follow(app, steps) {
  for (const { commands = [], file, content } of steps) {
    if (file) {
      mkdirSync(dirname(join(app, file)), { recursive: true });
      writeFileSync(join(app, file), content);
    }
    for (const command of commands) {
      if (command.startsWith('npm install ')) {
        command.split(' ').slice(2).filter((word) => !word.startsWith('-')).forEach((name) => install(app, name));
        continue;
      }
      if (/^npx vite/.test(command)) return serve(app, `exec ${command} --port 0 --host localhost`);
      execFileSync('sh', ['-c', command], { cwd: app, env: environment, stdio: 'pipe' });
    }
  }
  throw new Error('the section ends without a page');
}

// install puts a package of this folder into that of an application, with its programs.
function install(app, name) {
  const at = join(app, 'node_modules', name);
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(join(modules, name), at);
  const { bin = {} } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'));
  mkdirSync(join(app, 'node_modules/.bin'), { recursive: true });
  for (const [program, file] of Object.entries(typeof bin === 'string' ? { [name]: bin } : bin)) {
    symlinkSync(join(at, file), join(app, 'node_modules/.bin', program));
  }
}

const environment = { ...process.env, PATH: `${join(work, 'bin')}:${process.env.PATH}` };

function serve(app, command) {
  const vite = spawn('sh', ['-c', command], { cwd: app, env: environment, detached: true });
  return new Promise((resolve, reject) => {
    let said = '';
    const look = (chunk) => {
      // Vite colours its address.
      const found = (said += chunk).replace(/\u001b\[\d+m/g, '').match(/http:\/\/localhost:\d+\//);
      if (found) resolve({ url: found[0], stop: () => process.kill(-vite.pid) }); // npx has started it
    };
    vite.stdout.on('data', look);
    vite.stderr.on('data', look);
    vite.once('exit', () => reject(new Error(`vite ended:\n${said}`)));
  });
}

describe('from a file to an application', () => {
  let server, browser;
  before(async () => {
    server = await start();
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  for (const [title, name] of [['With Apollo', 'apollo'], ['With Relay', 'relay']]) {
    test(title, async (t) => {
      const folder = join(work, `first-${name}`);
      const app = join(folder, 'app');
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(app, { recursive: true });
      mkdirSync(join(work, 'bin'), { recursive: true });
      rmSync(join(work, 'bin/tiddly'), { force: true });
      symlinkSync(binary, join(work, 'bin/tiddly'));
      execFileSync(binary, ['sample', join(folder, 'shop.db'), '--rows', '100'], { stdio: 'ignore' });
      const steps = section(title);
      if (name === 'relay') steps.splice(1, 0, section('With Apollo').find((step) => step.file === 'index.html'));
      const pages = await follow(app, steps);
      t.after(() => pages.stop());

      const { products } = await ask(server.url, '{ products(orderBy: [{name: ASC}], limit: 40) { name price collection { title } } }');
      const lines = products.map((p) => `${p.name}, ${p.price}, ${p.collection.title}`);
      const context = await browser.newContext();
      await context.route('**/*', (route) => {
        const asked = new URL(route.request().url());
        if (asked.origin === 'http://127.0.0.1:8080') return route.continue({ url: server.url });
        return asked.hostname === 'localhost' ? route.continue() : route.abort();
      });
      const tab = await context.newPage();
      await tab.goto(pages.url);
      await tab.locator('li').nth(19).waitFor();
      assert.deepEqual(await tab.locator('li').allInnerTexts(), lines.slice(0, 20));
      await tab.getByRole('button', { name: 'More' }).click();
      await tab.locator('li').nth(39).waitFor();
      assert.deepEqual(await tab.locator('li').allInnerTexts(), lines);

      // And it compiles under strict.
      writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions: {
        strict: true, target: 'ES2022', lib: ['ES2022', 'DOM', 'DOM.Iterable'], module: 'ESNext', moduleResolution: 'bundler', jsx: 'react-jsx', types: [], skipLibCheck: true, noEmit: true,
      }, include: ['src'] }));
      await compile(app);
    });
  }
});
