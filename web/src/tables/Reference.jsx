// The line of a reference, from what is referred to (the arrowhead) to what refers.
import { BaseEdge } from '@xyflow/react';
import { nameWidth, nodeWidth } from './shape.js';

export function Reference({ id, source, target, sourceX, sourceY, targetX, targetY, markerStart, data }) {
  const draw = source === target ? loop : data.straight ? straight : line;
  const path = draw(sourceX, sourceY, targetX, targetY, data);
  return <BaseEdge id={id} path={path} markerStart={markerStart} />;
}

// loop leads around the left edge of a table that refers to itself. Each reaches out farther than the one before, and ends at a place of its own.
function loop(x, from, _, to, { side, brief }) {
  const out = x - 34 - 22 * side;
  const start = from + (brief ? -9 : 0) - 5 * side;
  const end = to + (brief ? 9 + 5 * side : 0);
  return `M${x},${start} C${out},${start - 8} ${out},${end + 8} ${x},${end}`;
}

// line is a curve, or several that pass between tables. Those between the same two tables begin apart, and end apart where they end at no column of
// their own.
function line(sx, sy, tx, ty, { side, sides, brief, way }) {
  const apart = (side - (sides - 1) / 2) * 11;
  if (way.length > 0) {
    return passing(sx, sy + apart, tx, ty, way.map(({ x, y }) => ({ x, y: y + apart / 2 })));
  }
  const bend = Math.max(44, Math.abs(tx - sx) / 2);
  const start = sy + apart;
  const end = ty + (brief ? apart : 0);
  return `M${sx},${start} C${sx + bend},${start + apart} ${tx - bend},${end + apart} ${tx},${end}`;
}

// passing leads through the points of a way, level where tables are above and below.
function passing(sx, sy, tx, ty, way) {
  let path = `M${sx},${sy}`;
  let from = { x: sx, y: sy };
  const curve = (to) => {
    const bend = Math.max(30, (to.x - from.x) / 2);
    path += ` C${from.x + bend},${from.y} ${to.x - bend},${to.y} ${to.x},${to.y}`;
  };
  for (const { x, y } of way) {
    curve({ x: x - nodeWidth / 2, y });
    from = { x: x + nodeWidth / 2, y };
    path += ` L${from.x},${y}`;
  }
  curve({ x: tx, y: ty });
  return path;
}

// straight leads from the middle of a table to that of another, below both: where there are many tables a line says no more than that there is one.
function straight(sx, sy, tx, ty, { side, sides }) {
  const apart = (side - (sides - 1) / 2) * 9;
  return `M${sx - nameWidth / 2},${sy + apart} L${tx + nameWidth / 2},${ty + apart}`;
}
