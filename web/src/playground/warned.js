// warned returns what an answer's extensions.warnings report, as a sentence; empty where there are none.
export function warned(warnings = []) {
  const columns = warnings.map(({ table, column, cells }) => `${table}.${column} (${cells === 1 ? '1 cell' : `${cells} cells`})`);
  return columns.length > 0 ? `Unreadable, and treated as null by filters and orders: ${columns.join(', ')}` : '';
}

// rowless reports whether an answer, as text, has lists and no row in any of them.
export function rowless(text) {
  try {
    const { data, errors } = JSON.parse(text);
    const lists = Object.values(data ?? {});
    return !errors && lists.length > 0 && lists.every((list) => Array.isArray(list) && list.length === 0);
  } catch {
    return false;
  }
}
