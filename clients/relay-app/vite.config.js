import { transformAsync } from '@babel/core';
import react from '@vitejs/plugin-react';
import relay from 'babel-plugin-relay';

// Puts what relay-compiler wrote in the place of the documents.
const documents = {
  name: 'relay',
  enforce: 'pre',
  transform(code, filename) {
    if (!code.includes('graphql`')) return null;
    const plugins = [[relay, { eagerEsModules: true }]];
    return transformAsync(code, { filename, plugins, parserOpts: { plugins: ['jsx'] }, babelrc: false, configFile: false, sourceMaps: true });
  },
};

export default { plugins: [documents, react()] };
