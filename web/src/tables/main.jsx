// The picture of the tables: what introspection tells, drawn.
import '@xyflow/react/dist/style.css';
import './tables.css';

import { ReactFlowProvider } from '@xyflow/react';
import { buildClientSchema } from 'graphql';
import { useEffect, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { SignIn } from '../account/SignIn.jsx';
import { introspect, Unauthenticated } from '../schema/endpoint.js';
import { tablesOf } from '../schema/model.js';
import { Details } from './Details.jsx';
import { place } from './layout.js';
import LayoutWorker from './layout.worker.js?worker';
import { Picture } from './Picture.jsx';
import { aroundOf, boxes, manyTables, referencesOf } from './shape.js';
import { keepTheme } from './theme.js';

const root = createRoot(document.getElementById('root'));
start();

async function start() {
  const theme = keepTheme();
  try {
    const { data, errors } = await introspect();
    if (!data) {
      throw new Error(errors?.[0]?.message ?? 'The server does not tell its schema.');
    }
    const tables = tablesOf(buildClientSchema(data));
    const references = referencesOf(tables);
    const at = await layout(tables, references);
    root.render(<ReactFlowProvider><App tables={tables} references={references} at={at} theme={theme} /></ReactFlowProvider>);
  } catch (error) {
    if (error instanceof Unauthenticated) {
      root.render(<SignIn reason="This server shows its tables to those who sign in." done={start} />);
      return;
    }
    root.render(<p className="loading" role="alert">The tables can't be drawn: {error.message}</p>);
  }
}

function layout(tables, references) {
  const worker = new LayoutWorker();
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message || 'the layout failed'));
    worker.postMessage({
      nodes: boxes(tables),
      edges: references.map(({ from, to }) => ({ from, to })),
    });
  }).finally(() => worker.terminate());
}

function App({ tables, references, at, theme }) {
  const [text, setText] = useState('');
  const [selected, select] = useSelection(tables);
  const found = useMemo(() => search(tables, text), [tables, text]);
  const matches = useMemo(() => (text.trim() ? new Set(found.map((t) => t.name)) : null), [found, text]);
  const table = tables.find((t) => t.name === selected);
  // On a phone the list lies over the picture while one searches.
  const choose = (name) => {
    select(name);
    if (matchMedia('(max-width: 700px)').matches) {
      setText('');
    }
  };
  const around = tables.length > manyTables && selected;
  const drawn = useMemo(() => (around ? neighbourhood(around, tables, references) : { tables, references, at }), [around, tables, references, at]);
  return (
    <>
      <header className="top">
        <nav className="links" aria-label="Pages of this server">
          <a className="links-name" href="/">Tiddly</a>
          <a href="/">Playground</a>
          <a href="/schema.graphqls" target="_blank" rel="noreferrer">Schema</a>
        </nav>
        <form role="search" onSubmit={(e) => { e.preventDefault(); if (found.length > 0) { choose(found[0].name); } }}>
          <input
            type="search" value={text} onChange={(e) => setText(e.target.value)} placeholder={`Search ${plural(tables.length)}`} aria-label="Search tables and columns"
          />
        </form>
      </header>
      <main>
        <nav className={text.trim() ? 'list searching' : 'list'} aria-label="Tables">
          <p className="count" role="status">{text.trim() ? `${found.length} of ${plural(tables.length)}` : plural(tables.length)}</p>
          <ul>
            {found.map((t) => (
              <li key={t.name}>
                <button type="button" className="plain" aria-current={t.name === selected ? 'true' : undefined} onClick={() => choose(t.name)}>{t.name}</button>
              </li>
            ))}
          </ul>
        </nav>
        <div className="picture">
          {tables.length === 0
            ? <p className="loading">No table is served.</p>
            : <Picture key={around || ''} {...drawn} around={Boolean(around)} matches={around ? null : matches} selected={selected} select={select} theme={theme} />}
        </div>
        {table && <Details table={table} tables={tables} select={select} close={() => select(null)} />}
      </main>
    </>
  );
}

// neighbourhood is what is drawn around one of many tables. It is small, so it is laid out at once.
function neighbourhood(name, tables, references) {
  const around = aroundOf(name, tables, references);
  return { ...around, at: place(boxes(around.tables), around.references) };
}

// useSelection keeps the selected table in the address, so that a table can be linked to and the way back works.
function useSelection(tables) {
  const read = () => {
    const name = decodeURIComponent(location.hash.slice(1));
    return tables.some((t) => t.name === name) ? name : null;
  };
  const [selected, set] = useState(read);
  useEffect(() => {
    const follow = () => set(read());
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  });
  const select = (name) => {
    if (name !== selected) {
      history.pushState(null, '', name ? `#${encodeURIComponent(name)}` : location.pathname);
      set(name);
    }
  };
  return [selected, select];
}

// search finds tables by their names first (in the database too, which the description tells), then by the names of their columns.
// invoice_line, InvoiceLine and invoice line are the same.
function search(tables, text) {
  const plain = (name) => name.toLowerCase().replace(/[\s_]+/g, '');
  const wanted = plain(text);
  const has = (name) => plain(name).includes(wanted);
  const byName = tables.filter((t) => has(t.name) || has(t.list.name) || has(t.description.replace(/^A row of table /, '')));
  byName.sort((a, b) => (plain(b.name) === wanted) - (plain(a.name) === wanted));
  const byColumn = tables.filter((t) => !byName.includes(t) && t.columns.some((c) => has(c.name)));
  return [...byName, ...byColumn];
}

const plural = (n) => (n === 1 ? '1 table' : `${n.toLocaleString('en')} tables`);
