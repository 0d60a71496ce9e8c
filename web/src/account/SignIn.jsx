// What a stranger sees where the server answers only those who say who they are.
import './signin.css';

import { useState } from 'react';
import { Header } from '../page/Header.jsx';
import { signIn, useKey } from './account.js';

// SignIn asks for an account or a key; done is called once the server may be asked again. reason says why it is shown.
export function SignIn({ reason, done }) {
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const attempt = (act) => async (event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError('');
    try {
      await act(form);
      await done();
    } catch (e) {
      setError(e.message);
      setBusy(false);
    }
  };
  return (
    <>
      <Header stranger />
      <main className="signin">
        <h1>Sign in</h1>
        <p>{reason}</p>
        <form onSubmit={attempt((form) => signIn(form.get('identity'), form.get('password')))}>
          <label>Account<input className="field" name="identity" autoComplete="username" required /></label>
          <label>Password<input className="field" name="password" type="password" autoComplete="current-password" required /></label>
          <button type="submit" className="button main" disabled={busy}>Sign in</button>
        </form>
        <details>
          <summary>With an API key or a token</summary>
          <form onSubmit={attempt((form) => useKey(form.get('key')))}>
            <label>Key<input className="field" name="key" type="password" autoComplete="off" required /></label>
            <button type="submit" className="button main" disabled={busy}>Use the key</button>
            <p className="signin-note">It is kept until this page is closed or loaded again.</p>
          </form>
        </details>
        <p role="alert" className="signin-error">{error}</p>
      </main>
    </>
  );
}
