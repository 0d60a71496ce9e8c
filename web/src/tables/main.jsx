// The picture of the tables: what introspection describes, drawn.
import '@xyflow/react/dist/style.css';
import './tables.css';

import { ReactFlowProvider } from '@xyflow/react';
import { useEffect, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { SignIn } from '../account/SignIn.jsx';
import { Header } from '../page/Header.jsx';
import { useTheme } from '../page/theme.js';
import { introspect, Unauthenticated } from '../schema/endpoint.js';
import { tablesOf } from '../schema/model.js';
import { Details } from './Details.jsx';
import { around } from './layout.js';
import LayoutWorker from './layout.worker.js?worker';
import { List, plural } from './List.jsx';
import { Picture } from './Picture.jsx';
import { search } from './search.js';
import { aroundOf, boxOf, manyTables, referencesOf } from './shape.js';

const root = createRoot(document.getElementById('root'));
const phone = matchMedia('(max-width: 700px)');
start();

async function start() {
  try {
    const { data, errors } = await introspect();
    if (!data) {
      throw new Error(errors?.[0]?.message ?? 'The server does not publish its schema: introspection is off.');
    }
    const tables = tablesOf(data.__schema).sort((a, b) => a.name.localeCompare(b.name, 'en'));
    const overview = await overviewOf(tables, referencesOf(tables));
    root.render(<ReactFlowProvider><App overview={overview} /></ReactFlowProvider>);
  } catch (error) {
    if (error instanceof Unauthenticated) {
      root.render(<SignIn reason="This server shows its tables to those who sign in." done={start} />);
      return;
    }
    root.render(<><Header untold /><main><h1 className="visually-hidden">Tables</h1><p className="loading" role="alert">The tables can't be drawn: {error.message}</p></main></>);
  }
}

// overviewOf places all tables: with their columns, or where they are many with their names alone, in groups.
async function overviewOf(tables, references) {
  const brief = tables.length > manyTables;
  const boxes = boxesOf(tables, () => brief);
  const worker = new LayoutWorker();
  const placed = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message || 'the layout failed'));
    worker.postMessage({ nodes: placing(boxes), edges: references.map(({ from, to }) => ({ from, to })), framed: brief });
  }).finally(() => worker.terminate());
  return { tables, references, boxes, ...placed };
}

// surroundingsOf places a table and its neighbours. They are few, so they are placed at once; on a phone the neighbours show their names alone.
function surroundingsOf(name, { tables, references }) {
  const near = aroundOf(name, tables, references);
  const boxes = boxesOf(near.tables, (t) => phone.matches && t.name !== name);
  return { ...near, boxes, ...around(name, placing(boxes), near.references) };
}

const boxesOf = (tables, brief) => new Map(tables.map((t) => [t.name, { table: t, brief: brief(t), ...boxOf(t, brief(t)) }]));
const placing = (boxes) => [...boxes.values()].map(({ name, width, height }) => ({ name, width, height }));

function App({ overview }) {
  const { tables } = overview;
  const theme = useTheme();
  const [text, setText] = useState('');
  const [listed, list] = useState(false);
  const [selected, select] = useSelection(tables);
  const found = useMemo(() => search(tables, text), [tables, text]);
  const matches = useMemo(() => (text.trim() ? new Set(found.map((f) => f.table.name)) : null), [found, text]);
  const table = tables.find((t) => t.name === selected);
  const alone = selected && (tables.length > manyTables || phone.matches);
  const placed = useMemo(() => (alone ? surroundingsOf(selected, overview) : overview), [alone ? selected : null, overview]);
  // On a phone the list lies over the picture.
  const choose = (name) => {
    select(name);
    list(false);
  };
  const type = (typed) => {
    setText(typed);
    list(typed.trim() !== '');
    // What was selected before has nothing to do with a search that finds nothing.
    if (search(tables, typed).length === 0) {
      select(null);
    }
  };
  return (
    <>
      <Header>
        <button type="button" className="button phone" aria-expanded={listed} onClick={() => list(!listed)}>List</button>
        <form role="search" onSubmit={(e) => { e.preventDefault(); if (found.length > 0) { choose(found[0].table.name); } }}>
          <input
            className="field" type="search" value={text} onChange={(e) => type(e.target.value)} placeholder={`Search ${plural(tables.length)}`} aria-label="Search tables and columns"
          />
        </form>
      </Header>
      <main>
        <h1 className="visually-hidden">Tables</h1>
        <List found={found} groups={overview.groups} searched={text} selected={selected} choose={choose} total={tables.length} open={listed} />
        <div className="picture">
          {tables.length === 0
            ? <p className="loading">No table is served.</p>
            : <Picture key={alone || ''} placed={placed} matches={matches} searched={text} selected={selected} select={select} theme={theme} />}
        </div>
        {table && <Details table={table} searched={text} select={select} close={() => select(null)} />}
      </main>
    </>
  );
}

// useSelection keeps the selected table in the address, so that a table can be linked to and the way back works.
function useSelection(tables) {
  const read = () => {
    const name = decoded(location.hash.slice(1));
    return tables.some((t) => t.name === name) ? name : null;
  };
  const [selected, set] = useState(read);
  useEffect(() => {
    const follow = () => set(read());
    addEventListener('popstate', follow);
    addEventListener('hashchange', follow);
    return () => {
      removeEventListener('popstate', follow);
      removeEventListener('hashchange', follow);
    };
  });
  const select = (name) => {
    if (name !== selected) {
      history.pushState(null, '', name ? `#${encodeURIComponent(name)}` : location.pathname);
      set(name);
    }
  };
  return [selected, select];
}

// decoded returns the text of a fragment, which anybody may have written.
function decoded(fragment) {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return '';
  }
}
