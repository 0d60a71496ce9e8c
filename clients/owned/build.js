// Builds the server of a project that an owner made of a clone: other tables, and fields in Go.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));

// buildOwned generates and builds the project, and writes its server to a file.
export function buildOwned(output) {
  const project = mkdtempSync(join(tmpdir(), 'tiddly-owned-'));
  try {
    cpSync(root, project, { recursive: true, filter: (source) => isCloned(relative(root, source)) });
    cpSync(join(here, 'schema.sql'), join(project, 'db/schema.sql'));
    cpSync(join(here, 'custom.graphqls'), join(project, 'graph/custom.graphqls'));
    cpSync(join(here, 'custom.resolvers.go.txt'), join(project, 'graph/custom.resolvers.go'));
    writeFileSync(join(project, 'tiddly.yml'), 'federation: true\n');
    // Paths are trimmed, so that copies share the build cache.
    const go = (...args) => execFileSync('go', args, { cwd: project, stdio: 'inherit', env: { ...process.env, GOFLAGS: '-trimpath' } });
    go('generate', './...');
    go('build', '-o', output, '.');
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

// isCloned reports whether a file is part of the project. What the owner of this clone wrote is not.
function isCloned(path) {
  if (/^(\.git|bench|clients|docs|examples|web|tiddly\.(yml|db.*))$/.test(path)) return false;
  return path === 'graph/columns.graphqls' || !/^graph\/[^/]+\.(graphqls|resolvers\.go)$/.test(path);
}
