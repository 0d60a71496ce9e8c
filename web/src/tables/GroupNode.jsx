// The frame around a group of tables that are related.
import { memo } from 'react';

// groupTitle says in words which tables a group has.
export function groupTitle({ name, names }) {
  if (name === null) {
    return names.length === 1 ? '1 without references' : `${names.length} without references`;
  }
  return names.length === 2 ? `${name} and 1 more` : `${name} and ${names.length - 1} more`;
}

// fitOf is the size of letters in which a name fills a frame.
const fitOf = (title, { width, height }) => Math.min((width - 30) / (title.length * 0.62), height * 0.5);

export const GroupNode = memo(function GroupNode({ data: { group, dim } }) {
  const short = group.name === null ? `${group.names.length} alone` : `${group.name} +${group.names.length - 1}`;
  return (
    <div className={dim ? 'group dim' : 'group'} aria-hidden="true">
      <span>{groupTitle(group)}</span>
      <b style={{ '--fit': `${fitOf(short, group)}px` }}>{short}</b>
    </div>
  );
});
