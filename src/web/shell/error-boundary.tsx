import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

type Props = { readonly children: ReactNode; readonly resetKey?: string };
type State = { readonly failed: boolean; readonly resetKey: string | undefined };

/**
 * A page that broke leaves the navigation standing. Going elsewhere (`resetKey` changes) starts anew. React reports
 * the error itself to the console; what was typed is in the draft.
 */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failed: false, resetKey: this.props.resetKey };

  static getDerivedStateFromError(): Partial<State> {
    return { failed: true };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.resetKey === state.resetKey ? null : { failed: false, resetKey: props.resetKey };
  }

  override render(): ReactNode {
    return this.state.failed ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { t } = useTranslation();
  // A page that was never opened here cannot be fetched without a network: that is no fault of the page.
  const title = t(navigator.onLine ? 'web:broken.title' : 'common:problems.network.reason');
  return (
    <div className="osr-page">
      <h1 className="usa-sr-only">{title}</h1>
      <Notice kind="error" title={title} live>
        <p>{t(navigator.onLine ? 'web:broken.text' : 'common:problems.network.remedy')}</p>
        <Button onClick={() => window.location.reload()}>{t('web:broken.reload')}</Button>
      </Notice>
    </div>
  );
}
