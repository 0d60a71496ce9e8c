// Places the tables. Those that are related are laid out together, from what is referred to at the left to what refers at the right; the groups are then
// packed into rows, the largest first, and the tables without relations stand in a grid at the end. Many related
// tables in one layout are a column thousands of tables high: they are cut into neighbourhoods first.
import { Graph, layout as dagre } from '@dagrejs/dagre';

const gap = 60;
const aspect = 1.6;
const mostTogether = 60;
const neighbourhood = 24;

// place gives {name: {x, y}} for nodes {name, width, height} and edges {from, to}.
export function place(nodes, edges) {
  const groups = groupsOf(nodes, edges).sort((a, b) => b.nodes.length - a.nodes.length);
  const boxes = groups.filter((g) => g.nodes.length > 1).flatMap(cut).map(arrange);
  const alone = groups.filter((g) => g.nodes.length === 1).map((g) => boxOf(g.nodes[0]));
  return pack([...boxes, ...alone]);
}

// groupsOf splits a graph into its connected parts.
function groupsOf(nodes, edges) {
  const parent = new Map(nodes.map((n) => [n.name, n.name]));
  const root = (name) => {
    while (parent.get(name) !== name) {
      parent.set(name, parent.get(parent.get(name)));
      name = parent.get(name);
    }
    return name;
  };
  for (const { from, to } of edges) {
    parent.set(root(from), root(to));
  }
  const groups = new Map();
  for (const node of nodes) {
    const key = root(node.name);
    groups.set(key, groups.get(key) ?? { nodes: [], edges: [] });
    groups.get(key).nodes.push(node);
  }
  for (const edge of edges) {
    groups.get(root(edge.from)).edges.push(edge);
  }
  return [...groups.values()];
}

// cut splits a large group into neighbourhoods: from the table with the most references on, whatever is nearest.
function cut(group) {
  if (group.nodes.length <= mostTogether) {
    return [group];
  }
  const beside = new Map(group.nodes.map((n) => [n.name, []]));
  for (const { from, to } of group.edges) {
    beside.get(from).push(to);
    beside.get(to).push(from);
  }
  const home = new Map();
  const order = group.nodes.map((n) => n.name).sort((a, b) => beside.get(b).length - beside.get(a).length);
  let count = 0;
  for (const start of order) {
    if (!home.has(start)) {
      settle(start, beside, home, count++);
    }
  }
  const parts = Array.from({ length: count }, () => ({ nodes: [], edges: [] }));
  for (const node of group.nodes) {
    parts[home.get(node.name)].nodes.push(node);
  }
  for (const edge of group.edges) {
    if (home.get(edge.from) === home.get(edge.to)) {
      parts[home.get(edge.from)].edges.push(edge);
    }
  }
  return parts;
}

// settle gives a table and those nearest to it, that have none yet, one home.
function settle(start, beside, home, number) {
  const queue = [start];
  home.set(start, number);
  for (let i = 0; i < queue.length; i++) {
    for (const next of beside.get(queue[i])) {
      if (!home.has(next) && queue.length < neighbourhood) {
        home.set(next, number);
        queue.push(next);
      }
    }
  }
}

function arrange({ nodes, edges }) {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 36, ranksep: 90 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { name, width, height } of nodes) {
    graph.setNode(name, { width, height });
  }
  for (const { from, to } of edges) {
    if (from !== to) {
      graph.setEdge(to, from);
    }
  }
  dagre(graph);
  const at = {};
  for (const { name, width, height } of nodes) {
    const { x, y } = graph.node(name);
    at[name] = { x: x - width / 2, y: y - height / 2 };
  }
  const { width, height } = graph.graph();
  return { at, width, height };
}

function boxOf({ name, width, height }) {
  return { at: { [name]: { x: 0, y: 0 } }, width, height };
}

// pack sets boxes side by side in rows as wide as makes the whole about as wide as a screen is.
function pack(boxes) {
  const area = boxes.reduce((sum, b) => sum + (b.width + gap) * (b.height + gap), 0);
  const most = Math.max(Math.sqrt(area * aspect), ...boxes.map((b) => b.width));
  const at = {};
  let x = 0;
  let y = 0;
  let tall = 0;
  for (const box of boxes) {
    if (x > 0 && x + box.width > most) {
      x = 0;
      y += tall + gap;
      tall = 0;
    }
    for (const [name, p] of Object.entries(box.at)) {
      at[name] = { x: x + p.x, y: y + p.y };
    }
    x += box.width + gap;
    tall = Math.max(tall, box.height);
  }
  return at;
}
