// Copies the schema, or has the browser keep it as a file.
import { useEffect, useState } from 'react';

export function Keep({ sdl, file }) {
  const [told, tell] = useState('');
  const [address, setAddress] = useState();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([sdl], { type: 'text/plain' }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [sdl]);
  return (
    <p className="keep">
      <button type="button" className="button" onClick={async () => tell(await copy(sdl) ? 'Copied.' : 'The browser does not allow the page to copy.')}>Copy</button>
      <a className="button" href={address} download={file}>Download {file}</a>
      <span role="status">{told}</span>
    </p>
  );
}

// copy reports whether it put a text on the clipboard. Browsers have navigator.clipboard for pages of HTTPS and of this machine alone.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = Object.assign(document.createElement('textarea'), { value: text });
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
