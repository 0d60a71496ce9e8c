// The requests that the pages open with: they fit the served tables and are valid as they stand.
import { isList, isRequired, named, nullable } from './types.js';

const fewColumns = 5;

// firstQuery asks for some rows of a table, with a relation each way where it has them.
export function firstQuery(table, tables) {
  const lines = columnLines(table, fewColumns, '    ');
  // One of the table itself says less: the greeting of the server passes it by too.
  const one = [...table.refers, ...table.referredBy.filter((r) => !r.many)].find((r) => r.target !== table.name) ?? table.refers[0];
  if (one) {
    lines.push(`    ${one.name} {`, ...columnLines(find(tables, one.target), 2, '      '), '    }');
  }
  const many = table.referredBy.find((r) => r.many);
  if (many) {
    lines.push(`    ${many.name}(limit: 3) {`, ...columnLines(find(tables, many.target), 2, '      '), '    }');
  }
  return `query ${capital(table.list.name)} {\n  ${table.list.name}(limit: 10) {\n${lines.join('\n')}\n  }\n}\n`;
}

// rowsQuery asks for the cells of the first rows of a table, in the order of columns.
export function rowsQuery(table, columns, limit) {
  return `{ rows: ${table.list.name}(limit: ${limit}) { ${columns.map((c) => c.name).join(' ') || '__typename'} } }`;
}

// ranked returns the tables in the order in which they are best for a first look.
export const ranked = (tables) => [...tables].sort((a, b) => interest(b) - interest(a));

// welcome returns the first query a newcomer sees, or undefined where there is no table. filled are the names of tables that are known to have rows. The
// table is the one that the start of the server suggests.
export function welcome(tables, filled = new Set()) {
  const all = ranked(tables);
  const table = all.find((t) => filled.has(t.name)) ?? all[0];
  return table && firstQuery(table, tables);
}

// interest ranks tables for a first look: those with a key before others, with a relation to show before others, then those with the most
// relations. The server's greeting ranks them likewise (internal/cli/first.go); ranked.json of web/test holds both to the same order.
function interest({ name, columns, refers, referredBy }) {
  const related = Math.min(refers.length + referredBy.length, 50);
  return related + (columns.some((c) => c.primary) ? 200 : 0) + ([...refers, ...referredBy.filter((r) => !r.many)].some((r) => r.target !== name) ? 100 : 0);
}

// firstMutation inserts a row. It runs only when somebody runs it.
export function firstMutation(table, types) {
  const type = types.get(named(table?.insert?.args.find((a) => a.name === 'input')?.type ?? {}).name);
  if (type?.kind !== 'INPUT_OBJECT') {
    return null;
  }
  const query = `# This writes to the database when you run it: it adds a row.
# The values are below, in the variables.

mutation ${capital(table.insert.name)}($input: ${type.name}!) {
  ${table.insert.name}(input: $input) {
    affectedRows
    node {
${columnLines(table, fewColumns, '      ').join('\n')}
    }
  }
}
`;
  return { query, variables: JSON.stringify({ input: inputFor(type, types) }, null, 2) };
}

// writable returns the table that a first row is most easily added to: one that refers to no other.
export function writable(tables) {
  const able = tables.filter((t) => t.insert);
  return able.find((t) => t.refers.length === 0) ?? able.find((t) => !t.refers.some((r) => r.columns.some((c) => c.required))) ?? able[0];
}

// inputFor returns values for what must be given, and a text where nothing must.
function inputFor(type, types) {
  const needed = type.inputFields.filter((f) => isRequired(f.type) && f.defaultValue === null);
  const words = type.inputFields.find((f) => nullable(f.type).name === 'String');
  const chosen = needed.length > 0 || !words ? needed : [words];
  return Object.fromEntries(chosen.map((f) => [f.name, example(nullable(f.type), types)]));
}

const examples = {
  Int: 1, Float: 1.5, BigInt: '1', Decimal: '1.00', Boolean: true, Date: '2026-01-31', Time: '12:30:00',
  DateTime: '2026-01-31T12:30:00Z', UUID: '00000000-0000-4000-8000-000000000000', JSON: {}, Bytes: '', ID: '1',
};

function example(type, types) {
  if (isList(type)) {
    return [];
  }
  if (type.kind === 'ENUM') {
    return types.get(type.name).enumValues[0]?.name ?? null;
  }
  return type.kind === 'SCALAR' && type.name in examples ? examples[type.name] : 'text';
}

// secret finds columns that nobody wants to see before they ask for them, by their names.
const secret = /pass|secret|token|hash|salt/i;

// shownFirst returns the columns of a table that are asked for without anybody naming them: keys first, and what refers to other tables only where
// room is left.
export function shownFirst(table, count) {
  const rank = (c) => (c.primary ? 0 : c.refers ? 2 : 1);
  return table.columns.filter((c) => !secret.test(c.name)).sort((a, b) => rank(a) - rank(b)).slice(0, count);
}

function columnLines(table, count, indent) {
  const names = shownFirst(table, count).map((c) => indent + c.name);
  return names.length > 0 ? names : [`${indent}__typename`];
}

function find(tables, name) {
  return tables.find((t) => t.name === name);
}

function capital(name) {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
