// How the documentation is arranged: by tables, each with the fields that read and write it and the types that are made for it.
import { named, rootFields } from '../schema/types.js';

// libraryOf returns {tables, fields, types} of what is served. tables are [{table, reads, writes, types}]; fields, as [{root, field}], and types are those
// that belong to no table.
export function libraryOf({ schema, tables, types }) {
  const shelves = new Map(tables.map((table) => [table.name, { table, reads: [], writes: [], types: [] }]));
  const fields = [];
  for (const [root, kind] of [['queryType', 'reads'], ['mutationType', 'writes']]) {
    for (const field of rootFields(schema, types, root)) {
      const shelf = shelves.get(tableBehind(field, types, shelves));
      if (shelf) {
        shelf[kind].push(field);
      } else {
        fields.push({ root: schema[root].name, field });
      }
    }
  }
  const ownerOf = owners(tables);
  const others = [];
  for (const type of schema.types) {
    if (!shelves.has(type.name) && !isRoot(schema, type) && !type.name.startsWith('__')) {
      (shelves.get(ownerOf(type.name))?.types ?? others).push(type);
    }
  }
  return { tables: [...shelves.values()].sort((a, b) => a.table.name.localeCompare(b.table.name, 'en')), fields, types: others };
}

const isRoot = (schema, { name }) => [schema.queryType, schema.mutationType, schema.subscriptionType].some((root) => root?.name === name);

// tableBehind returns the name of the nearest table in what a field returns, or undefined.
function tableBehind(field, types, tables) {
  const seen = new Set();
  let names = [named(field.type).name];
  while (names.length > 0) {
    const found = names.find((name) => tables.has(name));
    if (found) {
      return found;
    }
    names.forEach((name) => seen.add(name));
    const fields = names.flatMap((name) => (types.get(name).kind === 'OBJECT' ? types.get(name).fields : []));
    names = [...new Set(fields.map((f) => named(f.type).name))].filter((name) => !seen.has(name));
  }
  return undefined;
}

// owners returns the function that finds whose table a type is made for: its name begins with that of the table or of its list.
function owners(tables) {
  const capital = (name) => name.charAt(0).toUpperCase() + name.slice(1);
  const names = new Map(tables.flatMap((t) => [[capital(t.list.name), t.name], [t.name, t.name]]));
  return (name) => {
    for (let end = name.length; end > 0; end--) {
      const begun = end === name.length || /[A-Z_]/.test(name[end]);
      if (begun && names.has(name.slice(0, end))) {
        return names.get(name.slice(0, end));
      }
    }
    return undefined;
  };
}

const mostFound = 60;

// lookUp returns the types and fields with a text in their names, [{type, field}], where field is null for a type: what begins with it comes first.
export function lookUp({ schema }, text) {
  const wanted = text.trim().toLowerCase();
  const found = [];
  const look = (type, field) => {
    const at = (field?.name ?? type.name).toLowerCase().indexOf(wanted);
    if (at >= 0) {
      found.push({ type, field, rank: (at === 0 ? 0 : 2) + (field ? 1 : 0) });
    }
  };
  for (const type of schema.types.filter((t) => !t.name.startsWith('__'))) {
    look(type, null);
    partsOf(type).forEach((field) => look(type, field));
  }
  found.sort((a, b) => a.rank - b.rank || (a.field?.name ?? a.type.name).length - (b.field?.name ?? b.type.name).length);
  return { found: found.slice(0, mostFound), more: Math.max(0, found.length - mostFound) };
}

// partsOf returns the fields of a type, or the values of an enumeration.
export const partsOf = (type) => type.fields ?? type.inputFields ?? type.enumValues ?? [];
