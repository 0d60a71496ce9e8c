// The query, what is done with it, and below it the variables and headers.
import { CopyIcon, HeaderEditor, MergeIcon, PlayIcon, PrettifyIcon, QueryEditor, StopIcon, useGraphiQL, useGraphiQLActions, VariableEditor } from '@graphiql/react';
import { useEffect, useState } from 'react';

export function Query({ ran }) {
  return (
    <section className="query" aria-label="Query and variables">
      <Tools ran={ran} />
      <QueryEditor className="editor graphiql-query-editor" />
      <Below />
    </section>
  );
}

function Tools({ ran }) {
  const { run, stop, prettifyEditors, mergeQuery, copyQuery } = useGraphiQLActions();
  const fetching = useGraphiQL((state) => state.isFetching);
  const [told, tell] = useState('');
  const press = () => {
    run();
    ran();
  };
  return (
    <div className="tools" role="toolbar" aria-label="Query">
      {fetching
        ? <button type="button" className="button main" onClick={stop}><StopIcon aria-hidden="true" /> Stop</button>
        : <button type="button" className="button main" title="Ctrl-Enter" onClick={press}><PlayIcon aria-hidden="true" /> Run</button>}
      <Operation />
      <Tool icon={PrettifyIcon} press={prettifyEditors} title="Format the query (Shift-Ctrl-P)">Prettify</Tool>
      <Tool icon={MergeIcon} press={mergeQuery} title="Inline the fragments (Shift-Ctrl-M)">Merge</Tool>
      <Tool icon={CopyIcon} press={() => copyQuery().then(() => tell('Copied.'))} title="Copy the query (Shift-Ctrl-C)">Copy</Tool>
      <span role="status" className="visually-hidden">{told}</span>
    </div>
  );
}

function Tool({ icon: Icon, press, title, children }) {
  return <button type="button" className="plain" title={title} onClick={press}><Icon aria-hidden="true" /> {children}</button>;
}

// Operation chooses which of several operations is run.
function Operation() {
  const operations = useGraphiQL((state) => state.operations);
  const name = useGraphiQL((state) => state.operationName);
  const { setOperationName } = useGraphiQLActions();
  if (!operations || operations.length < 2) {
    return null;
  }
  return (
    <select className="field" aria-label="Operation to run" value={name ?? ''} onChange={(e) => setOperationName(e.target.value)}>
      {operations.map((o, i) => <option key={i} value={o.name?.value ?? ''}>{o.name?.value ?? '(no name)'}</option>)}
    </select>
  );
}

// Below holds the variables and the headers. It opens where the request that is shown has variables.
function Below() {
  const tabs = useGraphiQL((state) => state.tabs);
  const active = useGraphiQL((state) => state.activeTabIndex);
  const [open, set] = useState(null);
  const { id, variables } = tabs[active] ?? {};
  useEffect(() => set(variables?.trim() ? 'variables' : null), [id]);
  const toggle = (name) => set(open === name ? null : name);
  return (
    <div className="below">
      <p className="tools">
        <button type="button" className="plain" aria-expanded={open === 'variables'} onClick={() => toggle('variables')}>Variables</button>
        <button type="button" className="plain" aria-expanded={open === 'headers'} onClick={() => toggle('headers')}>Headers</button>
      </p>
      <div className="editor" hidden={open !== 'variables'}><VariableEditor /></div>
      <div className="editor" hidden={open !== 'headers'}><HeaderEditor /></div>
    </div>
  );
}
