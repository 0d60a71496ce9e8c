// The bar between two panes, which the pointer or the arrow keys move.
import { useEffect, useRef, useState } from 'react';

const least = 15;
const greatest = 80;

// Splitter sets the width of the pane before it, in percent of what holds both, and keeps it in this browser under its name.
export function Splitter({ name, label, start }) {
  const key = `tiddly:width:${name}`;
  const ref = useRef(null);
  const [share, set] = useState(() => bounded(Number(localStorage.getItem(key)) || start));
  useEffect(() => {
    ref.current.parentElement.style.setProperty(`--${name}`, `${share}%`);
    localStorage.setItem(key, String(share));
  }, [share, name, key]);
  const drag = (event) => {
    const { left, width } = event.currentTarget.parentElement.getBoundingClientRect();
    if (event.currentTarget.hasPointerCapture(event.pointerId)) {
      set(bounded(((event.clientX - left) / width) * 100));
    }
  };
  const press = (event) => {
    const step = { ArrowLeft: -2, ArrowRight: 2 }[event.key];
    if (step) {
      event.preventDefault();
      set(bounded(share + step));
    }
  };
  return (
    <div
      ref={ref} className="splitter" role="separator" tabIndex={0} aria-orientation="vertical" aria-label={label}
      aria-valuenow={Math.round(share)} aria-valuemin={least} aria-valuemax={greatest}
      onPointerDown={(e) => e.currentTarget.setPointerCapture(e.pointerId)} onPointerMove={drag} onKeyDown={press}
    />
  );
}

function bounded(share) {
  return Math.min(greatest, Math.max(least, share));
}
