// The frame around a group of tables that are related.
import { memo } from 'react';
import { wordsOf } from './search.js';
import { Words } from './Words.jsx';

// groupTitle says in words which tables a group has.
export function groupTitle({ name, names }) {
  if (name === null) {
    return names.length === 1 ? '1 without references' : `${names.length} without references`;
  }
  return names.length === 2 ? `${name} and 1 more` : `${name} and ${names.length - 1} more`;
}

// fitOf is the size of letters in which a name, a line a word, fills a frame.
function fitOf(name, { width, height }) {
  const words = [...wordsOf(name), 'alone'];
  const longest = Math.max(...words.map((w) => w.length));
  return Math.min((width - 24) / (longest * 0.68), height / (words.length * 1.3));
}

// How wide a letter of the title is, in the middle between its sizes from near and from far.
const titleLetter = 15;

export const GroupNode = memo(function GroupNode({ data: { group, dim } }) {
  const name = group.name ?? String(group.names.length);
  const count = group.name === null ? 'alone' : `+${group.names.length - 1}`;
  const title = groupTitle(group);
  return (
    <div className={dim ? 'group dim' : 'group'} aria-hidden="true">
      <span>{title.length * titleLetter < group.width - 40 ? title : `${name} ${count}`}</span>
      <b style={{ '--fit': `${fitOf(name, group)}px` }}><Words text={name} /> {count}</b>
    </div>
  );
});
