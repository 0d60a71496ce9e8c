// Where a table leads to in the playground.
export const queryLink = (table) => `/?table=${encodeURIComponent(table)}`;
export const docsLink = (table) => `/?docs=${encodeURIComponent(table)}`;
