// The answer, and the way to what the server did for it.
import { ResponseEditor, Spinner, useGraphiQL } from '@graphiql/react';
import { useEffect, useState } from 'react';
import { serverPanel } from './panels.jsx';
import { plural, shown } from './ServerPanel.jsx';
import { useLast } from './trace.js';
import { rowless, warned } from './warned.js';

export function Answer({ byPage, choose }) {
  const fetching = useGraphiQL((state) => state.isFetching);
  const text = useText();
  const empty = text.trim() === '' && !fetching;
  return (
    <section className="answer" aria-label="Answer">
      {byPage && !fetching && <p className="note">{rowless(text) ? <Rowless /> : 'This page ran the query once to show an answer; it only reads.'}</p>}
      {empty && <p className="hint">Press <kbd>Ctrl-Enter</kbd>, or Run above the query: the answer appears here.</p>}
      {fetching && <Spinner />}
      <ResponseEditor className={empty ? 'editor unused' : 'editor'} />
      {!empty && !fetching && <Warning />}
      {!empty && <Offer choose={choose} />}
    </section>
  );
}

// Rowless says what to do where the tables have no rows yet.
function Rowless() {
  const insert = useGraphiQL((state) => state.tabs.find((t) => /^\s*mutation\b/m.test(t.query ?? ''))?.title);
  return insert
    ? <>This page ran the query once, and found no rows. The request <b>{insert}</b>, in the next tab, adds one.</>
    : 'This page ran the query once, and found no rows.';
}

// useText returns the answer that is shown.
function useText() {
  const editor = useGraphiQL((state) => state.responseEditor);
  const [text, set] = useState('');
  useEffect(() => {
    if (!editor) {
      return undefined;
    }
    const look = () => set(editor.getValue());
    const watching = editor.onDidChangeModelContent(look);
    look();
    return () => watching.dispose();
  }, [editor]);
  return text;
}

// Warning names the columns with cells that a filter or an order could not read.
function Warning() {
  const text = warned(useLast()?.warnings);
  return text && <p className="warned" role="status">{text}</p>;
}

// Offer leads to the panel of the server, with what it has to show.
function Offer({ choose }) {
  const last = useLast();
  const open = useGraphiQL((state) => state.visiblePlugin);
  if (!last || open === serverPanel) {
    return null;
  }
  return (
    <p className="offer">
      <span>{last.name && `${last.name}: `}{last.trace ? summary(last.trace) : `Status ${last.status}, ${shown(last.milliseconds)} ms`}</span>
      <button type="button" className="button" onClick={() => choose(serverPanel)}>{last.trace?.statements.length > 0 ? 'Show the SQL' : 'What the server did'}</button>
    </p>
  );
}

function summary({ statements, milliseconds, moreStatements = 0 }) {
  if (statements.length === 0) {
    return `The database was not queried; ${shown(milliseconds)} ms in the server`;
  }
  const rows = statements.reduce((sum, s) => sum + s.rows, 0);
  return `${plural(statements.length + moreStatements, 'statement')}, ${plural(rows, 'row')}, ${shown(milliseconds)} ms in the server`;
}
