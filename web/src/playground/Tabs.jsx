// The requests that are open, one of which is shown.
import { CloseIcon, PlusIcon, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect } from 'react';

// titleOf returns the name of a request. GraphiQL has an angular one for those without.
const titleOf = ({ title }) => (title === '<untitled>' ? 'Untitled' : title);

export function Tabs() {
  const tabs = useGraphiQL((state) => state.tabs);
  const active = useGraphiQL((state) => state.activeTabIndex);
  const { addTab, changeTab, closeTab } = useGraphiQLActions();
  useScroll(tabs[active]?.id);
  return (
    <nav className="tabs" aria-label="Requests">
      <ul>
        {tabs.map((tab, i) => (
          <li key={tab.id} data-active={i === active || undefined}>
            <button type="button" className="plain tab" aria-current={i === active ? 'true' : undefined} onClick={() => i !== active && changeTab(i)}>{titleOf(tab)}</button>
            {tabs.length > 1 && (
              <button type="button" className="plain close" aria-label={`Close ${titleOf(tab)}`} onClick={() => closeTab(i)}><CloseIcon aria-hidden="true" /></button>
            )}
          </li>
        ))}
      </ul>
      <button type="button" className="plain add" onClick={addTab}><PlusIcon aria-hidden="true" /> New</button>
    </nav>
  );
}

// useScroll shows each request from its beginning: the editors are the same for all, and would keep where the one before was scrolled to.
function useScroll(tab) {
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const responseEditor = useGraphiQL((state) => state.responseEditor);
  useEffect(() => {
    for (const editor of [queryEditor, variableEditor, responseEditor]) {
      editor?.setScrollPosition({ scrollLeft: 0, scrollTop: 0 });
    }
    queryEditor?.setPosition({ lineNumber: 1, column: 1 });
  }, [tab, queryEditor, variableEditor, responseEditor]);
}
