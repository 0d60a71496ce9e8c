// The playground: GraphiQL over the served database.
import './workers.js';
import '@graphiql/react/style.css';
import 'graphiql/graphiql.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import '@graphiql/plugin-explorer/style.css';
import './playground.css';

import { DOC_EXPLORER_PLUGIN, useDocExplorerActions } from '@graphiql/plugin-doc-explorer';
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { useGraphiQL } from '@graphiql/react';
import { GraphiQL } from 'graphiql';
import { buildClientSchema } from 'graphql';
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { signOut } from '../account/account.js';
import { SignIn } from '../account/SignIn.jsx';
import { introspect, post, Unauthenticated } from '../schema/endpoint.js';
import { tablesOf } from '../schema/model.js';
import { fetcherAfter } from './fetcher.js';
import { serverPlugin } from './ServerPanel.jsx';
import { openTabs, untold } from './tabs.js';

// A plugin's place is a third of the page: only a wide one opens with it.
const wide = matchMedia('(min-width: 1100px)').matches;
const plugins = [explorerPlugin({ showAttribution: false }), HISTORY_PLUGIN, serverPlugin];
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
  const { schema, introspected, stranger } = await readSchema();
  const signIn = (reason) => root.render(<SignIn reason={reason} done={() => show(asked)} />);
  if (stranger) {
    signIn('This server answers those who sign in.');
    return;
  }
  const account = schema?.getQueryType()?.getFields().me && (await whoAmI());
  if (asked.has('docs')) {
    localStorage.setItem(visibleKey, DOC_EXPLORER_PLUGIN.title);
  }
  const tabs = schema ? openTabs(schema, tablesOf(schema), asked.get('table')) : untold;
  root.render(
    <GraphiQL
      fetcher={fetcherAfter(introspected)}
      plugins={plugins}
      visiblePlugin={wide ? serverPlugin : undefined}
      inputValueDeprecation={false}
      {...tabs}
    >
      <GraphiQL.Logo>
        <Links>
          {account?.signedIn && <button type="button" onClick={() => signOut().then(() => location.reload())}>Sign out</button>}
          {account && !account.signedIn && <button type="button" onClick={() => signIn('Sign in with your account.')}>Sign in</button>}
        </Links>
      </GraphiQL.Logo>
      <OpenDocs name={asked.get('docs')} />
    </GraphiQL>,
  );
}

// readSchema gives the schema and the answer it was built from. Where there is none, GraphiQL asks again and shows why not.
async function readSchema() {
  try {
    const introspected = await introspect();
    return { schema: buildClientSchema(introspected.data), introspected };
  } catch (error) {
    return { schema: null, introspected: null, stranger: error instanceof Unauthenticated };
  }
}

// whoAmI tells whether an account is signed in, on a server that has accounts.
async function whoAmI() {
  const { body } = await post({ query: '{ me { __typename } }' });
  return { signedIn: Boolean(body.data?.me) };
}

function Links({ children }) {
  return (
    <nav className="links" aria-label="Pages of this server">
      <a className="links-name" href="/">Tiddly</a>
      <a href="/tables">Tables</a>
      <a href="/schema.graphqls" target="_blank" rel="noreferrer">Schema</a>
      {children}
    </nav>
  );
}

// OpenDocs opens the documentation of a type once the schema is there.
function OpenDocs({ name }) {
  const schema = useGraphiQL((state) => state.schema);
  const { push } = useDocExplorerActions();
  useEffect(() => {
    const type = name && schema?.getType(name);
    if (type) {
      push({ name: type.name, def: type });
    }
  }, [name, schema, push]);
  return null;
}
