// A table in the picture.
import { Handle, Position, useStore } from '@xyflow/react';
import { memo } from 'react';
import { docsLink, queryLink } from './links.js';
import { shownColumns } from './shape.js';

// Seen from farther than this, a table shows its name alone.
const farZoom = 0.4;
const isFar = (state) => state.transform[2] < farZoom;

export const TableNode = memo(function TableNode({ data: { table, dim, many }, selected }) {
  const far = useStore(isFar);
  const classes = ['table', selected && 'selected', dim && 'dim', far && 'far'].filter(Boolean).join(' ');
  return (
    <div className={classes}>
      <Handle type="source" id="key" position={Position.Right} className="table-key-handle" />
      <Handle type="source" id="self" position={Position.Left} className="table-key-handle" />
      <Handle type="target" id="table" position={Position.Left} className="table-key-handle" />
      <div className="table-head" title={table.name}>{table.name}</div>
      {far ? !many && <Anchors table={table} /> : <Rows table={table} many={many} />}
    </div>
  );
});

function Rows({ table, many }) {
  const shown = shownColumns(table);
  const more = table.columns.length - shown.length;
  return (
    <>
      {shown.map((c) => (
        <div className="table-row" key={c.name} title={c.description}>
          {!many && <Handle type="target" id={c.name} position={Position.Left} />}
          <ColumnMark column={c} />
          <span className="table-column">{c.name}</span>
          <span className="table-kind">{c.kind}{c.required ? '' : '?'}</span>
        </div>
      ))}
      {more > 0 && <div className="table-row table-more">… {more} more</div>}
      <div className="table-foot nodrag">
        <a href={queryLink(table.name)}>Query</a>
        <a href={docsLink(table.name)}>Docs</a>
      </div>
    </>
  );
}

// Anchors keep the ends of the lines where they are when the rows are left out. Where there are many tables the lines end at the heads.
function Anchors({ table }) {
  return shownColumns(table).map((c) => (
    <div className="table-row" key={c.name}><Handle type="target" id={c.name} position={Position.Left} /></div>
  ));
}

export function ColumnMark({ column }) {
  const [mark, word] = column.primary ? ['◆', 'primary key'] : column.refers ? ['→', `refers to ${column.refers}`] : column.unique ? ['◇', 'unique'] : ['', ''];
  return <span className="mark" title={word} role={mark ? 'img' : undefined} aria-label={word || undefined}>{mark}</span>;
}
