// The schema as text, to be searched, copied and kept.
import './sdl.css';

import { useEffect, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { SignIn } from '../account/SignIn.jsx';
import { Header } from '../page/Header.jsx';
import { askSchema } from '../schema/endpoint.js';
import { Definition } from './Definition.jsx';
import { Words } from '../tables/Words.jsx';
import { definitionsOf } from './document.js';
import { Keep } from './Keep.jsx';

const root = createRoot(document.getElementById('root'));
start();

async function start() {
  try {
    const answer = await askSchema();
    if (answer.status === 401) {
      root.render(<SignIn reason="This server shows its schema to those who sign in." done={start} />);
      return;
    }
    if (!answer.ok) {
      throw new Error(answer.status === 404 ? 'The server does not publish its schema: introspection is off, or only listed documents are answered.' : `The server answered ${answer.status}.`);
    }
    const name = decodeURIComponent(answer.headers.get('Tiddly-Database') ?? '') || 'schema';
    root.render(<App sdl={await answer.text()} file={`${name.replace(/\.[^.]*$/, '')}.graphqls`} />);
  } catch (error) {
    root.render(<><Header untold /><main><h1 className="visually-hidden">Schema</h1><p className="loading" role="alert">{error.message}</p></main></>);
  }
}

// A schema may have more definitions than a page can hold: so many are in it at a time, and so many names are listed.
const window = 150;
const mostListed = 600;

function App({ sdl, file }) {
  const definitions = useMemo(() => definitionsOf(sdl), [sdl]);
  const names = useMemo(() => new Set(definitions.map((d) => d.name)), [definitions]);
  const [text, setText] = useState('');
  const [from, setFrom] = useState(0);
  const [listed, list] = useState(false);
  const searched = text.trim().toLowerCase();
  const found = useMemo(() => find(definitions, searched), [definitions, searched]);
  useHash((name) => {
    const at = definitions.findIndex((d) => d.name === name);
    if (at >= 0) {
      setText('');
      setFrom(at < window ? 0 : at);
      list(false);
    }
    return at >= 0;
  }, [definitions]);
  const shown = found.slice(from, from + window);
  const type = (typed) => {
    setText(typed);
    setFrom(0);
  };
  return (
    <>
      <Header>
        <button type="button" className="button phone" aria-expanded={listed} onClick={() => list(!listed)}>List</button>
        <form role="search" onSubmit={(e) => e.preventDefault()}>
          <input className="field" type="search" value={text} onChange={(e) => type(e.target.value)} placeholder="Search the schema" aria-label="Search the schema" />
        </form>
      </Header>
      <main>
        <h1 className="visually-hidden">Schema</h1>
        <nav className={listed ? 'list open' : 'list'} aria-label="Definitions">
          <p className="count" role="status">{told(found, definitions, text)}</p>
          <ul>{found.filter((d) => d.name).slice(0, mostListed).map((d) => <li key={d.name}><a href={`#${d.name}`}><Words text={d.name} /></a></li>)}</ul>
          {found.length > mostListed && <p className="count">And {(found.length - mostListed).toLocaleString('en')} more: search for them.</p>}
        </nav>
        <div className="sdl" tabIndex={0} role="region" aria-label="Schema as text">
          <Keep sdl={sdl} file={file} />
          {found.length === 0 && <p className="phone">{told(found, definitions, text)}</p>}
          {from > 0 && <Turn to={Math.max(0, from - window)} go={setFrom}>Earlier definitions</Turn>}
          {shown.map((d) => <Definition key={d.name} definition={d} names={names} searched={searched} />)}
          {from + window < found.length && <Turn to={from + window} go={setFrom}>More definitions</Turn>}
        </div>
      </main>
    </>
  );
}

function Turn({ to, go, children }) {
  return <p><button type="button" className="button" onClick={() => go(to)}>{children}</button></p>;
}

// find returns the definitions that have the text, those that are called so first.
function find(definitions, searched) {
  if (searched === '') {
    return definitions;
  }
  const rank = ({ name }) => (name.toLowerCase() === searched ? 0 : name.toLowerCase().includes(searched) ? 1 : 2);
  return definitions.filter((d) => d.text.toLowerCase().includes(searched)).sort((a, b) => rank(a) - rank(b));
}

function told(found, definitions, text) {
  const all = `${definitions.length.toLocaleString('en')} definitions`;
  if (text.trim() === '') {
    return all;
  }
  return found.length > 0 ? `${found.length.toLocaleString('en')} of ${all}` : `Nothing in the schema has “${text.trim()}”.`;
}

// useHash calls open with the name in the address, now and whenever it changes, and brings into sight what open says is there.
function useHash(open, dependencies) {
  const [at, set] = useState(null);
  useEffect(() => {
    const follow = () => {
      const name = location.hash.slice(1);
      set(name && open(name) ? { name } : null);
    };
    follow();
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, dependencies);
  useEffect(() => {
    document.getElementById(at?.name)?.scrollIntoView();
  }, [at]);
}
