// A name that may break where its words begin, with what was searched for marked.
import { Fragment } from 'react';
import { rangeOf, wordsOf } from './search.js';

export function Words({ text, marked = '' }) {
  const [start, end] = rangeOf(text, marked) ?? [0, 0];
  return (
    <>
      <Breaking text={text.slice(0, start)} />
      {end > start && <mark><Breaking text={text.slice(start, end)} /></mark>}
      <Breaking text={text.slice(end)} />
    </>
  );
}

function Breaking({ text }) {
  return wordsOf(text).map((word, i) => <Fragment key={i}>{i > 0 && <wbr />}{word}</Fragment>);
}
