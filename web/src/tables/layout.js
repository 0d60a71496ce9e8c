// Places the tables. Those that are related are laid out together, from what is referred to at the left to what refers at the right; where they are many,
// in rows by their names. The groups are then packed into rows, the largest first, and the tables without relations stand at the end. Many related
// tables in one group are more than one can look over: they are cut into neighbourhoods first.
import { Graph, layout as dagre } from '@dagrejs/dagre';

const wide = 60;
const narrow = 24;
const aspect = 1.6;
const mostTogether = 60;
const neighbourhood = 24;

// place returns {at, groups, ways} for nodes {name, width, height} and edges {from, to}: at has the place {x, y} of each by name, and ways, by
// wayOf, the points between tables through which a line leads that would else run behind some. Where framed, the groups have frames around them and
// groups lists those, [{name, names, x, y, width, height}], each called after the table that is referred to most; else it is empty.
export function place(nodes, edges, framed) {
  const groups = groupsOf(nodes, edges).sort((a, b) => b.nodes.length - a.nodes.length || compare(a.nodes[0].name, b.nodes[0].name));
  const related = groups.filter((g) => g.nodes.length > 1).flatMap(cut);
  const alone = groups.filter((g) => g.nodes.length === 1).map((g) => g.nodes[0]);
  if (!framed) {
    const { at, ways } = pack([...related.map(arrange), ...alone.map(boxOf)]);
    return { at, ways, groups: [] };
  }
  const frames = related.map((g) => frame(grid(g.nodes), chiefOf(g.nodes, g.edges)));
  if (alone.length > 0) {
    frames.push(frame(grid(alone), null));
  }
  return pack(frames, narrow);
}

const compare = (a, b) => a.localeCompare(b, 'en');

// wayOf names the lines between two tables, of which from refers to to.
export const wayOf = ({ from, to }) => `${from} ${to}`;

// around returns the places of a table and of its neighbours: what it refers to stands at its left, what refers to it at its right.
export function around(chosen, nodes, edges) {
  const referred = new Set(edges.filter((e) => e.from === chosen).map((e) => e.to));
  const others = nodes.filter((n) => n.name !== chosen).sort((a, b) => compare(a.name, b.name));
  const middle = nodes.find((n) => n.name === chosen);
  const at = { [chosen]: { x: -middle.width / 2, y: -middle.height / 2 } };
  stack(others.filter((n) => referred.has(n.name)), -1, middle, at);
  stack(others.filter((n) => !referred.has(n.name)), 1, middle, at);
  return { at, groups: [], ways: {} };
}

// stack sets boxes into columns beside the middle, at its left (-1) or right (1), about as high as they are wide.
function stack(boxes, side, middle, at) {
  const height = boxes.reduce((sum, b) => sum + b.height + wide / 3, 0);
  const columns = Math.max(1, Math.round(Math.sqrt(height / 1100)));
  const most = Math.max(middle.height, height / columns);
  let x = side * (middle.width / 2 + wide * 1.5);
  for (let i = 0; i < boxes.length;) {
    const column = [];
    for (let tall = 0; i < boxes.length && (column.length === 0 || tall + boxes[i].height / 2 <= most); i++) {
      tall += boxes[i].height + wide / 3;
      column.push(boxes[i]);
    }
    const total = column.reduce((sum, b) => sum + b.height + wide / 3, -wide / 3);
    let y = -total / 2;
    for (const box of column) {
      at[box.name] = { x: side < 0 ? x - box.width : x, y };
      y += box.height + wide / 3;
    }
    x += side * (column[0].width + wide);
  }
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

// arrange lays out a group from left to right.
function arrange({ nodes, edges }) {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 26, ranksep: 72 });
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
  const ways = Object.fromEntries(edges.filter(({ from, to }) => from !== to).map((edge) => [wayOf(edge), between(graph, edge)]));
  return { at, ways, width, height };
}

// between returns where the line of an edge passes through the columns of tables between its ends.
function between(graph, { from, to }) {
  const columns = graph.nodes().map((name) => graph.node(name).x);
  return graph.edge(to, from).points.slice(1, -1).filter(({ x }) => columns.some((middle) => Math.abs(middle - x) < 1));
}

// chiefOf returns the name of the table that most others refer to.
function chiefOf(nodes, edges) {
  const count = new Map(nodes.map((n) => [n.name, 0]));
  for (const { from, to } of edges) {
    if (from !== to) {
      count.set(to, count.get(to) + 1);
    }
  }
  return nodes.map((n) => n.name).sort((a, b) => count.get(b) - count.get(a) || compare(a, b))[0];
}

const gutter = 16;

// grid sets nodes into rows by their names, which is how one of many is found.
function grid(nodes) {
  const sorted = [...nodes].sort((a, b) => compare(a.name, b.name));
  const area = sorted.reduce((sum, n) => sum + (n.width + gutter) * (n.height + gutter), 0);
  const columns = Math.max(1, Math.round(Math.sqrt(area * aspect) / (sorted[0].width + gutter)));
  const at = {};
  let y = 0;
  for (let i = 0; i < sorted.length; i += columns) {
    const row = sorted.slice(i, i + columns);
    row.forEach((n, j) => { at[n.name] = { x: j * (n.width + gutter), y }; });
    y += Math.max(...row.map((n) => n.height)) + gutter;
  }
  const across = Math.min(columns, sorted.length);
  return { at, width: across * (sorted[0].width + gutter) - gutter, height: y - gutter };
}

function boxOf({ name, width, height }) {
  return { at: { [name]: { x: 0, y: 0 } }, width, height };
}

const rim = 22;
const label = 52;

// frame sets a rim around a box, with room for a name above.
function frame({ at, width, height }, name) {
  const inside = Object.fromEntries(Object.entries(at).map(([n, p]) => [n, { x: p.x + rim, y: p.y + rim + label }]));
  const whole = { width: width + 2 * rim, height: height + 2 * rim + label };
  const names = Object.keys(at).sort(compare);
  return { at: inside, ...whole, group: { name, names, ...whole } };
}

// pack sets boxes side by side in rows as wide as makes the whole about as wide as a screen is.
function pack(boxes, gap = wide) {
  const area = boxes.reduce((sum, b) => sum + (b.width + gap) * (b.height + gap), 0);
  const most = Math.max(Math.sqrt(area * aspect), ...boxes.map((b) => b.width));
  const at = {};
  const ways = {};
  const groups = [];
  let x = 0;
  let y = 0;
  let tall = 0;
  let across = 0;
  for (const box of boxes) {
    if (x > 0 && x + box.width > most) {
      x = 0;
      y += tall + gap;
      tall = 0;
    }
    for (const [name, p] of Object.entries(box.at)) {
      at[name] = { x: x + p.x, y: y + p.y };
    }
    for (const [name, points] of Object.entries(box.ways ?? {})) {
      ways[name] = points.map((p) => ({ x: x + p.x, y: y + p.y }));
    }
    if (box.group) {
      groups.push({ ...box.group, x, y });
    }
    x += box.width + gap;
    across = Math.max(across, x - gap);
    tall = Math.max(tall, box.height);
  }
  return { at, ways, groups, width: across, height: y + tall };
}
