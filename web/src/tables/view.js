// Where one has to stand to see a table and its neighbours.

const margin = 28;
const nearest = 1;
const farthest = 0.15;

// viewOf returns the viewport {x, y, zoom} of a pane of that size in which a table is in the middle and its neighbours are in sight, or null where
// the table is not drawn. nodes are {id, position, width, height}.
export function viewOf(name, nodes, references, width, height) {
  const node = nodes.find((n) => n.id === name);
  if (!node) {
    return null;
  }
  const near = new Set(references.flatMap(({ from, to }) => (from === name ? [to] : to === name ? [from] : [])));
  const x = node.position.x + node.width / 2;
  const y = node.position.y + node.height / 2;
  let wide = node.width / 2;
  let high = node.height / 2;
  for (const { id, position, width: w, height: h } of nodes) {
    if (near.has(id)) {
      wide = Math.max(wide, x - position.x, position.x + w - x);
      high = Math.max(high, y - position.y, position.y + h - y);
    }
  }
  const fits = Math.min((width / 2 - margin) / wide, (height / 2 - margin) / high);
  const zoom = Math.min(nearest, Math.max(farthest, fits));
  return { x: width / 2 - x * zoom, y: height / 2 - y * zoom, zoom };
}
