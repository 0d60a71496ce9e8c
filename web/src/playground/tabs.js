// What the tabs hold when the page opens. GraphiQL keeps them in the browser by origin, but the next database may be served at the same
// address: then none of what is kept fits, and the first requests are put beside it.
import { buildClientSchema, parse, validate } from 'graphql';
import { firstMutation, firstQuery, welcome, writable } from '../schema/first.js';

const stored = { tabs: 'graphiql:tabState', query: 'graphiql:query', variables: 'graphiql:variables' };

// Where the schema is not told there is nothing to choose from.
const untold = (reason) => `# ${reason}: there is no completion, and there are no docs.\n`;

// openTabs returns the props of GraphiQL for its tabs, and as first the query that may be run without being asked for, '' where there is
// none. wanted is the name of a table that a link asked for, or null, and
// filled those of tables that have rows.
export function openTabs({ schema, reason, tables, types }, introspected, wanted, filled) {
  if (!schema) {
    return { defaultQuery: untold(reason), first: '' };
  }
  const table = tables.find((t) => t.name === wanted);
  const first = (table ? firstQuery(table, tables) : welcome(tables, filled)) ?? '';
  const mutation = firstMutation(table?.insert ? table : writable(tables), types);
  const defaultTabs = [{ query: first }, ...(mutation ? [mutation] : [])];
  const kept = readTabs();
  if (kept && table) {
    return { defaultTabs, initialQuery: first, initialVariables: '', first };
  }
  if (kept && !kept.tabs.some(fitting(introspected))) {
    addTabs(kept, defaultTabs);
  }
  return { defaultTabs, first };
}

function readTabs() {
  try {
    const kept = JSON.parse(localStorage.getItem(stored.tabs));
    return Array.isArray(kept?.tabs) ? kept : null;
  } catch {
    return null;
  }
}

// fitting returns the test whether a tab's query is one for a schema.
function fitting(introspected) {
  const schema = buildClientSchema(introspected);
  return ({ query }) => {
    try {
      return validate(schema, parse(query ?? '')).length === 0;
    } catch {
      return false;
    }
  };
}

function addTabs(kept, added) {
  const tabs = kept.tabs.filter((t) => t.query?.trim());
  const activeTabIndex = tabs.length;
  for (const { query, variables = null } of added) {
    const name = /(?:query|mutation) (\w+)/.exec(query)?.[1] ?? null;
    tabs.push({
      id: crypto.randomUUID(), hash: null, title: name ?? '<untitled>', query, variables, headers: null, operationName: name, response: null,
    });
  }
  localStorage.setItem(stored.tabs, JSON.stringify({ tabs, activeTabIndex }));
  localStorage.setItem(stored.query, added[0].query);
  localStorage.removeItem(stored.variables);
}
