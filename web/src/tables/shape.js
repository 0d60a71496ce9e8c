// The sizes of what is drawn: the layout needs them before anything is on the page.
export const rowHeight = 22;
export const headHeight = 36;
export const footHeight = 30;
export const nodeWidth = 250;

const mostRows = 14;

// shownColumns gives the columns that a table shows in the picture: keys and references always, of the others as many as there is
// room for, in their order.
export function shownColumns(table) {
  let room = mostRows - table.columns.filter((c) => c.primary || c.refers).length;
  return table.columns.filter((c) => c.primary || c.refers || room-- > 0);
}

export function heightOf(table) {
  const shown = shownColumns(table).length;
  const more = shown < table.columns.length ? 1 : 0;
  return headHeight + (shown + more) * rowHeight + footHeight;
}

// referencesOf gives every to-one relation once: {id, from, to, column, required, self}, where from refers to to.
export function referencesOf(tables) {
  return tables.flatMap((t) =>
    t.toOne.map((r) => ({
      id: `${t.name}.${r.name}`,
      name: r.name,
      from: t.name,
      to: r.target,
      column: r.columns[0]?.name ?? null,
      required: r.columns.length > 0 && r.columns.every((c) => c.required),
    })),
  );
}
