// What introspection tells of the served tables: their columns, keys and relations.
import { getNamedType, getNullableType, isInputObjectType, isLeafType, isListType, isNonNullType, isObjectType } from 'graphql';

// tablesOf gives the tables of a schema in the order of its query fields. A table is a type for which there is a list
// with a filter: {name, type, list, single, insert, description, columns, toOne, toMany}, where list, single and insert are fields of
// the roots (or undefined).
export function tablesOf(schema) {
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {});
  const tables = new Map();
  for (const field of fields) {
    const type = getNamedType(field.type);
    if (isRows(field) && isObjectType(type) && !tables.has(type.name)) {
      tables.set(type.name, { name: type.name, type, list: field, description: type.description ?? '' });
    }
  }
  for (const field of fields) {
    const table = tables.get(getNamedType(field.type).name);
    if (table && !isListType(getNullableType(field.type)) && field.args.some((a) => a.name === 'by')) {
      table.single = field;
    }
  }
  const inserts = schema.getMutationType()?.getFields() ?? {};
  for (const table of tables.values()) {
    table.insert = inserts[`insert${table.name}`];
    describe(table, tables);
  }
  for (const table of tables.values()) {
    link(table, tables);
  }
  return [...tables.values()];
}

// isRows tells whether a field gives the rows of a table: [T!]! with a filter and a limit. (Aggregates have both too,
// but no row has arguments like theirs.)
function isRows(field) {
  const names = field.args.map((a) => a.name);
  return isListType(getNullableType(field.type)) && names.includes('where') && names.includes('limit') && !names.includes('groupBy');
}

// describe fills in columns and relations.
function describe(table, tables) {
  const { primary, unique } = keysOf(table.single);
  table.columns = [];
  table.toOne = [];
  table.toMany = [];
  for (const field of Object.values(table.type.getFields())) {
    const target = tables.get(getNamedType(field.type).name);
    if (target) {
      const many = isListType(getNullableType(field.type));
      (many ? table.toMany : table.toOne).push({ name: field.name, target: target.name, description: field.description ?? '' });
    } else if (isLeafType(getNamedType(field.type)) && field.args.length === 0 && !isGlobalID(field, table.type)) {
      table.columns.push(columnOf(field, primary, unique));
    }
  }
}

// link finds the columns behind the to-one relations of a table.
function link(table, tables) {
  for (const relation of table.toOne) {
    relation.columns = columnsBehind(relation, table, tables.get(relation.target));
    for (const column of relation.columns) {
      column.refers = relation.target;
    }
  }
}

function columnOf(field, primary, unique) {
  return {
    name: field.name,
    kind: String(getNullableType(field.type)),
    required: isNonNullType(field.type),
    primary: primary.has(field.name),
    unique: unique.has(field.name),
    description: field.description ?? '',
  };
}

// isGlobalID tells the field that the interface Node asks for: it is no column.
function isGlobalID(field, type) {
  return type.getInterfaces().some((i) => i.name === 'Node' && i.getFields()[field.name]);
}

// keysOf reads the keys off the argument by: each of its fields is a key, and one of several columns is an input object.
function keysOf(single) {
  const primary = new Set();
  const unique = new Set();
  const by = single && getNamedType(single.args.find((a) => a.name === 'by').type);
  if (!isInputObjectType(by)) {
    return { primary, unique };
  }
  for (const key of Object.values(by.getFields())) {
    const type = getNamedType(key.type);
    const into = /^The primary key/.test(key.description ?? '') ? primary : unique;
    for (const name of isInputObjectType(type) ? Object.keys(type.getFields()) : [key.name]) {
      into.add(name);
    }
  }
  return { primary, unique };
}

// columnsBehind finds the column that a to-one relation is named after: author comes from authorId, and authorRef from
// author. A relation over several columns is named after its target; its columns are found where they are called as there.
function columnsBehind({ name }, table, target) {
  const names = [`${name}Id`, `${name}ID`, `${name}_id`, name.replace(/Ref$/, ''), name.replace(/_$/, 'Id')];
  const find = (wanted) => table.columns.find((c) => c.name === wanted);
  const found = names.map(find).find(Boolean);
  if (found) {
    return [found];
  }
  const key = target.columns.filter((c) => c.primary).map((c) => find(c.name));
  return target !== table && key.every(Boolean) ? key : [];
}
