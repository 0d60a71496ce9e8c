// Names of tables and columns, and the search for them: invoice_line, InvoiceLine and invoice line are the same.

const skipped = /[\s_]/;
const plain = (name) => name.toLowerCase().replace(/[\s_]+/g, '');

// A word begins with a capital or a number, or behind an underscore.
const humps = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=_)(?=[^_])|(?<=[A-Za-z])(?=\d)/;

// wordsOf returns the words of a name: invoice_ and line, or Invoice and Line.
export const wordsOf = (name) => name.split(humps);

// rangeOf returns where a name has what is searched for, as [start, end], or null.
export function rangeOf(name, searched) {
  const wanted = plain(searched);
  if (wanted === '') {
    return null;
  }
  const places = Array.from({ length: name.length }, (_, i) => i).filter((i) => !skipped.test(name[i]));
  const at = places.map((i) => name[i].toLowerCase()[0]).join('').indexOf(wanted);
  return at < 0 ? null : [places[at], places[at + wanted.length - 1] + 1];
}

// search returns what matches, [{table, columns, called}], where columns are those that have the text in their names: tables that are called so come
// first, by their names in the API or in the database, then those that have such columns. called is that other name where the type's has not the text.
export function search(tables, searched) {
  const wanted = plain(searched);
  if (wanted === '') {
    return tables.map((table) => ({ table, columns: [], called: '' }));
  }
  const has = (name) => plain(name).includes(wanted);
  const called = (t) => [t.name, storedName(t), t.list.name].find(has) ?? '';
  const rank = (t) => (plain(t.name) === wanted ? 0 : called(t) ? 1 : 2);
  return tables
    .map((table) => ({
      table, columns: table.columns.filter((c) => has(c.name)), called: has(table.name) ? '' : called(table), rank: rank(table),
    }))
    .filter(({ columns, rank }) => rank < 2 || columns.length > 0)
    .sort((a, b) => a.rank - b.rank);
}

// storedName is the name of a table in the database, '' where its description was written by hand.
function storedName({ description }) {
  return /^A row of (?:table|view) (.+?)\.?$/.exec(description)?.[1] ?? '';
}
