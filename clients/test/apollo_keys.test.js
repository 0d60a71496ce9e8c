// Apollo Client over tables whose keys are not called id: Chinook's track_id and its kin.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';

import { ask, chinook, start } from '../server.js';

let server;
before(async () => { server = chinook && await start(chinook); });
after(() => server?.stop());

const skip = chinook ? false : 'Chinook is neither in $TIDDLY_CHINOOK nor in ../shared/chinook';

// client keeps every row by its nodeId, whatever its key; documents select it.
function client() {
  const types = ['Album', 'Artist', 'Playlist', 'Track'];
  return new ApolloClient({
    link: new HttpLink({ uri: server.url }),
    cache: new InMemoryCache({ typePolicies: Object.fromEntries(types.map((type) => [type, { keyFields: ['nodeId'] }])) }),
  });
}

test('rows are normalised by nodeId', { skip }, async () => {
  const apollo = client();
  await apollo.query({
    query: gql`{
      tracks(limit: 5) { nodeId trackId name album { nodeId title } }
      album(by: { albumId: 1 }) { nodeId artist { nodeId name } }
    }`,
  });
  const cached = apollo.cache.extract();
  const { track } = await ask(server.url, '{ track(by: {trackId: 1}) { nodeId name album { nodeId title artist { name } } } }');
  const key = (type, { nodeId }) => `${type}:${JSON.stringify({ nodeId })}`;
  assert.equal(cached[key('Track', track)].name, track.name);
  const album = cached[key('Album', track.album)];
  assert.equal(album.title, track.album.title, 'both fields of the query write into one row');
  assert.equal(cached[album.artist.__ref].name, track.album.artist.name);
});

test('a playlist is added, renamed and deleted', { skip }, async () => {
  const apollo = client();
  const list = gql`{ playlists(where: { name: { startsWith: "Night" } }) { nodeId name } }`;
  const cached = () => apollo.cache.readQuery({ query: list }).playlists.map((playlist) => playlist.name);
  await apollo.query({ query: list });
  assert.deepEqual(cached(), []);
  const { data } = await apollo.mutate({
    mutation: gql`mutation Add($input: PlaylistInsert!) { insertPlaylist(input: $input) { node { nodeId playlistId name } } }`,
    variables: { input: { name: 'Night Drive' } },
    update(cache, { data: { insertPlaylist } }) {
      cache.modify({ fields: { playlists: (rows, { toReference }) => [...rows, toReference(insertPlaylist.node, true)] } });
    },
  });
  assert.deepEqual(cached(), ['Night Drive']);
  const variables = { id: data.insertPlaylist.node.playlistId };
  await apollo.mutate({
    mutation: gql`mutation Rename($id: Int!) { updatePlaylist(by: { playlistId: $id }, set: { name: "Night Train" }) { node { nodeId name } } }`,
    variables,
  });
  assert.deepEqual(cached(), ['Night Train']);
  await apollo.mutate({
    mutation: gql`mutation Remove($id: Int!) { deletePlaylist(by: { playlistId: $id }) { deletedNodeId } }`,
    variables,
    update(cache, { data: { deletePlaylist } }) {
      cache.evict({ id: cache.identify({ __typename: 'Playlist', nodeId: deletePlaylist.deletedNodeId }) });
    },
  });
  assert.deepEqual(cached(), []);
  assert.deepEqual((await apollo.query({ query: list, fetchPolicy: 'network-only' })).data.playlists, []);
});
