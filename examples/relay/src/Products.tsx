import { useCallback, useState } from 'react';
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay';

import { orderOf, whereOf } from '../../ui/choice.ts';
import type { Choice } from '../../ui/choice.ts';
import { List } from '../../ui/List.tsx';
import { keepPlace, placeInList } from '../../ui/place.ts';
import type { Products_list$key } from './__generated__/Products_list.graphql.ts';
import type { ProductsQuery } from './__generated__/ProductsQuery.graphql.ts';
import { useReading } from './lists.ts';
import { reasonOf } from './tiddly/errors.ts';

const query = graphql`
  query ProductsQuery($where: ProductWhere, $orderBy: [ProductOrderBy!], $count: Int!, $after: String) {
    ...Products_list @arguments(where: $where, orderBy: $orderBy, first: $count, after: $after)
  }
`;

const list = graphql`
  fragment Products_list on Query
  @refetchable(queryName: "ProductsPageQuery")
  @argumentDefinitions(
    where: { type: "ProductWhere" }, orderBy: { type: "[ProductOrderBy!]" },
    first: { type: "Int" }, after: { type: "String" }, last: { type: "Int" }, before: { type: "String" }
  ) {
    productsConnection(where: $where, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before)
    @connection(key: "Products_productsConnection") {
      totalCount
      edges {
        node { nodeId name price stock collection { maker { name } } }
      }
      pageInfo { endCursor }
    }
  }
`;

const size = 20;

// Products lists what was chosen, from the place in the address on, and grows in both directions.
export function Products({ choice, open }: { choice: Choice; open: string }) {
  const [place] = useState(placeInList);
  const [begun] = useState(choice);
  const reading = useReading();
  const [first] = useState(reading);
  const root = useLazyLoadQuery<ProductsQuery>(
    query,
    // Relay puts a page behind a cursor into a list only where the list ends, so one that is read again begins anew.
    { where: whereOf(choice), orderBy: orderOf(choice), count: size, after: choice === begun && reading === first ? place : null },
    { fetchKey: reading, fetchPolicy: reading ? 'store-and-network' : 'store-or-network' },
  );
  const { data, ...pages } = usePaginationFragment<ProductsQuery, Products_list$key>(list, root);
  const { productsConnection: page } = data;
  const end = page.pageInfo.endCursor;
  const { loadNext, loadPrevious } = pages;
  const [failed, setFailed] = useState<Error | null>(null);
  const later = useCallback(() => {
    setFailed(null);
    loadNext(size, { onComplete: (error) => (error ? setFailed(error) : keepPlace(end ?? null)) });
  }, [loadNext, end]);
  const earlier = useCallback(() => {
    setFailed(null);
    loadPrevious(size, { onComplete: setFailed });
  }, [loadPrevious]);
  const items = page.edges.flatMap(({ node }) => (node ? [{ ...node, id: node.nodeId, by: node.collection?.maker?.name }] : []));
  return (
    <List
      items={items} total={page.totalCount} open={open} busy={pages.isLoadingNext || pages.isLoadingPrevious}
      earlier={pages.hasPrevious ? earlier : undefined} later={pages.hasNext ? later : undefined}
      reason={failed ? reasonOf(failed) : undefined}
    />
  );
}
