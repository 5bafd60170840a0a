import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { useFormat } from './format.ts';
import { ProblemNotice } from './notice.tsx';
import { LoadingState } from './states.tsx';

/**
 * A list that grows with use, part by part: `<LoadedParts read={useReadParts<CallList>('/calls', {})} rows={(part) =>
 * part.calls}>{(calls) => ...}</LoadedParts>`. The rest comes on request; how much is shown is read out, and the focus
 * stays where it was, or goes to those words where the button is gone.
 */
export function LoadedParts<T, R>(props: {
  readonly read: UseInfiniteQueryResult<InfiniteData<T>>;
  readonly rows: (part: T) => readonly R[];
  readonly children: (rows: readonly R[], first: T) => ReactNode;
}) {
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = props.read;
  const [first] = data?.pages ?? [];
  if (data === undefined || first === undefined) {
    return error === null ? <LoadingState /> : <ProblemNotice error={error} retry={() => void refetch()} />;
  }
  const rows = data.pages.flatMap(props.rows);
  return (
    <>
      {error === null ? null : <ProblemNotice error={error} retry={() => void refetch()} />}
      {props.children(rows, first)}
      <ShowMore
        more={hasNextPage}
        begun={data.pages.length > 1}
        busy={isFetchingNextPage}
        shown={rows.length}
        onMore={async () => (await fetchNextPage()).hasNextPage}
      />
    </>
  );
}

/** The way to the rest of a list and how much of it is shown; nothing where the first part is all. */
export function ShowMore(props: {
  /** Others follow. */
  readonly more: boolean;
  /** The rest was asked for already. */
  readonly begun: boolean;
  readonly busy: boolean;
  /** Rows shown. */
  readonly shown: number;
  readonly label?: string;
  /** Shows the next part; whether still others follow. */
  readonly onMore: () => Promise<boolean>;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const said = useRef<HTMLParagraphElement>(null);
  if (!props.more && !props.begun) return null;
  const shown = { shown: format.number(props.shown) };
  const more = async (): Promise<void> => {
    if (!(await props.onMore())) said.current?.focus();
  };
  return (
    <div className="osr-more">
      {props.more ? (
        <Button kind="secondary" busy={props.busy} onClick={() => void more()}>
          {props.label ?? t('web:list.more')}
        </Button>
      ) : null}
      <p role="status" tabIndex={-1} ref={said}>
        {props.begun ? t(props.more ? 'web:list.shownSoFar' : 'web:list.allShown', shown) : null}
      </p>
    </div>
  );
}
