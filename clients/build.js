// Builds the server that the tests run against, unless TIDDLY names a binary, and that of a project with generated code.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { buildOwned } from './owned/build.js';
import { owned } from './server.js';

if (!process.env.TIDDLY) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  execFileSync('go', ['build', '-o', 'clients/.work/tiddly', '.'], { cwd: root, stdio: 'inherit' });
}
buildOwned(owned);
