// The picture of the tables: what introspection tells, drawn.
import '@xyflow/react/dist/style.css';
import './tables.css';

import { ReactFlowProvider } from '@xyflow/react';
import { buildClientSchema } from 'graphql';
import { useEffect, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { introspect } from '../schema/endpoint.js';
import { tablesOf } from '../schema/model.js';
import { Details } from './Details.jsx';
import LayoutWorker from './layout.worker.js?worker';
import { Picture } from './Picture.jsx';
import { heightOf, nodeWidth, referencesOf } from './shape.js';
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
    root.render(<p className="loading" role="alert">The tables can't be drawn: {error.message}</p>);
  }
}

function layout(tables, references) {
  const worker = new LayoutWorker();
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message || 'the layout failed'));
    worker.postMessage({
      nodes: tables.map((t) => ({ name: t.name, width: nodeWidth, height: heightOf(t) })),
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
  return (
    <>
      <header className="top">
        <nav className="links" aria-label="Pages of this server">
          <a className="links-name" href="/">Tiddly</a>
          <a href="/">Playground</a>
          <a href="/schema.graphqls" target="_blank" rel="noreferrer">Schema</a>
        </nav>
        <form role="search" onSubmit={(e) => { e.preventDefault(); if (found.length > 0) { select(found[0].name); } }}>
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
                <button type="button" className="plain" aria-current={t.name === selected ? 'true' : undefined} onClick={() => select(t.name)}>{t.name}</button>
              </li>
            ))}
          </ul>
        </nav>
        <div className="picture">
          {tables.length === 0
            ? <p className="loading">No table is served.</p>
            : <Picture tables={tables} references={references} at={at} matches={matches} selected={selected} select={select} theme={theme} />}
        </div>
        {table && <Details table={table} tables={tables} select={select} close={() => select(null)} />}
      </main>
    </>
  );
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

// search finds tables by their name first, then by the names of their columns.
function search(tables, text) {
  const wanted = text.trim().toLowerCase();
  const has = (name) => name.toLowerCase().includes(wanted);
  const byName = tables.filter((t) => has(t.name) || has(t.list.name));
  const byColumn = tables.filter((t) => !byName.includes(t) && t.columns.some((c) => has(c.name)));
  return [...byName, ...byColumn];
}

const plural = (n) => (n === 1 ? '1 table' : `${n.toLocaleString('en')} tables`);
