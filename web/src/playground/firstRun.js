// The first query is run once by the page itself, so that a newcomer sees an answer. It is one that the page wrote, and only reads.
import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useRef, useState } from 'react';
import { onLoopback } from './loopback.js';
import { useLast } from './trace.js';

const facts = pick('queryEditor', 'responseEditor', 'schema', 'operations', 'tabs', 'activeTabIndex');

// useFirstRun runs the query that the page opens with, where that is still what the tab holds, and returns whether the tab that is shown has its
// answer.
export function useFirstRun(first) {
  const { queryEditor, responseEditor, schema, operations, tabs, activeTabIndex } = useGraphiQL(facts);
  const { run } = useGraphiQLActions();
  const last = useLast();
  const done = useRef(false);
  const [answered, setAnswered] = useState(null);
  const tab = tabs[activeTabIndex]?.id;
  useEffect(() => {
    if (done.current || !queryEditor || !responseEditor || !schema || !operations) {
      return;
    }
    done.current = true;
    if (onLoopback && first !== '' && queryEditor.getValue().trim() === first.trim()) {
      setAnswered(tab);
      run();
    }
  }, [queryEditor, responseEditor, schema, operations, first, run, tab]);
  const runs = useRuns(last);
  return answered !== null && answered === tab && runs === 1;
}

// useRuns counts the answers that came.
function useRuns(last) {
  const seen = useRef({ last: null, runs: 0 });
  if (seen.current.last !== last) {
    seen.current = { last, runs: seen.current.runs + 1 };
  }
  return seen.current.runs;
}
