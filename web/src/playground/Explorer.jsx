// The explorer of GraphiQL answers to clicks on parts that no keyboard reaches, and has fields without names. Here they are made buttons and named.
import { useEffect, useRef } from 'react';

export function Explorer({ children }) {
  const ref = useRef(null);
  useEffect(() => {
    const name = () => {
      ref.current.querySelectorAll('span, div').forEach(makeButton);
      ref.current.querySelectorAll('input, select').forEach(nameField);
    };
    name();
    const observer = new MutationObserver(name);
    observer.observe(ref.current, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, []);
  const press = (event) => {
    if ((event.key === 'Enter' || event.key === ' ') && event.target.getAttribute('role') === 'button' && event.target.tagName !== 'BUTTON') {
      event.preventDefault();
      event.target.click();
    }
  };
  return <div ref={ref} onKeyDown={press} className="explorer">{children}</div>;
}

function makeButton(part) {
  const clicked = getComputedStyle(part).cursor === 'pointer' && part.textContent.trim() !== '';
  if (clicked && !part.closest('button, a, [role="button"]') && !part.querySelector('input, select, button')) {
    part.setAttribute('role', 'button');
    part.tabIndex = 0;
  }
}

// nameField names a field after the argument that it is for, or else after what stands before it.
function nameField(field) {
  if (!field.hasAttribute('aria-label')) {
    const argument = field.closest('[data-arg-name]')?.dataset.argName;
    field.setAttribute('aria-label', argument ?? (field.tagName === 'SELECT' ? 'Kind of operation to add' : field.getAttribute('placeholder') ?? 'Name of the operation'));
  }
}
