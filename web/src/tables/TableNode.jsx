// A table in the picture.
import { Handle, Position, useStore } from '@xyflow/react';
import { memo } from 'react';
import { docsLink, queryLink } from './links.js';
import { headHeightOf, headLetterFor, heightOf, letterFor, rowHeightOf, shownColumns } from './shape.js';
import { Words } from './Words.jsx';

// Seen from farther than this, a table shows its name alone.
const farZoom = 0.4;
const isFar = (state) => state.transform[2] < farZoom;

export const TableNode = memo(function TableNode({ data: { table, dim, brief, searched }, selected }) {
  const far = useStore(isFar);
  const classes = ['table', selected && 'selected', searched.trim() !== '' && (dim ? 'dim' : 'found'), brief ? 'brief' : far && 'far'].filter(Boolean).join(' ');
  const head = brief ? undefined : headHeightOf(table);
  const handle = head && { top: head / 2 };
  return (
    <div className={classes}>
      <Handle type="source" id="key" position={Position.Right} style={handle} />
      <Handle type="source" id="self" position={Position.Left} style={handle} />
      <Handle type="target" id="table" position={Position.Left} style={handle} />
      <div className="table-head" title={table.name} style={head && { height: head, '--near': `${headLetterFor(table.name)}px`, '--most': `${letterFor(table.name, heightOf(table))}px` }}><span><Words text={table.name} marked={searched} /></span></div>
      {!brief && (far ? <Anchors table={table} /> : <Rows table={table} searched={searched} />)}
    </div>
  );
});

function Rows({ table, searched }) {
  const shown = shownColumns(table);
  const more = table.columns.length - shown.length;
  return (
    <>
      {shown.map((c) => (
        <div className="table-row" key={c.name} title={`${c.name}: ${c.description}`} style={{ height: rowHeightOf(c) }}>
          <Handle type="target" id={c.name} position={Position.Left} />
          <ColumnMark column={c} />
          <span className="table-column"><Words text={c.name} marked={searched} /></span>
          <span className="table-kind">{c.kind}{c.required ? '' : '?'}</span>
        </div>
      ))}
      {more > 0 && <div className="table-row table-more">… {more} more</div>}
      <div className="table-foot nodrag">
        <a href={queryLink(table.name)} aria-label={`Query ${table.name}`}>Query</a>
        <a href={docsLink(table.name)} aria-label={`Docs of ${table.name}`}>Docs</a>
      </div>
    </>
  );
}

// Anchors keep the ends of the lines where they are when the rows are left out.
function Anchors({ table }) {
  return shownColumns(table).map((c) => (
    <div className="table-row" key={c.name} style={{ height: rowHeightOf(c) }}><Handle type="target" id={c.name} position={Position.Left} /></div>
  ));
}

// The marks of columns, which the legend explains.
export const marks = { primary: '◆', unique: '◇', refers: '→' };

export function ColumnMark({ column }) {
  const [mark, word] = column.primary ? [marks.primary, 'primary key']
    : column.refers ? [marks.refers, `refers to ${column.refers}`] : column.unique ? [marks.unique, 'unique'] : ['', ''];
  return <span className="mark" title={word} role={mark ? 'img' : undefined} aria-label={word || undefined}>{mark}</span>;
}
