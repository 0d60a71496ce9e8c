// The documentation: the tables, each with what belongs to it, and a page for each type.
import { useGraphiQL } from '@graphiql/react';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { About, Signature, TypeLink } from './docsParts.jsx';
import { libraryOf, lookUp } from './library.js';
import { TypePage } from './TypePage.jsx';
import { useServed } from './served.js';

// What was opened, last at the end, [{type, field}] by names. It outlives the panel, and links from elsewhere add to it.
let trail = [];
const listeners = new Set();
const useTrail = () => useSyncExternalStore((l) => { listeners.add(l); return () => listeners.delete(l); }, () => trail);

function follow(next) {
  trail = next;
  listeners.forEach((listener) => listener());
}

// OpenDocs opens the documentation of the type that a link asked for, and of the names that are clicked in the query.
export function OpenDocs({ name }) {
  const { types } = useServed();
  const reference = useGraphiQL((state) => state.schemaReference);
  useEffect(() => {
    if (name && types.has(name)) {
      follow([{ type: name }]);
    }
  }, [name, types]);
  useEffect(() => {
    const { kind, field, type, parentType } = reference ?? {};
    const told = (kind === 'Field' || kind === 'Argument') && field ? { type: parentType?.name ?? field.type?.name, field: field.name } : { type: type && String(type).replace(/[[\]!]/g, '') };
    if (types.has(told.type)) {
      follow([...trail, told]);
    }
  }, [reference, types]);
  return null;
}

export function Docs() {
  const served = useServed();
  const opened = useTrail();
  const [text, setText] = useState('');
  if (!served.schema) {
    return <p>{served.reason}, so there is nothing to show here.</p>;
  }
  const at = opened.at(-1);
  const open = (type, field) => {
    setText('');
    follow([...trail, { type, field }]);
  };
  const page = text.trim() !== '' ? <Found served={served} text={text} open={open} />
    : at && served.types.has(at.type) ? <TypePage key={at.type} type={served.types.get(at.type)} field={at.field} open={open} />
      : <Overview served={served} open={open} />;
  return (
    <div className="docs">
      <form role="search" onSubmit={(e) => e.preventDefault()}>
        <input className="field" type="search" value={text} onChange={(e) => setText(e.target.value)} placeholder="Search types and fields" aria-label="Search the docs" />
      </form>
      {at && text.trim() === '' && (
        <nav className="trail" aria-label="Back in the docs">
          <button type="button" className="plain" onClick={() => follow([])}>All</button>
          {opened.slice(-3, -1).map(({ type }, i, shown) => (
            <button type="button" key={i} className="plain" onClick={() => follow(opened.slice(0, opened.length - shown.length + i))}>{type}</button>
          ))}
          <span aria-current="true">{at.type}</span>
        </nav>
      )}
      {page}
    </div>
  );
}

function Overview({ served, open }) {
  const library = useMemo(() => libraryOf(served), [served]);
  return (
    <>
      <h3>Tables</h3>
      {library.tables.map((shelf) => <Table key={shelf.table.name} shelf={shelf} open={open} />)}
      {library.fields.length > 0 && <h3>Other fields</h3>}
      {library.fields.map(({ root, field }) => <Field key={`${root}.${field.name}`} field={field} open={open} />)}
      <details className="fold">
        <summary>Types of all tables</summary>
        <ul>{library.types.map((t) => <li key={t.name}><TypeLink name={t.name} open={open} /></li>)}</ul>
      </details>
    </>
  );
}

// Table is folded: its parts are made when it is opened, as there may be a thousand.
function Table({ shelf: { table, reads, writes, types }, open }) {
  const [unfolded, unfold] = useState(false);
  return (
    <details className="fold" onToggle={(e) => unfold(e.currentTarget.open)}>
      <summary>{table.name}</summary>
      {unfolded && (
        <>
          <p><TypeLink name={table.name} open={open} /> <About text={table.description} /></p>
          <Fields title="Read" fields={reads} open={open} />
          <Fields title="Write" fields={writes} open={open} />
          <h4>Inputs and other types</h4>
          <ul>{types.map((t) => <li key={t.name}><TypeLink name={t.name} open={open} /></li>)}</ul>
        </>
      )}
    </details>
  );
}

function Fields({ title, fields, open }) {
  return fields.length > 0 && <><h4>{title}</h4>{fields.map((f) => <Field key={f.name} field={f} open={open} />)}</>;
}

function Field({ field, open }) {
  return <div className="entry"><Signature field={field} open={open} /><About text={field.description} /></div>;
}

function Found({ served, text, open }) {
  const { found, more } = useMemo(() => lookUp(served, text), [served, text]);
  return (
    <>
      <p role="status">{found.length === 0 ? `No type or field is called “${text.trim()}”.` : more > 0 ? `The first ${found.length} of ${found.length + more}` : `${found.length} found`}</p>
      <ul>
        {found.map(({ type, field }) => (
          <li key={`${type.name}.${field?.name}`}>
            <button type="button" className="link" onClick={() => open(type.name, field?.name)}>{field ? `${type.name}.${field.name}` : type.name}</button>
          </li>
        ))}
      </ul>
    </>
  );
}
