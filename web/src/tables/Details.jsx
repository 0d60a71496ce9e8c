// Everything about one table, in words: what the picture shows, for whoever can't see it or wants all of it.
import { docsLink, queryLink } from './links.js';
import { ColumnMark } from './TableNode.jsx';

export function Details({ table, tables, select, close }) {
  const from = tables.flatMap((t) => t.toOne.filter((r) => r.target === table.name).map((r) => ({ table: t.name, name: r.name })));
  return (
    <section className="details" aria-label={`Table ${table.name}`}>
      <header>
        <h2>{table.name}</h2>
        <button type="button" className="plain" onClick={close} aria-label="Close">✕</button>
      </header>
      {table.description && <p>{table.description}</p>}
      <p className="details-links">
        <a className="button" href={queryLink(table.name)}>Query</a>
        <a className="button" href={docsLink(table.name)}>Docs</a>
      </p>
      <table>
        <caption>{table.columns.length === 1 ? '1 column' : `${table.columns.length} columns`}</caption>
        <tbody>
          {table.columns.map((c) => (
            <tr key={c.name} title={c.description}>
              <td><ColumnMark column={c} /></td>
              <th scope="row">{c.name}</th>
              <td className="table-kind">{c.kind}{c.required ? '' : '?'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Relations title="Refers to" list={table.toOne.map((r) => ({ table: r.target, name: r.name }))} select={select} />
      <Relations title="Referred to by" list={from} select={select} />
    </section>
  );
}

function Relations({ title, list, select }) {
  if (list.length === 0) {
    return null;
  }
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {list.map((r) => (
          <li key={`${r.table}.${r.name}`}>
            <button type="button" className="plain" onClick={() => select(r.table)}>{r.table}</button> <span className="table-kind">{r.name}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
