// Where a visitor is: the product that is open, and the place in the list, both in the address, so that it can be kept.
import { useSyncExternalStore } from 'react';

function subscribe(changed: () => void) {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}

// useOpen returns what is open: the id of a product, 'new', or ''.
export function useOpen(): string {
  return useSyncExternalStore(subscribe, () => decodeURIComponent(location.hash.replace(/^#\/?/, '')));
}

// open shows a product, or the list for ''.
export function open(what: string): void {
  location.hash = `/${encodeURIComponent(what)}`;
}

// placeInList returns the cursor behind which the list begins, null at its beginning.
export function placeInList(): string | null {
  return new URLSearchParams(location.search).get('after');
}

// keepPlace puts a cursor into the address: who comes back begins there, and scrolls back from there.
export function keepPlace(after: string | null): void {
  const url = new URL(location.href);
  if (after) url.searchParams.set('after', after);
  else url.searchParams.delete('after');
  history.replaceState(null, '', url);
}
