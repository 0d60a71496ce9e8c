// How the playground is laid out: panels at the left, the query in the middle, its answer at the right. On a phone one of them at a time, by a bar.
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useState } from 'react';
import { Answer } from './Answer.jsx';
import { useEditors } from './editors.js';
import { useFirstRun } from './firstRun.js';
import { OpenDocs } from './Docs.jsx';
import { Panel } from './Panel.jsx';
import { Query } from './Query.jsx';
import { Rail } from './Rail.jsx';
import { Splitter } from './Splitter.jsx';
import { Tabs } from './Tabs.jsx';

const phone = matchMedia('(max-width: 700px)');
const touched = matchMedia('(pointer: coarse)');

export function Playground({ first, documented }) {
  useEditors();
  useFocus();
  useRunKey();
  const byPage = useFirstRun(first);
  const open = useGraphiQL((state) => state.visiblePlugin);
  const { setVisiblePlugin } = useGraphiQLActions();
  const [view, look] = useState(documented ? 'panel' : 'query');
  // On a phone a panel is looked at like the query and the answer; elsewhere it stands beside them.
  const choose = (panel) => {
    setVisiblePlugin(!phone.matches && panel === open ? null : panel);
    look('panel');
  };
  return (
    <main className="playground graphiql-container" data-view={open === null && view === 'panel' ? 'query' : view}>
      <h1 className="visually-hidden">Playground</h1>
      <Rail open={open} view={view} choose={choose} look={look} />
      {open && <Panel key={open.title} panel={open} close={() => { setVisiblePlugin(null); look('query'); }} />}
      {open && <Splitter name="panel" label="Width of the panel" start={22} />}
      <div className="session">
        <Tabs />
        <div className="work">
          <Query ran={() => phone.matches && look('answer')} />
          <Splitter name="query" label="Width of the query" start={50} />
          <Answer byPage={byPage} choose={choose} />
        </div>
      </div>
      <OpenDocs name={documented} />
    </main>
  );
}

// useFocus sets the focus into the query once it stands. On a touched screen that would open a keyboard.
function useFocus() {
  const editor = useGraphiQL((state) => state.queryEditor);
  useEffect(() => {
    if (editor && !touched.matches && document.activeElement === document.body) {
      editor.focus();
    }
  }, [editor]);
}

// useRunKey runs the query by Ctrl-Enter wherever the focus is. In an editor that is the editor's.
function useRunKey() {
  const { run } = useGraphiQLActions();
  useEffect(() => {
    const press = (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.defaultPrevented && !event.target.closest('.monaco-editor, dialog')) {
        event.preventDefault();
        run();
      }
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [run]);
}
