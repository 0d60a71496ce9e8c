// Documents and what is done with their results: it compiles only where the generated types are right.
import type { ResultOf, TypedDocumentNode, VariablesOf } from '@graphql-typed-document-node/core';

import { graphql, useFragment } from '../.work/gql';
import type { FragmentType } from '../.work/gql';

const productCard = graphql(`
  fragment ProductCard on Product {
    id
    nodeId
    name
    price
    barcode
    released
    available
    details
    collection { title season }
  }
`);

const shelf = graphql(`
  query Shelf($where: ProductWhere, $orderBy: [ProductOrderBy!], $limit: Int) {
    products(where: $where, orderBy: $orderBy, limit: $limit) {
      ...ProductCard
      tags(limit: 3) { name }
      orderLines { quantity total }
    }
    orderLine(by: { orderIdAndLine: { orderId: 1, line: 1 } }) { quantity }
  }
`);

type Shelf = ResultOf<typeof shelf>;
type ShelfVariables = VariablesOf<typeof shelf>;

export function card(data: FragmentType<typeof productCard>): string {
  const product = useFragment(productCard, data);
  const id: number = product.id;
  const price: string = product.price;
  const barcode: string = product.barcode;
  // To-one relations and what SQLite does not check can be null, so the types say so.
  const season: string | null | undefined = product.collection?.season;
  // @ts-expect-error a relation that leads to one row can be null
  const title: string = product.collection.title;
  // @ts-expect-error a Decimal is a string
  const number: number = product.price;
  // @ts-expect-error a Boolean can be null on SQLite
  const available: boolean = product.available;
  // @ts-expect-error the fragment does not select it
  void product.stock;
  return [id, price, barcode, season, title, number, available].join();
}

export function totals(data: Shelf): number {
  // @ts-expect-error a single row can be missing
  void data.orderLine.quantity;
  const names: string[] = data.products.flatMap((p) => p.tags.map((t) => t.name));
  const sum = data.products.flatMap((p) => p.orderLines).reduce((n, line) => n + line.quantity, 0);
  return sum + (data.orderLine?.quantity ?? 0) + names.length;
}

export const all: ShelfVariables = {};

export const some: ShelfVariables = {
  limit: 5,
  where: {
    price: { gt: '10.00', lt: 99.5 },
    or: [{ name: { iContains: 'moon' } }, { collection: { season: { in: ['SPRING', 'AFTER_MIDNIGHT'] } } }],
    tags: { some: { name: { eq: 'glows' } } },
    details: { path: [{ path: '$.size.height', gte: 100 }] },
  },
  orderBy: [{ price: 'DESC_NULLS_LAST' }, { collection: { title: 'ASC' } }],
};

// @ts-expect-error a product has no such column
export const unknownColumn: ShelfVariables = { where: { colour: { eq: 'red' } } };

// @ts-expect-error a number has no comparison for text
export const wrongComparison: ShelfVariables = { where: { stock: { like: '1%' } } };

// @ts-expect-error a season is one of a closed list
export const wrongSeason: ShelfVariables = { where: { collection: { season: { eq: 'MONSOON' } } } };

// @ts-expect-error an Int is a number
export const wrongLimit: ShelfVariables = { limit: '5' };

// @ts-expect-error one term of an order has one column
export const twoAtOnce: ShelfVariables = { orderBy: [{ price: 'ASC', name: 'ASC' }] };

export const document: TypedDocumentNode<Shelf, ShelfVariables> = shelf;

const restock = graphql(`
  mutation Restock($input: ProductInsert!, $by: ProductKey!, $set: ProductSet, $inc: ProductInc) {
    insertProduct(input: $input) { affectedRows node { id label } }
    updateProduct(by: $by, set: $set, inc: $inc) { affectedRows node { ...ProductCard } }
  }
`);

export const restocking: VariablesOf<typeof restock> = {
  input: { name: 'Lamp', collectionId: 1, categoryId: 1, price: '9.50', weight: 0.5, barcode: '9007199254740993', released: '2026-01-31' },
  by: { barcode: '9007199254740993' },
  set: { note: null, details: { colour: 'brass' } },
  inc: { stock: 1 },
};

// @ts-expect-error what has no default has to be given
export const incomplete: VariablesOf<typeof restock>['input'] = { name: 'Lamp' };

// @ts-expect-error a generated column cannot be written
export const generated: VariablesOf<typeof restock>['set'] = { label: 'Lamp (1)' };

// @ts-expect-error a row is found by one key
export const twoKeys: VariablesOf<typeof restock>['by'] = { id: 1, barcode: '1' };

export function written(data: ResultOf<typeof restock>): number {
  // @ts-expect-error no row may have been found
  void data.updateProduct.node.nodeId;
  return data.insertProduct.affectedRows + (data.insertProduct.node?.id ?? 0);
}
