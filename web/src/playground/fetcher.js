// How GraphiQL asks the server.
import { getOperationAST, parse } from 'graphql';
import { post } from '../schema/endpoint.js';
import { keep, traceHeader, traceLevel } from './trace.js';

// fetcherAfter makes a fetcher. The schema has been read before the playground stands, to choose what it opens with; the first
// introspection is answered from that, those that follow (reload) ask again.
export function fetcherAfter(introspected) {
  let known = introspected;
  return async (parameters, options = {}) => {
    if (parameters.operationName === 'IntrospectionQuery') {
      const answer = known ?? (await post(parameters, options.headers)).body;
      known = null;
      return answer;
    }
    const start = performance.now();
    const { status, body } = await post(parameters, { [traceHeader]: traceLevel(), ...options.headers });
    return keep(body, {
      name: parameters.operationName,
      reads: reads(parameters),
      status,
      milliseconds: performance.now() - start,
    });
  };
}

// reads tells whether an operation only reads, so that it may be run again without being asked.
function reads({ query, operationName }) {
  try {
    return getOperationAST(parse(query), operationName)?.operation === 'query';
  } catch {
    return false;
  }
}
