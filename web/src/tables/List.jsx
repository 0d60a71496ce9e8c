// The list of the tables, or of what the search found.
import { groupTitle } from './GroupNode.jsx';
import { Legend } from './Legend.jsx';
import { Words } from './Words.jsx';

export function List({ found, groups, searched, selected, choose, total, open }) {
  const searching = searched.trim() !== '';
  return (
    <div className={open ? 'list open' : 'list'}>
      <nav aria-label="Tables">
        <p className="count" role="status">{searching ? told(found, searched, total) : plural(total)}</p>
        {groups.length > 0 && !searching
          ? <Groups found={found} groups={groups} selected={selected} choose={choose} />
          : <Names found={found} searched={searched} selected={selected} choose={choose} />}
      </nav>
      <Legend open />
    </div>
  );
}

// told says what the search found.
function told(found, searched, total) {
  return found.length > 0 ? `${found.length.toLocaleString('en')} of ${plural(total)}` : `No table or column is called “${searched.trim()}”.`;
}

export const plural = (n) => (n === 1 ? '1 table' : `${n.toLocaleString('en')} tables`);

function Groups({ found, groups, selected, choose }) {
  const byName = new Map(found.map((f) => [f.table.name, f]));
  return groups.map((g) => (
    <section key={g.names[0]} aria-label={groupTitle(g)}>
      <h2>{groupTitle(g)}</h2>
      <Names found={g.names.map((n) => byName.get(n))} searched="" selected={selected} choose={choose} />
    </section>
  ));
}

function Names({ found, searched, selected, choose }) {
  return (
    <ul>
      {found.map(({ table, columns, called }) => (
        <li key={table.name}>
          <button type="button" className="plain" aria-current={table.name === selected ? 'true' : undefined} onClick={() => choose(table.name)}>
            <Words text={table.name} marked={searched} />
            {called && <small>called <Words text={called} marked={searched} /></small>}
            {columns.length > 0 && <small>{columns.map((c, i) => <span key={c.name}>{i > 0 && ', '}<Words text={c.name} marked={searched} /></span>)}</small>}
          </button>
        </li>
      ))}
    </ul>
  );
}
