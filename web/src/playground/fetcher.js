// How GraphiQL asks the server.
import { Kind, parse } from 'graphql';
import { introspect, post } from '../schema/endpoint.js';
import { learn } from './served.js';
import { keep, traceHeader, traceLevel } from './trace.js';

// fetcherAfter returns a fetcher. The schema has been read before the playground stands, to choose what it opens with; the first
// introspection is answered from that, those that follow (reload) ask again. GraphiQL's own query does not ask which inputs are @oneOf.
export function fetcherAfter(introspected) {
  let known = introspected;
  return async (parameters, options = {}) => {
    if (parameters.operationName === 'IntrospectionQuery') {
      const answer = known ?? await introspect(options.headers);
      if (!known && answer.data) {
        learn(answer.data.__schema);
      }
      known = null;
      return answer;
    }
    const operations = operationsOf(parameters.query);
    const sent = withOperation(parameters, operations);
    const start = performance.now();
    const { status, body } = await post(sent, { [traceHeader]: traceLevel(), ...options.headers });
    return keep(body, {
      name: sent.operationName ?? operations[0]?.name?.value,
      // What only reads may be run again without being asked.
      reads: operations.every((o) => o.operation === 'query'),
      status,
      milliseconds: performance.now() - start,
    });
  };
}

// operationsOf returns the operations of a document; none where it can't be read, which the server then says better.
function operationsOf(query) {
  try {
    return parse(query).definitions.filter((d) => d.kind === Kind.OPERATION_DEFINITION);
  } catch {
    return [];
  }
}

// withOperation leaves out the name of an operation that the document no longer has: GraphiQL learns of a new name only a moment after it
// was typed.
function withOperation({ operationName, ...others }, operations) {
  const known = operations.some((o) => o.name?.value === operationName);
  return operationName && (known || operations.length !== 1) ? { ...others, operationName } : others;
}
