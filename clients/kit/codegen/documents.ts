// Documents for a client of one's own, typed by graphql-codegen.
import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';

import { graphql } from './tiddly/gql/index.js';

export const things = graphql(`
  query Things($where: ThingWhere) {
    things(where: $where, limit: 3) { id state size price madeAt day at mark extra picture }
    part(by: { thingIdAndPlace: { thingId: 1, place: 1 } }) { weight }
    notes { text }
  }
`);

export function values(thing: ResultOf<typeof things>['things'][number]): void {
  const size: string = thing.size;
  const made: string | null | undefined = thing.madeAt;
  // @ts-expect-error what a JSON has is not known
  const extra: { a: number } = thing.extra;
  void [size, made, extra];
}

export const variables: VariablesOf<typeof things> = { where: { size: { gt: '9007199254740993' }, price: { lt: 10 }, state: { in: ['IN_USE'] } } };
