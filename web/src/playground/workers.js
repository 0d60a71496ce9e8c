// Monaco's workers, each built into a file of this page's own origin. graphiql/setup-workers/vite does the same from inside
// node_modules, where Vite's dependency optimiser and the Content-Security-Policy do not find them.
import EditorWorker from 'monaco-editor/esm/vs/editor/editor.worker.js?worker';
import JSONWorker from 'monaco-editor/esm/vs/language/json/json.worker.js?worker';
import GraphQLWorker from 'monaco-graphql/esm/graphql.worker.js?worker';

const workers = { json: JSONWorker, graphql: GraphQLWorker };

globalThis.MonacoEnvironment = {
  getWorker(_id, label) {
    return new (workers[label] ?? EditorWorker)();
  },
};
