import { Component } from 'react';
import type { ReactNode } from 'react';

// Reason is what the kit says of an error.
export interface Reason {
  readonly message: string;
  readonly hint?: string;
  readonly columns?: readonly string[];
}

// sentence returns a text as a sentence.
function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.?!]$/.test(text) ? '' : '.');
}

// wrongWith returns what is wrong with a column; undefined if the reason is not about it.
export function wrongWith(reason: Reason | undefined, column: string): string | undefined {
  if (!reason?.columns?.includes(column)) return undefined;
  return [reason.message, reason.hint].filter((text) => text !== undefined).map(sentence).join(' ');
}

// Notice shows an error, to be heard at once.
export function Notice({ reason, onRetry }: { reason: Reason; onRetry?: () => void }) {
  return (
    <div role="alert" className="notice">
      <strong>{sentence(reason.message)}</strong>
      {reason.hint && <span> {sentence(reason.hint)}</span>}
      {onRetry && <button type="button" onClick={onRetry}>Try again</button>}
    </div>
  );
}

interface BoundaryProps {
  children: ReactNode;
  reasonOf: (error: unknown) => Reason;
  // onRetry makes sure that what failed is tried anew.
  onRetry: () => void;
}

// Boundary shows the error that something below it threw.
export class Boundary extends Component<BoundaryProps, { error: unknown }> {
  override state = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    const retry = () => {
      this.props.onRetry();
      this.setState({ error: undefined });
    };
    return <Notice reason={this.props.reasonOf(this.state.error)} onRetry={retry} />;
  }
}
