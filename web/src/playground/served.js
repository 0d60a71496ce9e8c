// What introspection described last, for the documentation and the first requests.
import { useSyncExternalStore } from 'react';
import { tablesOf } from '../schema/model.js';
import { rootFields, typesOf } from '../schema/types.js';

// Why there is no schema: the server has it off, or answers only a list of documents.
const off = 'The server does not publish its schema (introspection is off)';
const listed = 'The server answers only the documents of its list (documents: only)';
const reasonOf = (errors) => (errors?.[0]?.extensions?.code === 'PERSISTED_QUERY_NOT_IN_LIST' ? listed : off);

const nothing = { schema: null, reason: off, tables: [], types: new Map(), hasAccounts: false };
let served = nothing;
const listeners = new Set();

function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// learn keeps a schema, null where it is not told, and returns what is served: {schema, tables, types, hasAccounts}, with the reason where
// there is no schema, which the errors tell.
export function learn(schema, errors) {
  served = schema ? readingOf(schema) : { ...nothing, reason: reasonOf(errors) };
  listeners.forEach((listener) => listener());
  return served;
}

function readingOf(schema) {
  const types = typesOf(schema);
  return { schema, types, tables: tablesOf(schema), hasAccounts: rootFields(schema, types, 'queryType').some((f) => f.name === 'me') };
}

export const useServed = () => useSyncExternalStore(subscribe, () => served);
