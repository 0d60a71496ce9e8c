// The panels beside the editors. Which is open is GraphiQL's to keep.
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { DocsIcon } from '@graphiql/react';
import { Docs } from './Docs.jsx';
import { Explorer, History } from './Mended.jsx';
import { ServerPanel } from './ServerPanel.jsx';

const explorer = explorerPlugin({ showAttribution: false });
const Tree = explorer.content;
const Requests = HISTORY_PLUGIN.content;

export const docsPanel = { title: 'Docs', icon: DocsIcon, content: Docs };
export const serverPanel = { title: 'Server', icon: ServerIcon, content: ServerPanel };
export const panels = [
  docsPanel,
  { title: 'Explorer', icon: explorer.icon, content: () => <Explorer><Tree /></Explorer> },
  { ...HISTORY_PLUGIN, content: () => <History><Requests /></History> },
  serverPanel,
];

function ServerIcon() {
  return (
    <svg viewBox="0 0 24 24" height="1em" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <ellipse cx="12" cy="5.5" rx="8" ry="3" />
      <path d="M4 5.5v13c0 1.7 3.6 3 8 3s8-1.3 8-3v-13M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3" />
    </svg>
  );
}
