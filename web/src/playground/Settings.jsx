// What is kept in this browser, and the keys.
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';

const keys = [
  ['Ctrl-Enter', 'run the query'],
  ['Ctrl-Space', 'complete the word'],
  ['Shift-Ctrl-P', 'format the query'],
  ['Shift-Ctrl-M', 'inline the fragments'],
  ['Shift-Ctrl-C', 'copy the query'],
  ['Ctrl-F', 'search in an editor'],
  ['F1', 'all commands of an editor'],
];

export function Settings({ ref }) {
  const kept = useGraphiQL((state) => state.shouldPersistHeaders);
  const storage = useGraphiQL((state) => state.storage);
  const { setShouldPersistHeaders } = useGraphiQLActions();
  const clear = () => {
    storage.clear();
    location.reload();
  };
  return (
    <dialog ref={ref} className="settings" aria-label="Settings">
      <form method="dialog">
        <h2>Settings</h2>
        <label>
          <input type="checkbox" checked={kept} onChange={(e) => setShouldPersistHeaders(e.target.checked)} />
          <span>Keep headers in this browser, with the requests</span>
        </label>
        <p><button type="button" className="button" onClick={clear}>Clear all requests and settings</button></p>
        <h2>Keys</h2>
        <dl>{keys.map(([key, what]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div>)}</dl>
        <p><button type="submit" className="button main">Close</button></p>
      </form>
    </dialog>
  );
}
