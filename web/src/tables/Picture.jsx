// The drawing: tables as nodes, references as lines from what is referred to (left) to what refers (right).
import { Background, Controls, MarkerType, MiniMap, ReactFlow, useNodesState, useReactFlow } from '@xyflow/react';
import { useEffect, useMemo } from 'react';
import { TableNode } from './TableNode.jsx';
import { heightOf, nodeWidth, shownColumns } from './shape.js';

const nodeTypes = { table: TableNode };
// With more tables than this only what is in sight is kept in the page, and a small map helps to find the way.
const manyTables = 40;
const near = { maxZoom: 1, minZoom: 0.6, padding: 0.4, duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 350 };

export function Picture({ tables, references, at, matches, selected, select, theme }) {
  const made = useMemo(() => tables.map((t) => nodeOf(t, at[t.name])), [tables, at]);
  const [nodes, setNodes, onNodesChange] = useNodesState(made);
  const { fitView } = useReactFlow();
  useEffect(() => {
    setNodes((all) => all.map((n) => ({
      ...n, selected: n.id === selected, data: { ...n.data, dim: matches !== null && !matches.has(n.id) },
    })));
  }, [matches, selected, setNodes]);
  useEffect(() => {
    if (selected) {
      fitView({ nodes: [{ id: selected }], ...near });
    }
  }, [selected, fitView]);
  const byName = useMemo(() => new Map(tables.map((t) => [t.name, t])), [tables]);
  const edges = useMemo(() => references.map((r) => edgeOf(r, byName.get(r.from), selected)), [references, byName, selected]);
  const many = tables.length > manyTables;
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      onNodesChange={onNodesChange}
      nodeTypes={nodeTypes}
      onNodeClick={(_, node) => select(node.id)}
      onPaneClick={() => select(null)}
      onlyRenderVisibleElements={many}
      nodesConnectable={false}
      edgesFocusable={false}
      deleteKeyCode={null}
      minZoom={0.02}
      maxZoom={2}
      colorMode={theme}
      fitView
      fitViewOptions={{ padding: 0.08, maxZoom: 1 }}
      aria-label="Picture of the tables"
    >
      <Background gap={24} />
      <Controls showInteractive={false} position="top-right" />
      {many && <MiniMap pannable zoomable ariaLabel="Map of the picture" />}
    </ReactFlow>
  );
}

function nodeOf(table, position) {
  return {
    id: table.name, type: 'table', position, data: { table, dim: false }, width: nodeWidth, height: heightOf(table),
    ariaLabel: `Table ${table.name}`, domAttributes: { 'aria-roledescription': 'table of the database' },
  };
}

function edgeOf(reference, from, selected) {
  const touched = selected === reference.from || selected === reference.to;
  const shown = shownColumns(from).some((c) => c.name === reference.column);
  return {
    id: reference.id,
    source: reference.to,
    // A table that refers to itself has its line at the left, from head to column.
    sourceHandle: reference.from === reference.to ? 'self' : 'key',
    target: reference.from,
    targetHandle: shown ? reference.column : 'table',
    className: [touched && 'touched', !reference.required && 'optional'].filter(Boolean).join(' '),
    markerStart: { type: MarkerType.ArrowClosed, orient: 'auto-start-reverse', width: 16, height: 16 },
    zIndex: touched ? 1 : 0,
    ariaLabel: `${reference.from}.${reference.name} refers to ${reference.to}`,
  };
}
