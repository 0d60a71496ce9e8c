// The served tables as introspection describes them: their columns, keys and relations.
import { isLeaf, isList, isRequired, named, nullable, rootFields, text, typesOf } from './types.js';

// tablesOf returns the tables of a schema in the order of its query fields. A table is a type for which there is a list
// with a filter: {name, type, list, single, insert, description, columns, refers, referredBy}, where list, single and insert are fields of
// the roots (or undefined).
export function tablesOf(schema) {
  const types = typesOf(schema);
  const fields = rootFields(schema, types, 'queryType');
  const tables = new Map();
  for (const field of fields) {
    const type = types.get(named(field.type).name);
    if (isRows(field) && type.kind === 'OBJECT' && !tables.has(type.name)) {
      tables.set(type.name, { name: type.name, type, list: field, description: type.description ?? '' });
    }
  }
  for (const field of fields) {
    const table = tables.get(named(field.type).name);
    if (table && !isList(field.type) && field.args.some((a) => a.name === 'by')) {
      table.single = field;
    }
  }
  const inserts = rootFields(schema, types, 'mutationType').filter((f) => f.name.startsWith('insert'));
  for (const table of tables.values()) {
    table.insert = inserts.find((f) => named(f.type).name === `${table.name}Payload`);
    describe(table, tables, types);
  }
  tables.forEach((table) => turnBack(table, tables));
  return [...tables.values()];
}

// isRows reports whether a field returns the rows of a table: [T!]! with a filter and a limit. (Aggregates have both too,
// but no row has arguments like theirs.)
function isRows(field) {
  const names = field.args.map((a) => a.name);
  return isList(field.type) && names.includes('where') && names.includes('limit') && !names.includes('groupBy');
}

// describe fills in columns and relations: refers has those of a foreign key of this table, {name, target, columns}, referredBy those that lead
// here from another, {name, target, many, through}, where through names the table between them in the database.
function describe(table, tables, types) {
  const { primary, unique } = keysOf(table.single, types);
  table.columns = [];
  table.refers = [];
  table.referredBy = [];
  for (const field of table.type.fields) {
    const target = tables.get(named(field.type).name);
    const about = field.description ?? '';
    if (target && isList(field.type)) {
      const [, through = null] = / that table (.+) joins to this row/.exec(about) ?? [];
      table.referredBy.push({ name: field.name, target: target.name, many: true, through });
    } else if (target) {
      table.refers.push({ name: field.name, target: target.name, about });
    } else if (isLeaf(named(field.type)) && field.args.length === 0 && !isGlobalID(field, table.type, types)) {
      table.columns.push(columnOf(field, primary, unique));
    }
  }
  for (const relation of table.refers) {
    relation.columns = columnsBehind(relation, table.columns);
  }
}

// turnBack moves to referredBy the to-one relations whose foreign key is the other table's.
function turnBack(table, tables) {
  const back = ({ about, columns, target }) => / whose .+ refers to this row/.test(about) ||
    (columns.length === 0 && tables.get(target).refers.some((r) => r.target === table.name && r.columns.length > 0));
  for (const { name, target } of table.refers.filter(back)) {
    table.referredBy.push({ name, target, many: false, through: null });
  }
  table.refers = table.refers.filter((r) => !back(r));
  for (const relation of table.refers) {
    for (const column of relation.columns) {
      column.refers = relation.target;
    }
  }
}

function columnOf(field, primary, unique) {
  return {
    name: field.name,
    kind: text(nullable(field.type)),
    required: isRequired(field.type),
    primary: primary.has(field.name),
    unique: unique.has(field.name),
    description: field.description ?? '',
  };
}

// isGlobalID reports whether a field is the one that the interface Node asks for: it is no column.
function isGlobalID(field, type, types) {
  return type.interfaces.some((i) => i.name === 'Node' && types.get('Node').fields.some((f) => f.name === field.name));
}

// keysOf reads the keys off the argument by: each of its fields is a key, and one of several columns is an input object.
function keysOf(single, types) {
  const primary = new Set();
  const unique = new Set();
  const by = single && types.get(named(single.args.find((a) => a.name === 'by').type).name);
  for (const key of by?.inputFields ?? []) {
    const type = types.get(named(key.type).name);
    const into = /^The primary key/.test(key.description ?? '') ? primary : unique;
    for (const name of type.inputFields?.map((f) => f.name) ?? [key.name]) {
      into.add(name);
    }
  }
  return { primary, unique };
}

// columnsBehind finds the columns of a to-one relation. Its description has their names in the database, and theirs begin with
// those names. Where somebody wrote other descriptions, the relation is named after its column: author comes from authorId, and authorRef from author.
function columnsBehind({ name, about }, columns) {
  const [, told = ''] = / that (.+) refers to/.exec(about) ?? [];
  const behind = told.split(', ').map((sql) => columns.find((c) => c.description.startsWith(`Column ${sql} `) || c.description === `Column ${sql}.`));
  if (behind.every(Boolean)) {
    return behind;
  }
  const names = [`${name}Id`, `${name}ID`, `${name}_id`, name.replace(/Ref$/, ''), name.replace(/_$/, 'Id')];
  const found = names.map((n) => columns.find((c) => c.name === n)).find(Boolean);
  return found ? [found] : [];
}
