// GraphQL over HTTP: every audit of graphql-http's suite passes, those of MUST, SHOULD and MAY alike.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { serverAudits } from 'graphql-http';

import { start } from '../server.js';

const modern = 'application/graphql-response+json';

// explained are the audits that warn, each with the request it makes and what the server does instead. Both hold a
// client that names no media type to what the specification asked for until 2025; since then
// its answer is the modern type (graphql/graphql-over-http#330), which alone tells failures by their status.
const explained = {
  '47DE': { headers: { accept: '*/*' }, contentType: modern },
  '80D8': { headers: {}, contentType: modern },
};

let server;
before(async () => { server = await start(); });
after(() => server.stop());

const audits = serverAudits({ url: () => server.url, fetchFn: fetch });

test('the suite has its audits', () => {
  assert.ok(audits.length >= 61, `there are ${audits.length}`);
  for (const id of Object.keys(explained)) {
    const audit = audits.find((audit) => audit.id === id);
    assert.ok(audit, `${id} is explained and no longer there`);
    assert.match(audit.name, /^SHOULD /, `${id} is a must`);
  }
});

for (const audit of audits) {
  test(`${audit.id} ${audit.name}`, async () => {
    const result = await audit.fn();
    const instead = explained[audit.id];
    assert.equal(result.status, instead ? 'warn' : 'ok', result.reason);
    if (instead) {
      const response = await fetch(`${server.url}?query={__typename}`, { headers: instead.headers });
      assert.equal(response.status, 200);
      assert.ok(response.headers.get('content-type').startsWith(instead.contentType));
    }
  });
}
