// What the marks of the picture mean.
import { marks } from './TableNode.jsx';

// Legend can be folded, where room is short it is.
export function Legend({ open = false }) {
  return (
    <details className="legend" open={open}>
      <summary>Legend</summary>
      <dl>
        <div><dt className="mark">{marks.primary}</dt><dd>primary key</dd></div>
        <div><dt className="mark">{marks.unique}</dt><dd>unique</dd></div>
        <div><dt className="mark">{marks.refers}</dt><dd>refers to another table</dd></div>
        <div><dt>?</dt><dd>may be null</dd></div>
        <div><dt><Line /></dt><dd>reference, to its arrowhead</dd></div>
        <div><dt><Line dashed /></dt><dd>reference that may be null</dd></div>
      </dl>
    </details>
  );
}

function Line({ dashed }) {
  return (
    <svg width="30" height="10" aria-hidden="true" className={dashed ? 'optional' : undefined}>
      <path d="M8 5h22" /><path d="M9 1 3 5l6 4z" className="tip" />
    </svg>
  );
}
