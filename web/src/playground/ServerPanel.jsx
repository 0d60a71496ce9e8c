// The panel that shows what the server did for the last request.
import { useGraphiQLActions } from '@graphiql/react';
import { breakSQL } from './sql.js';
import { setPlan, useLast, usePlan } from './trace.js';

const stageWords = {
  parse: 'reading the document',
  validate: 'checking it against the schema',
  plan: 'finding or making the plan',
  sql: 'writing the SQL',
  exec: 'running the statements',
  write: 'writing the answer',
};

// ServerPanel shows the statements, the stages and the plans of the last request.
export function ServerPanel() {
  const last = useLast();
  return (
    <section className="server-panel" aria-label="What the server did">
      <PlanSwitch last={last} />
      {!last && <p>Run a request to see its SQL here.</p>}
      {last && !last.trace && <NotTold last={last} />}
      {last?.trace && <Trace last={last} />}
    </section>
  );
}

// PlanSwitch asks for the plans of the database. It runs nothing by itself: a mutation would write twice.
function PlanSwitch({ last }) {
  const plan = usePlan();
  const { run } = useGraphiQLActions();
  const statements = last?.trace?.statements ?? [];
  const lacks = statements.length > 0 && !statements.some((s) => s.plan);
  return (
    <div className="server-plan">
      <label>
        <input type="checkbox" checked={plan} onChange={(e) => setPlan(e.target.checked)} />
        <span>Query plans of the database</span>
      </label>
      {plan && last?.reads && lacks && (
        <button type="button" className="button" onClick={() => run()}>Run again</button>
      )}
    </div>
  );
}

function NotTold({ last }) {
  return (
    <p role="status">
      The server answered with status {last.status} and did not tell what it did. It tells that on the machine that it
      runs on only, asked by a name such as <code>localhost</code> and without a proxy between.
    </p>
  );
}

function Trace({ last }) {
  const { statements, stages, milliseconds, moreStatements = 0 } = last.trace;
  const rows = statements.reduce((sum, s) => sum + s.rows, 0);
  return (
    <>
      <p className="server-sum" role="status">
        <strong>{last.name ?? 'Request'}</strong>: {plural(statements.length + moreStatements, 'statement')}, {plural(rows, 'row')},{' '}
        {shown(milliseconds)} ms in the server, {shown(last.milliseconds)} ms seen from here
      </p>
      <Stages stages={stages} />
      <h3>Statements</h3>
      {statements.length === 0 && <p>None: the database was not queried.</p>}
      <ol className="server-statements">
        {statements.map((s, i) => <Statement key={i} statement={s} />)}
      </ol>
      {moreStatements > 0 && <p>And {plural(moreStatements, 'statement')} more, not listed.</p>}
    </>
  );
}

function Stages({ stages }) {
  const most = Math.max(...stages.map((s) => s.milliseconds), 0.001);
  return (
    <table className="server-stages">
      <caption>Stages</caption>
      <tbody>
        {stages.map((s) => (
          <tr key={s.name}>
            <th scope="row" title={stageWords[s.name]}>{s.name}</th>
            <td aria-hidden="true"><i style={{ '--share': `${(100 * s.milliseconds) / most}%` }} /></td>
            <td className="server-time">{shown(s.milliseconds)} ms</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Statement({ statement: s }) {
  return (
    <li>
      <div className="server-statement-head">
        <span className="server-field">{s.field.join('.') || 'whole request'}</span>
        <span>{plural(s.rows, 'row')} · {shown(s.milliseconds)} ms</span>
      </div>
      <pre tabIndex={0}><code>{breakSQL(s.sql)}</code></pre>
      {s.kinds.length > 0 && (
        <div className="server-kinds">bound: {s.kinds.map((k, i) => <span key={i}>{k}</span>)}</div>
      )}
      {s.plan?.length > 0 && (
        <details open>
          <summary>Query plan</summary>
          <pre tabIndex={0}><code>{s.plan.join('\n')}</code></pre>
        </details>
      )}
    </li>
  );
}

// shown rounds milliseconds to what can be told apart.
export function shown(ms) {
  return ms >= 100 ? ms.toFixed(0) : ms >= 1 ? ms.toFixed(1) : ms.toFixed(3);
}

export function plural(n, noun) {
  return n === 1 ? `1 ${noun}` : `${n.toLocaleString('en')} ${noun}s`;
}
