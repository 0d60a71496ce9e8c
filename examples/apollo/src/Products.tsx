import { useCallback, useState } from 'react';
import { NetworkStatus } from '@apollo/client';
import { useQuery } from '@apollo/client/react';

import { orderOf, whereOf } from '../../ui/choice.ts';
import type { Choice } from '../../ui/choice.ts';
import { List } from '../../ui/List.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { keepPlace, placeInList } from '../../ui/place.ts';
import { reasonOf } from './tiddly/errors.ts';
import { graphql } from './tiddly/gql/index.ts';

const productsQuery = graphql(`
  query Products($where: ProductWhere, $orderBy: [ProductOrderBy!], $first: Int, $after: String, $last: Int, $before: String) {
    productsConnection(where: $where, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
      totalCount
      edges {
        node { id name price stock collection { id maker { id name } } }
      }
      pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
    }
  }
`);

const size = 20;

// Products lists what was chosen, from the place in the address on, and grows in both directions.
export function Products({ choice, open }: { choice: Choice; open: string }) {
  const [place] = useState(placeInList);
  const [begun] = useState(choice);
  const after = choice === begun ? place : null;
  const { data, previousData, error, networkStatus, fetchMore, refetch } = useQuery(productsQuery, {
    variables: { where: whereOf(choice), orderBy: orderOf(choice), first: size, after },
    notifyOnNetworkStatusChange: true,
  });
  const page = (data ?? previousData)?.productsConnection;
  const { startCursor, endCursor, hasNextPage, hasPreviousPage } = page?.pageInfo ?? {};
  const [failed, setFailed] = useState<unknown>();
  const later = useCallback(() => {
    setFailed(undefined);
    fetchMore({ variables: { first: size, after: endCursor } }).then(() => keepPlace(endCursor ?? null), setFailed);
  }, [fetchMore, endCursor]);
  const earlier = useCallback(() => {
    setFailed(undefined);
    fetchMore({ variables: { first: null, after: null, last: size, before: startCursor } }).catch(setFailed);
  }, [fetchMore, startCursor]);

  if (error && !data) return <Notice reason={reasonOf(error)} onRetry={() => void refetch()} />;
  const items = (page?.edges ?? []).map(({ node }) => ({ ...node, id: String(node.id), by: node.collection?.maker?.name }));
  return (
    <List
      items={items} total={page?.totalCount ?? 0} open={open} busy={networkStatus !== NetworkStatus.ready && networkStatus !== NetworkStatus.error}
      earlier={hasPreviousPage ? earlier : undefined} later={hasNextPage ? later : undefined}
      reason={failed === undefined ? undefined : reasonOf(failed)}
    />
  );
}
