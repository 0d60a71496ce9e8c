// The drawing: tables as nodes, references as lines from what is referred to (left) to what refers (right).
import { Background, Controls, MarkerType, MiniMap, Panel, ReactFlow, useNodesInitialized, useNodesState, useReactFlow, useStore, useStoreApi } from '@xyflow/react';
import { useEffect, useMemo } from 'react';
import { GroupNode } from './GroupNode.jsx';
import { wayOf } from './layout.js';
import { Legend } from './Legend.jsx';
import { Reference } from './Reference.jsx';
import { TableNode } from './TableNode.jsx';
import { shownColumns } from './shape.js';
import { viewOf } from './view.js';

const nodeTypes = { table: TableNode, frame: GroupNode };
const edgeTypes = { reference: Reference };
const duration = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 350;
const roomy = matchMedia('(min-width: 701px)').matches;
// What the buttons at the bottom take is left free.
const whole = { padding: { x: '20px', top: '20px', bottom: '58px' }, maxZoom: 1 };
// Seen from farther than this, a group shows its name alone.
const distant = 0.3;
// With so many tables a map helps to find the way.
const mapped = 200;

// Picture draws what is placed: {tables, references, at, groups, boxes}. matches are the names of the tables that the search found, or null.
export function Picture({ placed, matches, searched, selected, select, theme }) {
  const { tables, references, groups, boxes } = placed;
  const many = groups.length > 0;
  const made = useMemo(() => [...groups.map(frameOf), ...tables.map((t) => nodeOf(t, placed))], [tables, groups, placed]);
  const [nodes, setNodes, onNodesChange] = useNodesState(made);
  useEffect(() => {
    const dims = (name) => matches !== null && !matches.has(name);
    setNodes((all) => all.map((n) => (n.type === 'frame'
      ? { ...n, data: { ...n.data, dim: n.data.group.names.every(dims) } }
      : { ...n, selected: n.id === selected, data: { ...n.data, dim: dims(n.id), searched } })));
  }, [matches, searched, selected, setNodes]);
  // The ways of lines are those between tables that stand where they were placed.
  const moved = nodes.filter(({ id, position }) => placed.at[id] && (position.x !== placed.at[id].x || position.y !== placed.at[id].y)).map((n) => n.id).join(' ');
  const edges = useMemo(() => {
    const away = new Set(moved.split(' '));
    const way = (r) => (away.has(r.from) || away.has(r.to) ? [] : placed.ways[wayOf(r)] ?? []);
    return references.map((r) => edgeOf(r, way(r), { boxes, selected, matches, many }));
  }, [references, boxes, selected, matches, many, moved, placed]);
  // React Flow marks the node that is entered by keyboard, but tells nobody.
  const enter = (event) => {
    const node = event.target.closest('.react-flow__node');
    if (node === event.target && (event.key === 'Enter' || event.key === ' ')) {
      select(node.dataset.id);
    }
  };
  return (
    <ReactFlow
      onKeyDown={enter}
      nodes={nodes}
      edges={edges}
      onNodesChange={onNodesChange}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      onNodeClick={(_, node) => node.type === 'table' && select(node.id)}
      onPaneClick={() => select(null)}
      onlyRenderVisibleElements={many}
      nodesConnectable={false}
      edgesFocusable={false}
      deleteKeyCode={null}
      minZoom={0.02}
      maxZoom={2}
      colorMode={theme}
      fitView
      fitViewOptions={whole}
      aria-label="Picture of the tables"
    >
      <Camera selected={selected} references={references} />
      <Background gap={24} />
      <Controls showInteractive={false} position="bottom-left" orientation="horizontal" fitViewOptions={{ ...whole, duration }} />
      {!roomy && <Panel position="top-left"><Legend /></Panel>}
      {tables.length > mapped && roomy && <MiniMap pannable zoomable ariaLabel="Map of the picture" nodeColor={mapColor} />}
    </ReactFlow>
  );
}

// Camera keeps the chosen table in the middle of what the rest of the page leaves to the picture, as near as shows its neighbours too. It tells the
// styles how far away the picture is seen, so that names stay readable.
function Camera({ selected, references }) {
  const store = useStoreApi();
  const drawn = useNodesInitialized();
  const width = useStore((s) => s.width);
  const height = useStore((s) => s.height);
  const { setViewport, getNodes } = useReactFlow();
  useEffect(() => {
    const tell = ({ domNode, transform: [, , zoom] }) => {
      domNode?.style.setProperty('--zoom', zoom.toFixed(3));
      domNode?.classList.toggle('distant', zoom < distant);
    };
    tell(store.getState());
    return store.subscribe(tell);
  }, [store]);
  useEffect(() => {
    const view = drawn && selected && width > 0 && viewOf(selected, getNodes(), references, width, height);
    if (view) {
      setViewport(view, { duration });
    }
  }, [drawn, selected, references, width, height, getNodes, setViewport]);
  return null;
}

const mapColor = (node) => (node.type === 'frame' ? 'var(--line)' : 'var(--edge)');

function frameOf(group) {
  return {
    id: `group ${group.names[0]}`, type: 'frame', position: { x: group.x, y: group.y }, data: { group, dim: false }, width: group.width, height: group.height,
    draggable: false, selectable: false, focusable: false, zIndex: -1,
  };
}

function nodeOf(table, { at, boxes }) {
  const { width, height, brief } = boxes.get(table.name);
  return {
    id: table.name, type: 'table', position: at[table.name], data: { table, dim: false, brief, searched: '' }, width, height,
    ariaLabel: `Table ${table.name}`, domAttributes: { 'aria-roledescription': 'table of the database' },
  };
}

function edgeOf(reference, way, { boxes, selected, matches, many }) {
  const { from, to, column, required, side, sides } = reference;
  const touched = selected === from || selected === to;
  const dim = matches !== null && !touched && !(matches.has(from) && matches.has(to));
  const { brief, table } = boxes.get(from);
  return {
    id: reference.id,
    type: 'reference',
    source: to,
    sourceHandle: from === to ? 'self' : 'key',
    target: from,
    targetHandle: !brief && shownColumns(table).some((c) => c.name === column) ? column : 'table',
    data: { side, sides, brief, way, straight: many },
    className: [touched && 'touched', !required && 'optional', dim && 'dim'].filter(Boolean).join(' '),
    markerStart: many ? undefined : { type: MarkerType.ArrowClosed, orient: 'auto-start-reverse', width: 16, height: 16, color: touched ? 'var(--accent)' : 'var(--edge)' },
    zIndex: touched ? 1 : 0,
    ariaLabel: `${from}.${reference.name} refers to ${to}`,
  };
}
