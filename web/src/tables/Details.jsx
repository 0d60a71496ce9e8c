// Everything about one table, in words: what the picture shows, for whoever can't see it or wants all of it.
import { FirstRows } from './FirstRows.jsx';
import { docsLink, queryLink } from './links.js';
import { ColumnMark } from './TableNode.jsx';
import { Words } from './Words.jsx';

export function Details({ table, searched, select, close }) {
  const joined = table.referredBy.filter((r) => r.through);
  return (
    <section className="details" aria-label={`Table ${table.name}`}>
      <header>
        <h2><Words text={table.name} /></h2>
        <button type="button" className="plain" onClick={close} aria-label="Close">✕</button>
      </header>
      {table.description && <p>{table.description}</p>}
      <p className="details-links">
        <a className="button" href={queryLink(table.name)}>Query in the playground</a>
        <a className="button" href={docsLink(table.name)}>Docs</a>
      </p>
      <h3 id="columns">{table.columns.length === 1 ? '1 column' : `${table.columns.length} columns`}</h3>
      <table aria-labelledby="columns">
        <tbody>
          {table.columns.map((c) => (
            <tr key={c.name} title={c.description}>
              <td><ColumnMark column={c} /></td>
              <th scope="row"><Words text={c.name} marked={searched} /></th>
              <td className="table-kind">{c.kind}{c.required ? '' : '?'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Relations title="Refers to" list={table.refers} select={select} />
      <Relations title="Referred to by" list={table.referredBy.filter((r) => !r.through)} select={select} />
      <Relations title="Joined to" list={joined} select={select} />
      <FirstRows key={table.name} table={table} />
    </section>
  );
}

// Relations lists related tables with the field of this table that leads there.
function Relations({ title, list, select }) {
  if (list.length === 0) {
    return null;
  }
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {list.map((r) => (
          <li key={r.name}>
            <button type="button" className="plain" onClick={() => select(r.target)}><Words text={r.target} /></button>{' '}
            <span className="table-kind" title={r.through ? `through ${r.through}` : undefined}>as <code><Words text={r.name} /></code></span>
          </li>
        ))}
      </ul>
    </>
  );
}
