// The sizes of what is drawn: the layout needs them before anything is on the page.
import { wordsOf } from './search.js';

export const nodeWidth = 250;
export const nameWidth = 200;
export const lineHeight = 16;
export const rowHeight = 22;
export const footHeight = 30;

const mostRows = 14;
const mostLines = 4;

// Widths of a letter such as e, a little more than they are in most fonts.
const headLetter = 9.4;
const cellLetter = 7.5;
const nameLetter = 13.4;

// widthOf estimates how wide a text is, of which e is one wide.
const widthOf = (text) => [...text].reduce((sum, c) => sum + (/[mwMW]/.test(c) ? 1.45 : /[A-Z]/.test(c) ? 1.15 : /[ijlI.,]/.test(c) ? 0.5 : /[tfr]/.test(c) ? 0.72 : 1), 0);

// With more tables than this the overview has their names alone, in groups, and a selected table is shown with its neighbours.
export const manyTables = 40;

// shownColumns returns the columns that a table shows in the picture: keys and references always, of the others as many as there is
// room for, in their order.
export function shownColumns(table) {
  let room = mostRows - table.columns.filter((c) => c.primary || c.refers).length;
  return table.columns.filter((c) => c.primary || c.refers || room-- > 0);
}

// linesOf estimates how many lines a name takes, which breaks between its words, at most so many.
function linesOf(name, letter, width, most = mostLines) {
  let lines = 1;
  let used = 0;
  for (const word of wordsOf(name)) {
    const long = widthOf(word) * letter;
    if (used > 0 && used + long > width) {
      lines++;
      used = 0;
    }
    lines += Math.max(0, Math.ceil(long / width) - 1);
    used += long;
  }
  return Math.min(most, lines);
}

export const headHeightOf = (table) => 16 + 20 * linesOf(table.name, headLetter, nodeWidth - 26);

// letterFor returns the size of letters in which a name fills a table of that height, for names that are seen from far away.
export function letterFor(name, height) {
  const longest = Math.max(...wordsOf(name).map((w) => w.length));
  let size = Math.floor(Math.min(52, (nodeWidth - 16) / (longest * 0.66)));
  while (size > 14 && linesOf(name, size * 0.66, nodeWidth - 16, Infinity) * size * 1.1 > height - 8) {
    size--;
  }
  return size;
}

// headLetterFor returns the size of letters in which a name fills its head in one line, where it is larger than usual.
export const headLetterFor = (name) => Math.floor(Math.min(20, Math.max(14, (nodeWidth - 26) / (name.length * 0.63))));

export function rowHeightOf({ name, kind }) {
  const kindWidth = Math.min((kind.length + 1) * cellLetter, 110);
  return rowHeight + lineHeight * (linesOf(name, cellLetter, nodeWidth - 46 - kindWidth) - 1);
}

export function heightOf(table) {
  const shown = shownColumns(table);
  const more = shown.length < table.columns.length ? rowHeight : 0;
  return headHeightOf(table) + shown.reduce((sum, c) => sum + rowHeightOf(c), 0) + more + footHeight;
}

// A table that shows its name alone.
const nameHeightOf = (table) => 22 + 24 * linesOf(table.name, nameLetter, nameWidth - 20);

// boxOf returns what the layout needs to know of a table.
export function boxOf(table, brief) {
  return brief
    ? { name: table.name, width: nameWidth, height: nameHeightOf(table) }
    : { name: table.name, width: nodeWidth, height: heightOf(table) };
}

// referencesOf returns every foreign key once: {id, name, from, to, column, required, side, sides}, where from refers to to, and side numbers the
// sides references between the same two tables.
export function referencesOf(tables) {
  const references = tables.flatMap((t) =>
    t.refers.map((r) => ({
      id: `${t.name}.${r.name}`,
      name: r.name,
      from: t.name,
      to: r.target,
      column: r.columns[0]?.name ?? null,
      required: r.columns.length > 0 && r.columns.every((c) => c.required),
    })),
  );
  const between = new Map();
  const pair = ({ from, to }) => [from, to].sort().join(' ');
  for (const reference of references) {
    const beside = between.get(pair(reference)) ?? [];
    between.set(pair(reference), [...beside, reference]);
  }
  return references.map((r) => ({ ...r, side: between.get(pair(r)).indexOf(r), sides: between.get(pair(r)).length }));
}

// aroundOf returns a table and those that it is related to, with the references of that table. One that everything refers to has
// more neighbours than a picture can show: the details list them all.
export function aroundOf(name, tables, references) {
  const own = references.filter(({ from, to }) => from === name || to === name);
  const names = new Set([name]);
  for (const { from, to } of own) {
    if (names.size < manyTables) {
      names.add(from === name ? to : from);
    }
  }
  return {
    tables: tables.filter((t) => names.has(t.name)),
    references: references.filter((r) => names.has(r.from) && names.has(r.to)),
  };
}
