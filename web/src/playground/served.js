// What introspection described last, for the documentation and the first requests.
import { useSyncExternalStore } from 'react';
import { tablesOf } from '../schema/model.js';
import { rootFields, typesOf } from '../schema/types.js';

const nothing = { schema: null, tables: [], types: new Map(), hasAccounts: false };
let served = nothing;
const listeners = new Set();

function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// learn keeps a schema, null where it is not told, and returns what is served: {schema, tables, types, hasAccounts}.
export function learn(schema) {
  served = schema ? readingOf(schema) : nothing;
  listeners.forEach((listener) => listener());
  return served;
}

function readingOf(schema) {
  const types = typesOf(schema);
  return { schema, types, tables: tablesOf(schema), hasAccounts: rootFields(schema, types, 'queryType').some((f) => f.name === 'me') };
}

export const useServed = () => useSyncExternalStore(subscribe, () => served);
