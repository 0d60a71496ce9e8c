// Parts of GraphiQL that some people could not use are mended here, as soon as they are in the page.
import { useEffect, useRef } from 'react';

// Mended calls mend with what it is around, now and whenever that changes.
function Mended({ mend, children }) {
  const ref = useRef(null);
  useEffect(() => {
    const again = () => mend(ref.current);
    again();
    const observer = new MutationObserver(again);
    observer.observe(ref.current, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [mend]);
  return <div ref={ref} onKeyDown={press}>{children}</div>;
}

// Explorer makes buttons of what answers to clicks alone, and names the fields.
export function Explorer({ children }) {
  return <Mended mend={mendExplorer}>{children}</Mended>;
}

function mendExplorer(within) {
  within.querySelectorAll('span, div').forEach(makeButton);
  within.querySelectorAll('input, select').forEach(nameField);
}

function makeButton(part) {
  const clicked = getComputedStyle(part).cursor === 'pointer' && part.textContent.trim() !== '';
  if (clicked && !part.closest('button, a, [role="button"]') && !part.querySelector('input, select, button')) {
    part.setAttribute('role', 'button');
    part.tabIndex = 0;
  }
}

// nameField names a field after the argument that it is for, or else after what it is there for.
function nameField(field) {
  if (!field.hasAttribute('aria-label')) {
    const argument = field.closest('[data-arg-name]')?.dataset.argName;
    field.setAttribute('aria-label', argument ?? (field.tagName === 'SELECT' ? 'Kind of operation to add' : field.getAttribute('placeholder') ?? 'Name of the operation'));
  }
}

// press lets the keys of a button press what was made one.
function press(event) {
  if ((event.key === 'Enter' || event.key === ' ') && event.target.getAttribute('role') === 'button' && event.target.tagName !== 'BUTTON') {
    event.preventDefault();
    event.target.click();
  }
}

// History takes away names that hide what the parts say: the panel has one, and each button says which request it is.
export function History({ children }) {
  return <Mended mend={mendHistory}>{children}</Mended>;
}

function mendHistory(within) {
  within.querySelectorAll('.graphiql-history, .graphiql-history-item-label').forEach((part) => part.removeAttribute('aria-label'));
}
