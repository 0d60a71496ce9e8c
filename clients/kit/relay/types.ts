// Compiles only where the types of the kit are right.
import type { documentsSetMutation$variables } from './__generated__/documentsSetMutation.graphql';
import type { documentsThingsQuery$data } from './__generated__/documentsThingsQuery.graphql';
import { createEnvironment } from './tiddly/environment.js';
import { reasonOf } from './tiddly/errors.js';

export const environment = createEnvironment({ url: 'http://127.0.0.1:1/graphql', credentials: 'include' });

export function values(data: documentsThingsQuery$data): void {
  const thing = data.thingsConnection.edges[0]?.node;
  const size: string | undefined = thing?.size;
  const price: string | undefined = thing?.price;
  // @ts-expect-error what a JSON has is not known
  const extra: { a: number } | undefined = thing?.extra;
  // @ts-expect-error a BigInt is no number
  const number: number | undefined = thing?.size;
  void [size, price, extra, number, reasonOf(new Error('x')).hint];
}

export const variables: documentsSetMutation$variables = { id: 1, set: { size: '9007199254740993' } };
