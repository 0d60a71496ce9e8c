// The number of the reading of the lists: they are read again where a write may have put a product elsewhere in them.
import { useSyncExternalStore } from 'react';
import { ConnectionHandler } from 'relay-runtime';
import type { RecordSourceSelectorProxy } from 'relay-runtime';

import { orderOf, whereOf } from '../../ui/choice.ts';
import type { Choice } from '../../ui/choice.ts';

let reading = 0;
const watching = new Set<() => void>();

export function refreshLists(): void {
  reading++;
  watching.forEach((changed) => changed());
}

export function useReading(): number {
  return useSyncExternalStore((changed) => {
    watching.add(changed);
    return () => watching.delete(changed);
  }, () => reading);
}

// removeProduct takes a deleted product out of the store, and out of the list that is shown, which then counts one less.
export function removeProduct(store: RecordSourceSelectorProxy, choice: Choice, id: string): void {
  const list = ConnectionHandler.getConnection(store.getRoot(), 'Products_productsConnection', { where: whereOf(choice), orderBy: orderOf(choice) });
  const has = list?.getLinkedRecords('edges')?.some((edge) => edge?.getLinkedRecord('node')?.getDataID() === id);
  if (list && has) {
    ConnectionHandler.deleteNode(list, id);
    list.setValue(Number(list.getValue('totalCount')) - 1, 'totalCount');
  }
  store.delete(id);
}
