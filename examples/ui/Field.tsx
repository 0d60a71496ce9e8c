import { useEffect, useId, useRef } from 'react';

interface Props {
  label: string;
  name: string;
  value?: string;
  pattern?: string;
  hint?: string;
  // wrong says what the server found wrong with it.
  wrong?: string | undefined;
  // first is focused when the form comes.
  first?: boolean;
}

// Field is a labelled input, with what is to be known of it.
export function Field({ label, name, value = '', pattern, hint, wrong, first }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (first || wrong) input.current?.focus();
  }, [first, wrong]);
  return (
    <p className="field">
      <label htmlFor={id}>{label}</label>
      <input ref={input} id={id} name={name} defaultValue={value} pattern={pattern} title={hint} required autoComplete="off"
        aria-invalid={Boolean(wrong)} aria-describedby={hint || wrong ? `${id}-more` : undefined} />
      {(hint || wrong) && <small id={`${id}-more`} className={wrong ? 'wrong' : ''}>{wrong ?? hint}</small>}
    </p>
  );
}
