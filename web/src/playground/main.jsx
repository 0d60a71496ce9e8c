// The playground: GraphiQL's editors over the served database.
import './workers.js';
import '@graphiql/react/style.css';
import '@graphiql/plugin-history/style.css';
import '@graphiql/plugin-explorer/style.css';
import './playground.css';

import { HistoryStore } from '@graphiql/plugin-history';
import { GraphiQLProvider, Tooltip } from '@graphiql/react';
import { createRoot } from 'react-dom/client';
import { signOut } from '../account/account.js';
import { SignIn } from '../account/SignIn.jsx';
import { Header } from '../page/Header.jsx';
import { introspect, post, Unauthenticated } from '../schema/endpoint.js';
import { editorThemes } from './editors.js';
import { fetcherAfter } from './fetcher.js';
import { filledOf } from './filled.js';
import { docsPanel, panels, serverPanel } from './panels.jsx';
import { Playground } from './Playground.jsx';
import { learn } from './served.js';
import { openTabs } from './tabs.js';

const visibleKey = 'graphiql:visiblePlugin';
const root = createRoot(document.getElementById('root'));

start();

async function start() {
  // Links of the picture of the tables: ?table=Track opens a query of it, ?docs=Track its documentation.
  const asked = new URLSearchParams(location.search);
  history.replaceState(null, '', location.pathname);
  show(asked);
}

// show reads the schema and shows the playground, or asks a stranger who that is.
async function show(asked) {
  const { introspected, stranger } = await readSchema();
  const again = () => show(asked);
  if (stranger) {
    root.render(<SignIn reason="This server requires you to sign in." done={again} />);
    return;
  }
  const signIn = () => root.render(<SignIn reason="Strangers may use this server too; with an account, it knows who asks." done={again} back={again} />);
  const served = learn(introspected?.data?.__schema ?? null, introspected?.errors);
  const account = served.hasAccounts && (await whoAmI());
  if (asked.has('docs')) {
    localStorage.setItem(visibleKey, docsPanel.title);
  } else if (localStorage.getItem(visibleKey) === serverPanel.title) {
    // It has nothing to show before something has run.
    localStorage.removeItem(visibleKey);
  }
  const { first, ...tabs } = openTabs(served, introspected?.data, asked.get('table'), await filledOf(served.tables));
  root.render(
    <>
      <Header untold={!served.schema}>
        {account?.signedIn && <button type="button" className="button" onClick={() => signOut().then(() => location.reload())}>Sign out</button>}
        {account && !account.signedIn && <button type="button" className="button" onClick={signIn}>Sign in</button>}
      </Header>
      <GraphiQLProvider
        fetcher={fetcherAfter(introspected)}
        plugins={panels}
        referencePlugin={docsPanel}
        editorTheme={editorThemes}
        inputValueDeprecation={false}
        {...tabs}
      >
        <Tooltip.Provider>
          <HistoryStore><Playground first={first} documented={asked.get('docs')} /></HistoryStore>
        </Tooltip.Provider>
      </GraphiQLProvider>
    </>,
  );
}

// readSchema returns the answer to the introspection, null where there is none: GraphiQL then asks again and shows why not.
async function readSchema() {
  try {
    return { introspected: await introspect() };
  } catch (error) {
    return { introspected: null, stranger: error instanceof Unauthenticated };
  }
}

// whoAmI reports whether an account is signed in, on a server that has accounts.
async function whoAmI() {
  const { body } = await post({ query: '{ me { __typename } }' });
  return { signedIn: Boolean(body.data?.me) };
}
