// The first rows of a table, read when it is looked at.
import { useEffect, useState } from 'react';
import { post } from '../schema/endpoint.js';
import { rowsQuery, shownFirst } from '../schema/first.js';

const count = 5;
const fewColumns = 6;

export function FirstRows({ table }) {
  const [{ rows, error }, set] = useState({});
  const columns = shownFirst(table, fewColumns);
  useEffect(() => {
    let over = false;
    const tell = (answer) => over || set(answer);
    post({ query: rowsQuery(table, columns, count) })
      .then(({ body }) => tell({ rows: body.data?.rows, error: body.errors?.[0]?.message }))
      .catch((e) => tell({ error: e.message }));
    return () => { over = true; };
  }, [table]);
  return (
    <>
      <h3>First rows</h3>
      {!rows && !error && <p>Reading …</p>}
      {error && <p role="alert">{error}</p>}
      {rows?.length === 0 && <p>It has no rows.</p>}
      {rows?.length > 0 && <Rows name={table.name} columns={columns} rows={rows} />}
    </>
  );
}

function Rows({ name, columns, rows }) {
  return (
    <div className="rows" tabIndex={0} role="region" aria-label={`First rows of ${name}`}>
      <table>
        <thead><tr>{columns.map((c) => <th key={c.name} scope="col">{c.name}</th>)}</tr></thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>{columns.map((c) => <td key={c.name}><Cell value={row[c.name]} /></td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ value }) {
  if (value === null || value === undefined) {
    return <i>null</i>;
  }
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? <span title={text.slice(0, 1000)}>{text.slice(0, 60)}…</span> : text;
}
