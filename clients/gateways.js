// The gateways that the tests of federation ask through, and subgraphs beside Tiddly's.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { composeServices } from '@apollo/composition';
import { ApolloGateway } from '@apollo/gateway';
import { getStitchedSchemaFromSupergraphSdl } from '@graphql-tools/federation';
import { composeServices as composeByGuild } from '@theguild/federation-composition';
import { execute, parse, print, validate } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/http';

// listen serves a schema, and gives its address and what ends it.
export async function listen(schema) {
  const server = createServer(createHandler({ schema }));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

// composed gives the supergraph of a library.
function composed(compose, subgraphs) {
  const { supergraphSdl, errors } = compose(subgraphs);
  assert.deepEqual(errors?.map((e) => e.message) ?? [], []);
  return supergraphSdl;
}

// apollo gives a function that asks through Apollo's gateway.
async function apollo(t, subgraphs) {
  const gateway = new ApolloGateway({ supergraphSdl: composed(composeServices, subgraphs), logger: { debug() {}, info() {}, warn() {}, error: console.error } });
  const { schema, executor } = await gateway.load();
  t.after(() => gateway.stop());
  return async (query, variables = {}) => {
    const document = parse(query);
    assert.deepEqual(validate(schema, document), []);
    const operation = document.definitions.find((d) => d.kind === 'OperationDefinition');
    const cache = new Map();
    return executor({
      document, operation, operationName: null, queryHash: query, source: query, schema, metrics: {}, context: {}, contextValue: {},
      request: { query, variables }, cache: { get: async (k) => cache.get(k), set: async (k, v) => cache.set(k, v), delete: async (k) => cache.delete(k) },
    });
  };
}

// tools gives a function that asks through GraphQL Tools.
async function tools(_, subgraphs) {
  const schema = getStitchedSchemaFromSupergraphSdl({
    supergraphSdl: composed(composeByGuild, subgraphs),
    onSubschemaConfig(config) {
      const { url } = subgraphs.find((s) => s.name.toUpperCase() === config.name.toUpperCase());
      config.executor = async ({ document, variables }) => (await fetch(url, {
        method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query: print(document), variables }),
      })).json();
    },
  });
  return async (query, variables = {}) => {
    const document = parse(query);
    assert.deepEqual(validate(schema, document), []);
    return execute({ schema, document, variableValues: variables, contextValue: {} });
  };
}

// gateways are the gateways by their names: functions of a test and the subgraphs.
export const gateways = [['Apollo', apollo], ['GraphQL Tools', tools]];
