import { useEffect, useRef } from 'react';

import { money } from './choice.ts';
import { Notice } from './Notice.tsx';
import type { Reason } from './Notice.tsx';

export interface Item {
  id: string;
  name: string;
  price: string;
  stock: number;
  by: string | undefined;
}

interface Props {
  items: Item[];
  total: number;
  open: string;
  busy: boolean;
  // earlier and later read a further page; undefined where there is none.
  earlier: (() => void) | undefined;
  later: (() => void) | undefined;
  // reason says why a further page could not be read.
  reason: Reason | undefined;
}

// List shows products, and reads further ones where it comes into sight, or by its buttons.
export function List({ items, total, open, busy, earlier, later, reason }: Props) {
  return (
    <nav aria-label="Products" aria-busy={busy}>
      <p role="status" className="count">{items.length === 0 && !busy ? 'Nothing is called that.' : `${items.length} of ${total.toLocaleString('en')} products`}</p>
      {reason && <Notice reason={reason} />}
      {earlier && <More onMore={earlier} busy={busy} still={reason !== undefined}>Show earlier ones</More>}
      <ul className="list">
        {items.map((item) => (
          <li key={item.id}>
            <a href={`#/${encodeURIComponent(item.id)}`} aria-current={item.id === open ? 'true' : undefined}>
              <span className="name">{item.name}</span>
              <span className="price">{money(item.price)}</span>
              <span className="by">{item.by}</span>
              <span className={item.stock > 0 ? 'stock' : 'stock none'}>{item.stock > 0 ? `${item.stock} left` : 'Sold out'}</span>
            </a>
          </li>
        ))}
      </ul>
      {later && <More onMore={later} busy={busy} still={reason !== undefined}>Show more</More>}
    </nav>
  );
}

// More is a button that presses itself when it comes into sight, unless it is to keep still.
function More({ onMore, busy, still, children }: { onMore: () => void; busy: boolean; still: boolean; children: string }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (busy || still || !button.current) return;
    const seen = new IntersectionObserver(([entry]) => entry?.isIntersecting && onMore(), { rootMargin: '100px' });
    seen.observe(button.current);
    return () => seen.disconnect();
  }, [busy, still, onMore]);
  return <button ref={button} type="button" className="more" aria-disabled={busy} onClick={() => !busy && onMore()}>{children}</button>;
}
