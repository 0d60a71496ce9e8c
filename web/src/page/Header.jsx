// The header, which is the same on all pages.
import './page.css';

import { useEffect, useState } from 'react';
import { databaseName } from '../schema/endpoint.js';
import { chooseTheme, useTheme } from './theme.js';

const pages = [['/', 'Playground'], ['/tables', 'Tables'], ['/schema.graphqls', 'Schema']];

// Header shows the names of the program and of the database, the pages, and what is particular to one of them. A stranger who has to sign in is
// shown neither the pages nor the database. The database is untold where the schema is: who may not have the one may not have the other.
export function Header({ stranger = false, untold = false, children }) {
  return (
    <header className="page-top">
      <div className="brand"><a href="/">Tiddly</a>{!stranger && !untold && <Database />}</div>
      {!stranger && (
        <nav className="links" aria-label="Pages of this server">
          {pages.map(([path, name]) => <a key={path} href={path} aria-current={path === location.pathname ? 'page' : undefined}>{name}</a>)}
        </nav>
      )}
      <div className="page-tools">{children}<Theme /></div>
    </header>
  );
}

function Database() {
  const [name, setName] = useState('');
  useEffect(() => {
    databaseName().then((told) => {
      setName(told);
      if (told) {
        document.title = `${told} · ${document.title.replace(/^.* · /, '')}`;
      }
    });
  }, []);
  return name && <span className="database" title={name}>{name}</span>;
}

function Theme() {
  const theme = useTheme();
  return (
    <label className="theme">
      <span>Theme</span>
      <select className="field" value={theme} onChange={(e) => chooseTheme(e.target.value)}>
        <option value="system">System</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
    </label>
  );
}
