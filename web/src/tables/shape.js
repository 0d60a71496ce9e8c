// The sizes of what is drawn: the layout needs them before anything is on the page.
export const rowHeight = 22;
export const headHeight = 36;
export const footHeight = 30;
export const nodeWidth = 250;

const mostRows = 14;

// With more tables than this only what is in sight is kept in the page, a small map helps to find the way, and a selected table is shown with
// its neighbours alone.
export const manyTables = 40;

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
      required: r.columns.every((c) => c.required),
    })),
  );
}

// aroundOf gives a table and those that it is related to, with the references between them. One that everything refers to has
// more neighbours than a picture can show: the details list them all.
export function aroundOf(name, tables, references) {
  const names = new Set([name]);
  for (const { from, to } of references) {
    if ((from === name || to === name) && names.size < manyTables) {
      names.add(from === name ? to : from);
    }
  }
  return {
    tables: tables.filter((t) => names.has(t.name)),
    references: references.filter((r) => names.has(r.from) && names.has(r.to)),
  };
}

// boxes are what the layout needs to know.
export const boxes = (tables) => tables.map((t) => ({ name: t.name, width: nodeWidth, height: heightOf(t) }));
