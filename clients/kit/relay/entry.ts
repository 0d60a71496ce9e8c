import { commitMutation, createOperationDescriptor, fetchQuery, getRequest } from 'relay-runtime';

import nodeQuery from './__generated__/documentsNodeQuery.graphql';
import nodesQuery from './__generated__/documentsNodesQuery.graphql';
import setMutation from './__generated__/documentsSetMutation.graphql';
import thingsQuery from './__generated__/documentsThingsQuery.graphql';

export { commitMutation, createOperationDescriptor, fetchQuery, getRequest, nodeQuery, nodesQuery, setMutation, thingsQuery };
export { createEnvironment } from './tiddly/environment.js';
export { reasonOf } from './tiddly/errors.js';
