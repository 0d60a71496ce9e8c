// Trusted documents: the ids of the manifest in place of documents.
import { HttpLink } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { generatePersistedQueryIdsFromManifest } from '@apollo/persisted-query-lists';

// trustedLink takes the ids from the manifest that the build has written, and never sends a document.
export function trustedLink(uri, loadManifest, options) {
  return new PersistedQueryLink(generatePersistedQueryIdsFromManifest({ loadManifest }))
    .concat(new HttpLink({ uri, ...options }));
}
