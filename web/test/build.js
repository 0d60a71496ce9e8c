// Builds the server that the tests run against, unless TIDDLY names a binary.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

if (!process.env.TIDDLY) {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  execFileSync('go', ['build', '-o', 'web/.work/tiddly', '.'], { cwd: root, stdio: 'inherit' });
}
