import { Environment, Network, RecordSource, Store } from 'relay-runtime';

const url = import.meta.env.VITE_TIDDLY ?? 'http://127.0.0.1:8080/graphql';

async function ask(operation, variables) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: operation.text, variables }),
  });
  return response.json();
}

export const environment = new Environment({
  network: Network.create(ask),
  store: new Store(new RecordSource()),
  // A column id is not unique among all rows; this is.
  getDataID: (row) => row.nodeId,
});
