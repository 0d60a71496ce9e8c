// The documentation of a type.
import { useEffect } from 'react';
import { About, Signature, TypeLink } from './docsParts.jsx';
import { partsOf } from './library.js';

const kinds = {
  OBJECT: 'type', INPUT_OBJECT: 'input', ENUM: 'enumeration', SCALAR: 'scalar', INTERFACE: 'interface', UNION: 'union',
};

export function TypePage({ type, field, open }) {
  useEffect(() => {
    document.getElementById(`docs-${field}`)?.scrollIntoView({ block: 'center' });
  }, [field]);
  return (
    <>
      <h3>{type.name}</h3>
      <p><span className="kind">{kinds[type.kind]}{type.isOneOf && ', exactly one of its fields'}</span> <About text={type.description} /></p>
      {type.specifiedByURL && <p>Specified by <code>{type.specifiedByURL}</code></p>}
      {partsOf(type).map((part) => (
        <div className={part.name === field ? 'entry asked' : 'entry'} key={part.name} id={`docs-${part.name}`}>
          {part.type ? <Signature field={part} open={open} /> : <code><b>{part.name}</b></code>}
          <About text={part.description} />
        </div>
      ))}
      <Types title="Implements" list={type.interfaces} open={open} />
      <Types title="One of" list={type.possibleTypes} open={open} />
    </>
  );
}

function Types({ title, list, open }) {
  return list?.length > 0 && <><h4>{title}</h4><ul>{list.map((t) => <li key={t.name}><TypeLink name={t.name} open={open} /></li>)}</ul></>;
}
