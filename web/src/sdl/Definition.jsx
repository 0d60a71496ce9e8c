// A definition of the schema, whose types lead to theirs.
import { memo } from 'react';
import { split, wordsOf } from './document.js';

export const Definition = memo(function Definition({ definition: { name, text }, names, searched }) {
  return (
    <pre id={name}><code>
      {wordsOf(text, names).map((word, i) => <Word key={i} word={word} own={name} searched={searched} />)}
    </code></pre>
  );
});

function Word({ word: { kind, text }, own, searched }) {
  const marked = split(text, searched).map((part, i) => (i % 2 === 1 ? <mark key={i}>{part}</mark> : part));
  if (kind === 'type' && text !== own) {
    return <a href={`#${text}`}>{marked}</a>;
  }
  return kind === 'plain' ? marked : <span className={`sdl-${kind}`}>{marked}</span>;
}
