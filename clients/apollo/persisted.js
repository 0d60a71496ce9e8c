// Automatic persisted queries: the hash of a document in place of the document.
import { HttpLink } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';

// persistedLink sends queries by GET, which caches can keep; mutations, and documents to be registered, go by POST.
export function persistedLink(uri, options) {
  return new PersistedQueryLink({ sha256, useGETForHashedQueries: true }).concat(new HttpLink({ uri, ...options }));
}

async function sha256(text) {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
