// The drawing: tables as nodes, references as lines from what is referred to (left) to what refers (right).
import { Background, Controls, MarkerType, MiniMap, ReactFlow, useNodesInitialized, useNodesState, useReactFlow } from '@xyflow/react';
import { useEffect, useMemo } from 'react';
import { TableNode } from './TableNode.jsx';
import { heightOf, manyTables, nodeWidth, shownColumns } from './shape.js';

const nodeTypes = { table: TableNode };
const near = { maxZoom: 1, minZoom: 0.6, padding: 0.4, duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 350 };

export function Picture({ tables, references, at, around, matches, selected, select, theme }) {
  const many = tables.length > manyTables;
  const made = useMemo(() => tables.map((t) => nodeOf(t, at[t.name], many)), [tables, at, many]);
  const [nodes, setNodes, onNodesChange] = useNodesState(made);
  const { fitView } = useReactFlow();
  const drawn = useNodesInitialized();
  useEffect(() => {
    setNodes((all) => all.map((n) => ({
      ...n, selected: n.id === selected, data: { ...n.data, dim: matches !== null && !matches.has(n.id) },
    })));
  }, [matches, selected, setNodes]);
  useEffect(() => {
    // The surroundings of one table fit the page as they are.
    if (drawn && selected && !around) {
      fitView({ nodes: [{ id: selected }], ...near });
    }
  }, [drawn, selected, around, fitView]);
  const byName = useMemo(() => new Map(tables.map((t) => [t.name, t])), [tables]);
  const edges = useMemo(() => references.map((r) => edgeOf(r, byName.get(r.from), selected, many)), [references, byName, selected, many]);
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

function nodeOf(table, position, many) {
  return {
    id: table.name, type: 'table', position, data: { table, dim: false, many }, width: nodeWidth, height: heightOf(table),
    ariaLabel: `Table ${table.name}`, domAttributes: { 'aria-roledescription': 'table of the database' },
  };
}

function edgeOf(reference, from, selected, many) {
  const touched = selected === reference.from || selected === reference.to;
  const shown = !many && shownColumns(from).some((c) => c.name === reference.column);
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
