// Types as introspection describes them: {kind, name, ofType}, where NON_NULL and LIST are around another type.

// named returns the type inside all lists and non-nulls.
export function named(type) {
  while (type.ofType) {
    type = type.ofType;
  }
  return type;
}

export const isRequired = (type) => type.kind === 'NON_NULL';
export const nullable = (type) => (isRequired(type) ? type.ofType : type);
export const isList = (type) => nullable(type).kind === 'LIST';
export const isLeaf = (type) => type.kind === 'SCALAR' || type.kind === 'ENUM';

// text writes a type as the schema does.
export function text(type) {
  switch (type.kind) {
    case 'NON_NULL': return `${text(type.ofType)}!`;
    case 'LIST': return `[${text(type.ofType)}]`;
    default: return type.name;
  }
}

// typesOf returns the types of a schema by name.
export const typesOf = (schema) => new Map(schema.types.map((t) => [t.name, t]));

// rootFields returns the fields of Query or Mutation, none where there is no such root.
export function rootFields(schema, types, root) {
  return types.get(schema[root]?.name)?.fields ?? [];
}
