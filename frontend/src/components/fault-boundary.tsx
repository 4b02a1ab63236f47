import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { Empty } from './state';

interface FaultBoundaryProps {
  /** Where we are: going elsewhere tries again. */
  place: string;
  children: ReactNode;
}

/**
 * A page that cannot be shown does not take the navigation with it. Most often its code is no longer there,
 * because the server was updated since this tab was opened: reading the page again brings the new one.
 */
export class FaultBoundary extends Component<FaultBoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidUpdate(before: FaultBoundaryProps): void {
    if (this.state.failed && before.place !== this.props.place) this.setState({ failed: false });
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <Empty
        title="This page could not be shown"
        action={<Button onClick={() => window.location.reload()}>Reload</Button>}
      >
        Baton may have been updated since you opened it. Reload to get the new version; nothing is lost.
      </Empty>
    );
  }
}
