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
  for (const relation of table.toOne) {
    relation.columns = columnsBehind(relation, table.columns);
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

// columnsBehind finds the columns of a to-one relation. Its description tells their names in the database, and theirs begin with
// those names. Where somebody wrote other descriptions, the relation is named after its column: author comes from authorId, and authorRef from author.
function columnsBehind({ name, description }, columns) {
  const [, told = ''] = / that (.+) refers to/.exec(description) ?? [];
  const behind = told.split(', ').map((sql) => columns.find((c) => c.description.startsWith(`Column ${sql} `) || c.description === `Column ${sql}.`));
  if (behind.every(Boolean)) {
    return behind;
  }
  const names = [`${name}Id`, `${name}ID`, `${name}_id`, name.replace(/Ref$/, ''), name.replace(/_$/, 'Id')];
  const found = names.map((n) => columns.find((c) => c.name === n)).find(Boolean);
  return found ? [found] : [];
}
