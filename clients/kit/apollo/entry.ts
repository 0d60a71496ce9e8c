export * from './documents.js';
export { createClient } from './tiddly/client.js';
export { refreshLists, removeRow } from './tiddly/cache.js';
export { reasonOf } from './tiddly/errors.js';
