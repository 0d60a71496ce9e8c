// Who this page is for the server: an account by its cookie, which no script can read, or a key that is kept in memory.
import { post, setAuthorization } from '../schema/endpoint.js';

// signIn opens a session. An error says why not, in the words of the server.
export async function signIn(identity, password) {
  const answer = await send('/login', { identity, password });
  if (answer.status !== 'success') {
    throw new Error(answer.error ?? 'The server gave no reason.');
  }
}

// signOut ends the session; the key goes with the page.
export async function signOut() {
  await send('/logout', {});
  setAuthorization(null);
}

// useKey sends a key, or a token, with what is asked from now on.
export async function useKey(key) {
  setAuthorization(`Bearer ${key.trim()}`);
  const { status, body } = await post({ query: '{ __typename }' });
  if (status === 401) {
    setAuthorization(null);
    throw new Error(body.errors?.[0]?.message ?? 'The key was not accepted.');
  }
}

async function send(path, body) {
  const response = await fetch(path, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
  });
  try {
    return await response.json();
  } catch {
    throw new Error(`The server answered ${response.status}.`);
  }
}
