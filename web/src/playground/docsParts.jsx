// Parts of the documentation: links to types, signatures of fields, and texts.
import { Fragment } from 'react';
import { named, text as textOf } from '../schema/types.js';

// TypeLink opens the page of a type.
export function TypeLink({ name, open }) {
  return <button type="button" className="link" onClick={() => open(name)}>{name}</button>;
}

function Type({ type, open }) {
  const name = named(type).name;
  const [before, after] = textOf(type).split(name);
  return <>{before}<TypeLink name={name} open={open} />{after}</>;
}

// Signature is a field or an input with its type, its arguments folded where they are many.
export function Signature({ field: { name, type, args = [], defaultValue = null, isDeprecated, deprecationReason }, open }) {
  return (
    <>
      <code><b>{name}</b>: <Type type={type} open={open} />{defaultValue !== null && ` = ${defaultValue}`}</code>
      {isDeprecated && <p>Deprecated: <About text={deprecationReason} /></p>}
      {args.length > 0 && (
        <details className="arguments" open={args.length < 3}>
          <summary>{args.map((a) => a.name).join(', ')}</summary>
          <ul>{args.map((a) => <li key={a.name}><Signature field={a} open={open} /> <About text={a.description} /></li>)}</ul>
        </details>
      )}
    </>
  );
}

// About is a description. Names in it are shown as they are: of what Markdown knows, only paragraphs and `code` are followed.
export function About({ text }) {
  if (!text) {
    return null;
  }
  return text.trim().split(/\n\s*\n/).map((paragraph, i) => (
    <span className="about" key={i}>{paragraph.split(/`([^`]+)`/).map((part, j) => (j % 2 === 1 ? <code key={j}>{part}</code> : <Fragment key={j}>{part}</Fragment>))}</span>
  ));
}
