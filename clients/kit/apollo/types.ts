// Compiles only where the types of the kit are right.
import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';

import type { others, setThing, things } from './documents.js';
import { createCache, refreshLists, removeRow } from './tiddly/cache.js';
import { reasonOf } from './tiddly/errors.js';

type Thing = ResultOf<typeof things>['things'][number];

export function values(thing: Thing, rest: ResultOf<typeof others>): void {
  const size: bigint = thing.size;
  const price: string = thing.price;
  const made: Date | null | undefined = thing.madeAt;
  const day: string | null | undefined = thing.day;
  const picture: string | null | undefined = thing.picture;
  const state: 'NEW' | 'IN_USE' | 'GONE' | null | undefined = thing.state;
  // @ts-expect-error what a JSON has is not known
  const extra: { a: number } = thing.extra;
  // @ts-expect-error a BigInt is no number
  const number: number = thing.size;
  const serial: bigint | undefined = rest.stamps[0]?.serial;
  void [size, price, made, day, picture, state, extra, number, serial];
}

export const variables: VariablesOf<typeof setThing> = { id: 1, set: { size: 9007199254740993n, madeAt: new Date(0) } };

// @ts-expect-error there is no such state
export const wrong: VariablesOf<typeof setThing> = { id: 1, set: { state: 'LOST' } };

export function calls(): void {
  const cache = createCache();
  removeRow(cache, { __typename: 'Part', thingId: 1, place: 1 });
  refreshLists(cache, 'Thing');
  // @ts-expect-error there is no such table
  refreshLists(cache, 'Nothing');
  const message: string = reasonOf(new Error('x')).message;
  void message;
}
