// What a stranger sees where the server answers only those who say who they are.
import './signin.css';

import { useEffect, useRef, useState } from 'react';
import { Header } from '../page/Header.jsx';
import { signIn, useKey } from './account.js';

const touched = matchMedia('(pointer: coarse)');

// SignIn asks for an account or a key; done is called once the server may be asked again. reason says why it is shown, and back leads away from it
// where nobody has to sign in.
export function SignIn({ reason, done, back = null }) {
  const first = useRef(null);
  // On a touched screen the focus would open a keyboard.
  useEffect(() => {
    if (!touched.matches) {
      first.current.focus();
    }
  }, []);
  return (
    <>
      <Header stranger />
      <main className="signin">
        <h1>Sign in</h1>
        <p>{reason}</p>
        <Form act={(form) => signIn(form.get('identity'), form.get('password'))} done={done} button="Sign in">
          <label>Account<input className="field" name="identity" autoComplete="username" required ref={first} /></label>
          <label>Password<input className="field" name="password" type="password" autoComplete="current-password" required /></label>
        </Form>
        <details>
          <summary>With an API key or a token</summary>
          <Form act={(form) => useKey(form.get('key'))} done={done} button="Use the key">
            <label>Key<input className="field" name="key" type="password" autoComplete="off" required /></label>
            <p className="signin-note">It is kept until this page is closed or loaded again.</p>
          </Form>
        </details>
        {back && <p><button type="button" className="link" onClick={back}>Continue without signing in</button></p>}
      </main>
    </>
  );
}

// Form sends what is typed into its fields, and shows why that was not accepted beside the button.
function Form({ act, done, button, children }) {
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const attempt = async (event) => {
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
    <form onSubmit={attempt}>
      {children}
      <p role="alert" className="signin-error">{error}</p>
      <button type="submit" className="button main" disabled={busy}>{button}</button>
    </form>
  );
}
