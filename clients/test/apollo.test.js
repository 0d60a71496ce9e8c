// Apollo Client with its stock cache: ids, keys of several columns, pages by offset, errors.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { offsetLimitPagination } from '@apollo/client/utilities';

import { ask, start } from '../server.js';

let server;
before(async () => { server = await start(); });
after(() => server.stop());

// client is one as a user sets it up.
function client() {
  return new ApolloClient({
    link: new HttpLink({ uri: server.url }),
    cache: new InMemoryCache({
      typePolicies: {
        Query: { fields: { products: offsetLimitPagination(['where', 'orderBy']) } },
        // Rows without a column named id are told apart by their global id.
        OrderLine: { keyFields: ['nodeId'] },
      },
    }),
  });
}

const productParts = gql`
  fragment ProductParts on Product {
    id
    name
    price
    category { id name }
  }
`;

const dear = gql`
  query Dear($price: Decimal!, $limit: Int = 3) {
    products(where: { price: { gt: $price } }, orderBy: [{ price: DESC }], limit: $limit) { ...ProductParts }
  }
  ${productParts}
`;

test('a query with variables and a fragment', async () => {
  const apollo = client();
  const { data } = await apollo.query({ query: dear, variables: { price: '20.00' } });
  assert.equal(data.products.length, 3);
  for (const product of data.products) {
    assert.equal(product.__typename, 'Product');
    assert.match(product.price, /^\d+\.\d\d$/);
    assert.ok(Number(product.price) > 20);
    assert.equal(product.category.__typename, 'Category');
  }
});

test('rows are normalised by __typename and id', async () => {
  const apollo = client();
  const { data } = await apollo.query({ query: dear, variables: { price: '20.00' } });
  const [first] = data.products;
  const cached = apollo.cache.extract();
  assert.equal(cached[`Product:${first.id}`].name, first.name);
  assert.deepEqual(cached[`Product:${first.id}`].category, { __ref: `Category:${first.category.id}` });
  assert.deepEqual(apollo.cache.readFragment({ id: `Product:${first.id}`, fragment: productParts, fragmentName: 'ProductParts' }), first);
});

test('what another query brings is seen by those that have the row', async () => {
  const apollo = client();
  const name = gql`query Name($id: Int!) { product(by: { id: $id }) { id name } }`;
  const { data } = await apollo.query({ query: name, variables: { id: 1 } });
  apollo.cache.modify({ id: 'Product:1', fields: { name: () => 'stale' } });
  const seen = [];
  let watching;
  const fresh = new Promise((resolve) => {
    watching = apollo.watchQuery({ query: name, variables: { id: 1 } }).subscribe((result) => {
      seen.push(result.data?.product?.name);
      if (seen.at(-1) === data.product.name) {
        resolve();
      }
    });
  });
  await apollo.query({ query: gql`{ products(where: { id: { lte: 1 } }) { id name } }` });
  await fresh;
  watching.unsubscribe();
  assert.ok(seen.includes('stale'));
});

test('a row with a key of several columns is normalised by nodeId', async () => {
  const apollo = client();
  const { data } = await apollo.query({
    query: gql`{ orders(limit: 2) { id orderLines { nodeId line quantity product { id name } } } }`,
  });
  const [line] = data.orders[0].orderLines;
  const key = apollo.cache.identify(line);
  assert.equal(key, `OrderLine:${JSON.stringify({ nodeId: line.nodeId })}`);
  assert.equal(apollo.cache.extract()[key].quantity, line.quantity);
  assert.deepEqual(JSON.parse(Buffer.from(line.nodeId, 'base64url')), ['OrderLine', data.orders[0].id, line.line]);
});

test('pages by offset are put together by the stock policy', async () => {
  const apollo = client();
  const page = gql`
    query Page($offset: Int, $limit: Int, $where: ProductWhere) {
      products(where: $where, orderBy: [{ name: ASC }], offset: $offset, limit: $limit) { id name }
    }
  `;
  const where = { stock: { gt: 0 } };
  const watched = apollo.watchQuery({ query: page, variables: { offset: 0, limit: 10, where } });
  const seen = [];
  const watching = watched.subscribe((result) => seen.push(result));
  await watched.fetchMore({ variables: { offset: 0 } });
  await watched.fetchMore({ variables: { offset: 10 } });
  await watched.fetchMore({ variables: { offset: 20 } });
  const { products } = apollo.cache.readQuery({ query: page, variables: { where } });
  watching.unsubscribe();
  const whole = await ask(server.url, '{ products(where: {stock: {gt: 0}}, orderBy: [{name: ASC}], limit: 30) { id name } }');
  assert.deepEqual(products.map(({ id, name }) => ({ id, name })), whole.products);
  assert.equal(products.length, 30);
  // Other filters are other lists.
  const other = await apollo.query({ query: page, variables: { offset: 0, limit: 5, where: { stock: { eq: 0 } } } });
  assert.ok(other.data.products.length <= 5);
  assert.equal(apollo.cache.readQuery({ query: page, variables: { where } }).products.length, 30);
});

test('errors arrive with their code, hint and path', async () => {
  const apollo = client();
  const asked = apollo.query({ query: gql`{ products(limit: -1) { id } }` });
  await assert.rejects(asked, (error) => {
    assert.ok(CombinedGraphQLErrors.is(error), String(error));
    assert.equal(error.errors[0].extensions.code, 'REQUEST_VALUE');
    assert.ok(error.errors[0].extensions.hint);
    assert.deepEqual(error.errors[0].path, ['products']);
    return true;
  });
});

const allTags = gql`{ tags(orderBy: [{ id: ASC }]) { id name } }`;

test('a mutation adds its row to a list in the cache', async () => {
  const apollo = client();
  const before = (await apollo.query({ query: allTags })).data.tags;
  const { data } = await apollo.mutate({
    mutation: gql`
      mutation Add($input: TagInsert!) {
        insertTag(input: $input) { affectedRows node { id name } }
      }
    `,
    variables: { input: { name: 'zealous' } },
    update(cache, { data: { insertTag } }) {
      cache.modify({ fields: { tags: (rows, { toReference }) => [...rows, toReference(insertTag.node, true)] } });
    },
  });
  assert.equal(data.insertTag.affectedRows, 1);
  const cached = apollo.cache.readQuery({ query: allTags }).tags;
  assert.deepEqual(cached, [...before, data.insertTag.node]);
  const { tags } = await ask(server.url, '{ tags(orderBy: [{id: ASC}]) { id name } }');
  assert.deepEqual(cached.map(({ id, name }) => ({ id, name })), tags);
});

test('a changed row is seen by every query that has it', async () => {
  const apollo = client();
  const query = gql`{ product(by: { id: 2 }) { id name price stock } }`;
  const before = (await apollo.query({ query })).data.product;
  await apollo.mutate({
    mutation: gql`
      mutation Reprice($id: Int!, $set: ProductSet, $inc: ProductInc) {
        updateProduct(by: { id: $id }, set: $set, inc: $inc) { node { id price stock } }
      }
    `,
    variables: { id: 2, set: { price: '123.40' }, inc: { stock: 3 } },
  });
  const after = apollo.cache.readQuery({ query }).product;
  assert.deepEqual(after, { ...before, price: '123.40', stock: before.stock + 3 });
  assert.deepEqual((await apollo.query({ query, fetchPolicy: 'network-only' })).data.product, after);
});

test('a deleted row leaves the lists in the cache', async () => {
  const apollo = client();
  const before = (await apollo.query({ query: allTags })).data.tags;
  const gone = before.find((tag) => tag.name === 'zealous');
  await apollo.mutate({
    mutation: gql`mutation Remove($id: Int!) { deleteTag(by: { id: $id }) { affectedRows node { id } } }`,
    variables: { id: gone.id },
    update(cache, { data: { deleteTag } }) {
      cache.evict({ id: cache.identify(deleteTag.node) });
      cache.gc();
    },
  });
  assert.deepEqual(apollo.cache.readQuery({ query: allTags }).tags, before.filter((tag) => tag.id !== gone.id));
});

test('a mutation that fails leaves the cache and the database as they were', async () => {
  const apollo = client();
  const before = (await apollo.query({ query: allTags })).data.tags;
  const asked = apollo.mutate({
    mutation: gql`
      mutation Twice {
        first: insertTag(input: { name: "unheard" }) { node { id name } }
        second: insertTag(input: { name: "unheard" }) { node { id name } }
      }
    `,
  });
  await assert.rejects(asked, (error) => {
    assert.ok(CombinedGraphQLErrors.is(error), String(error));
    assert.equal(error.errors[0].extensions.code, 'CONSTRAINT_UNIQUE');
    assert.deepEqual(error.errors[0].extensions.columns, ['name']);
    return true;
  });
  assert.deepEqual((await apollo.query({ query: allTags, fetchPolicy: 'network-only' })).data.tags, before);
});
