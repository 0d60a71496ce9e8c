// How both pages ask the server. They know its public endpoint alone.
import { introspectionQuery } from './introspection.js';

export const endpoint = '/graphql';
export const media = 'application/graphql-response+json, application/json;q=0.9';

// Unauthenticated is thrown where the server asks who one is.
export class Unauthenticated extends Error {}

let authorization = null;

// setAuthorization sends a header Authorization with every request; null is none.
export function setAuthorization(value) {
  authorization = value;
}

// post sends a GraphQL request and returns {status, body}; body is the parsed answer. What is no answer of a
// GraphQL server is an error that says so.
export async function post(parameters, headers = {}) {
  let response;
  try {
    response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: media, ...(authorization && { authorization }), ...headers },
      body: JSON.stringify(parameters),
    });
  } catch {
    throw new Error('The server does not answer. Is it still running?');
  }
  const text = await response.text();
  try {
    return { status: response.status, body: JSON.parse(text) };
  } catch {
    throw new Error(`The server answered ${response.status} with something that is not JSON.`);
  }
}

// introspect returns the answer to the introspection query.
export async function introspect(headers) {
  const { status, body } = await post({ query: introspectionQuery, operationName: 'IntrospectionQuery' }, headers);
  if (status === 401) {
    throw new Unauthenticated(body.errors?.[0]?.message ?? 'The server requires authentication.');
  }
  return body;
}

export const schemaPath = '/schema.graphqls';

// askSchema asks for the schema as text. Its answer has the name of the database too.
export function askSchema(method = 'GET') {
  return fetch(schemaPath, { method, headers: { accept: 'text/plain', ...(authorization && { authorization }) } });
}

// databaseName returns the name of the served database, or '' where it is not told.
export async function databaseName() {
  try {
    const { ok, headers } = await askSchema('HEAD');
    return ok ? decodeURIComponent(headers.get('Tiddly-Database') ?? '') : '';
  } catch {
    return '';
  }
}
