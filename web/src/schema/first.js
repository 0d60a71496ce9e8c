// The requests that the playground opens with: they fit the served tables and are valid as they stand.
import { getNamedType, getNullableType, isEnumType, isInputObjectType, isListType, isNonNullType, isScalarType } from 'graphql';

const fewColumns = 5;

// firstQuery asks for some rows of a table, with a relation each way where it has them.
export function firstQuery(table, tables) {
  const lines = columnLines(table, fewColumns, '    ');
  const one = table.toOne[0];
  if (one) {
    lines.push(`    ${one.name} {`, ...columnLines(find(tables, one.target), 2, '      '), '    }');
  }
  const many = table.toMany[0];
  if (many) {
    lines.push(`    ${many.name}(limit: 3) {`, ...columnLines(find(tables, many.target), 2, '      '), '    }');
  }
  return `query ${capital(table.list.name)} {\n  ${table.list.name}(limit: 10) {\n${lines.join('\n')}\n  }\n}\n`;
}

// welcome is the first query a newcomer sees.
export function welcome(tables) {
  const table = tables.find((t) => t.toOne.length > 0 && t.toMany.length > 0) ?? tables.find((t) => t.toOne.length > 0) ?? tables[0];
  const intro = '# Ctrl-Enter runs the query.\n# Its SQL: panel "Server".\n\n';
  return table && { table, query: intro + firstQuery(table, tables) };
}

// firstMutation inserts a row. It runs only when somebody runs it.
export function firstMutation(table) {
  const type = table?.insert && getNamedType(table.insert.args.find((a) => a.name === 'input')?.type);
  if (!isInputObjectType(type)) {
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
  return { query, variables: JSON.stringify({ input: inputFor(table, type) }, null, 2) };
}

// writable gives the table that a first row is most easily added to: one that refers to no other.
export function writable(tables) {
  const able = tables.filter((t) => t.insert);
  return able.find((t) => t.toOne.length === 0) ?? able.find((t) => !t.toOne.some((r) => r.columns.some((c) => c.required))) ?? able[0];
}

// inputFor gives values for what must be given, and a text where nothing must.
function inputFor(table, type) {
  const fields = Object.values(type.getFields());
  const needed = fields.filter((f) => isNonNullType(f.type) && f.defaultValue === undefined);
  const text = fields.find((f) => getNullableType(f.type).name === 'String');
  const chosen = needed.length > 0 || !text ? needed : [text];
  return Object.fromEntries(chosen.map((f) => [f.name, example(f.type)]));
}

const examples = {
  Int: 1, Float: 1.5, BigInt: '1', Decimal: '1.00', Boolean: true, Date: '2026-01-31', Time: '12:30:00',
  DateTime: '2026-01-31T12:30:00Z', UUID: '00000000-0000-4000-8000-000000000000', JSON: {}, Bytes: '', ID: '1',
};

function example(type) {
  const bare = getNullableType(type);
  if (isListType(bare)) {
    return [];
  }
  if (isEnumType(bare)) {
    return bare.getValues()[0]?.name ?? null;
  }
  return isScalarType(bare) && bare.name in examples ? examples[bare.name] : 'text';
}

// columnLines selects columns: keys first, and what refers to other tables only where room is left.
function columnLines(table, most, indent) {
  const rank = (c) => (c.primary ? 0 : c.refers ? 2 : 1);
  const names = table.columns.slice().sort((a, b) => rank(a) - rank(b)).slice(0, most).map((c) => indent + c.name);
  return names.length > 0 ? names : [`${indent}__typename`];
}

function find(tables, name) {
  return tables.find((t) => t.name === name);
}

function capital(name) {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
