// warned returns what an answer's extensions.warnings report, as a sentence; empty where there are none.
export function warned(warnings = []) {
  const columns = warnings.map(({ table, column, cells }) => `${table}.${column} (${cells === 1 ? '1 cell' : `${cells} cells`})`);
  return columns.length > 0 ? `Unreadable, and treated as null by filters and orders: ${columns.join(', ')}` : '';
}
