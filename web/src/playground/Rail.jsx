// The buttons of the panels; on a phone the bar by which one gets to the query, its answer and the panels.
import { PlayIcon, ReloadIcon, SettingsIcon, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useRef } from 'react';
import { panels } from './panels.jsx';
import { Settings } from './Settings.jsx';

export function Rail({ open, view, choose, look }) {
  const { introspect } = useGraphiQLActions();
  const reading = useGraphiQL((state) => state.isIntrospecting);
  const dialog = useRef(null);
  return (
    <nav className="rail" aria-label="Panels">
      <Button className="phone" icon={PenIcon} pressed={view === 'query'} press={() => look('query')}>Query</Button>
      <Button className="phone" icon={PlayIcon} pressed={view === 'answer'} press={() => look('answer')}>Answer</Button>
      {panels.map((panel) => (
        <Button key={panel.title} className={view === 'panel' ? undefined : 'unseen'} icon={panel.icon} pressed={panel === open} press={() => choose(panel)}>{panel.title}</Button>
      ))}
      <span className="gap" />
      <Button className="reload" icon={ReloadIcon} disabled={reading} press={introspect} title="Reload the schema of the server">Reload</Button>
      <Button icon={SettingsIcon} press={() => dialog.current.showModal()}>Settings</Button>
      <Settings ref={dialog} />
    </nav>
  );
}

function Button({ icon: Icon, press, pressed, children, ...others }) {
  return (
    <button type="button" {...others} aria-pressed={pressed} onClick={() => press()}>
      <span className="icon" aria-hidden="true"><Icon /></span>{children}
    </button>
  );
}

function PenIcon() {
  return <svg viewBox="0 0 16 16" height="1em" fill="none" stroke="currentColor" strokeWidth="1.3" aria-hidden="true"><path d="m2.5 13.5.7-3L11 2.8l2.2 2.2-7.7 7.8z" /></svg>;
}
