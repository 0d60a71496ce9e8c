import { useDeferredValue, useEffect, useState } from 'react';
import type { ReactNode } from 'react';

import { everything } from './choice.ts';
import type { Choice } from './choice.ts';
import { Controls } from './Controls.tsx';
import { keepPlace, open, useOpen } from './place.ts';
import './shop.css';

interface Props {
  list: (choice: Choice, open: string) => ReactNode;
  sheet: (choice: Choice, open: string) => ReactNode;
}

// Shop is the page: the choice of products, their list, and what is open beside it.
export function Shop({ list, sheet }: Props) {
  const [choice, setChoice] = useState(everything);
  // A list is read when typing pauses, not at each letter.
  const settled = useDeferredValue(useSettled(choice));
  const what = useOpen();
  const choose = (next: Choice) => {
    keepPlace(null);
    setChoice(next);
  };
  return (
    <>
      <header>
        <a href="#products" className="skip" onClick={(e) => { e.preventDefault(); document.getElementById('products')?.focus(); }}>Skip to the products</a>
        <h1>Moth <span>&amp;</span> Kettle</h1>
        <button type="button" onClick={() => open('new')}>New product</button>
      </header>
      <Controls choice={choice} onChoice={choose} />
      <main className={what ? 'with-sheet' : ''}>
        <div id="products" tabIndex={-1}>{list(settled, what)}</div>
        {what && sheet(settled, what)}
      </main>
    </>
  );
}

// useSettled returns a value that has not changed for a moment.
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 200);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
