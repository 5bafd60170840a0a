import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '../api/problem.ts';
import { Button, Notice, ProblemNotice, Stack } from '../ui/index.ts';
import { Frame } from './frame.tsx';
import { onOtherTabs, tellLock } from './locking.ts';
import { PasskeyButton } from './passkey-button.tsx';
import { Providers } from './providers.tsx';
import { useRefreshSession, useSession } from './session.tsx';
import { CodeStep, PasswordStep } from './steps.tsx';
import { api, personHere, rememberDoor, rememberSession, uncover } from './store.ts';
import type { Door } from './types.ts';
import { UnlockWays } from './unlock-ways.tsx';

/** Where the server cannot be reached, its own locked state is the best guess. */
type Known = { readonly door: Door | null; readonly problem: Problem | null };

/** Whoever enters, here or in another tab: the same person goes on, another one starts anew. */
function useEntering(): {
  readonly known: Known;
  readonly onDoor: (door: Door) => Promise<void>;
  readonly look: () => Promise<void>;
  readonly failed: (thrown: unknown) => void;
} {
  const { t } = useTranslation('account');
  const refresh = useRefreshSession();
  const [known, setKnown] = useState<Known>({ door: null, problem: null });
  const onDoor = useCallback(
    async (door: Door): Promise<void> => {
      rememberDoor(door);
      if (door.state !== 'open') {
        setKnown({ door, problem: null });
        return;
      }
      const before = personHere();
      if (await refresh()) uncover(personHere(), before);
    },
    [refresh],
  );
  const failed = useCallback(
    (thrown: unknown): void => {
      const problem = asProblem(thrown, t('common:problems.server.reason'));
      setKnown((last) => ({ door: last.door, problem }));
    },
    [t],
  );
  const look = useCallback(async (): Promise<void> => {
    try {
      // A lock that the server has not heard of must not be taken for an open session.
      const untold = await tellLock();
      if (untold !== null) throw untold;
      await onDoor(await api.get<Door>('/api/session', { quiet: true }));
    } catch (thrown) {
      failed(thrown);
    }
  }, [onDoor, failed]);
  useEffect(() => {
    void look();
    const seen = (): void => {
      if (document.visibilityState === 'visible') void look();
    };
    const stop = onOtherTabs(seen);
    window.addEventListener('online', seen);
    window.addEventListener('focus', seen);
    document.addEventListener('visibilitychange', seen);
    return () => {
      stop();
      window.removeEventListener('online', seen);
      window.removeEventListener('focus', seen);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [look]);
  return { known, onDoor, look, failed };
}

/** Over the work of somebody whose session is locked or over: asks who is there; below, all stays as it was. */
export default function Lock() {
  const { t } = useTranslation('account');
  const { me } = useSession();
  const { known, onDoor, look, failed } = useEntering();
  const { door, problem } = known;
  const ended = door !== null && door.state !== 'locked';
  const title = t(ended ? 'again.title' : 'lock.title');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The name of the tab may tell which record is open.
    const before = document.title;
    document.title = `${title} · ${t('web:app.name')}`;
    return () => {
      document.title = before;
    };
  }, [title, t]);
  const waits = door === null && problem === null;
  useEffect(() => {
    // The field takes the focus when it is there; until then, and without one, the words do.
    if (waits || problem !== null) box.current?.focus();
  }, [waits, problem]);
  return (
    <div
      className="osr-lock"
      role="dialog"
      aria-modal="true"
      aria-labelledby="osr-lock-title"
      aria-describedby="osr-lock-text"
      tabIndex={-1}
      ref={box}
    >
      <Frame
        foot={
          <Button kind="quiet" onClick={() => void leave().catch(failed)}>
            {t('lock.leave', { name: me.person.name })}
          </Button>
        }
      >
        <Stack gap={3}>
          <h1 id="osr-lock-title">{title}</h1>
          <p id="osr-lock-text">{t(ended ? 'again.text' : 'lock.text')}</p>
          <p>
            <strong>{me.person.name}</strong>
          </p>
          {problem === null ? null : problem.neverAnswered ? (
            <Notice kind="warning" title={t('lock.offline')} live>
              <p>{t('lock.offlineText')}</p>
              <Button kind="secondary" onClick={() => void look()}>
                {t('web:problem.retry')}
              </Button>
            </Notice>
          ) : (
            <ProblemNotice error={problem} retry={() => void look()} />
          )}
          {door === null || problem !== null ? null : <Ways door={door} email={me.person.email} onDoor={onDoor} />}
        </Stack>
      </Frame>
    </div>
  );
}

type WaysProps = { readonly door: Door; readonly email: string; readonly onDoor: (door: Door) => Promise<void> };

function Ways({ door, email, onDoor }: WaysProps) {
  const { t } = useTranslation('account');
  switch (door.state) {
    case 'open':
      return null;
    case 'locked':
      return <UnlockWays door={door} onDoor={onDoor} newTab />;
    case 'secondFactor':
      return (
        <>
          {door.factors.includes('totp') || door.factors.includes('recovery') ? (
            <CodeStep door={door} url="/api/session/second-factor" onDoor={onDoor} />
          ) : null}
          {door.factors.includes('passkey') ? <PasskeyButton onDoor={onDoor} /> : null}
        </>
      );
    case 'signedOut':
      return (
        <>
          {/* Without its address the device only remembers the person: then they write it. */}
          <PasswordStep {...(email === '' ? {} : { email })} onDoor={onDoor} />
          <PasskeyButton onDoor={onDoor} />
          <Providers newTab />
        </>
      );
    case 'enrol':
    case 'newPassword':
      return (
        <>
          <p>{t('again.more')}</p>
          <Button big onClick={() => window.location.assign('/app/')}>
            {t('again.moreButton')}
          </Button>
        </>
      );
  }
}

/** For somebody else: the session ends, the page is loaded anew, and what was typed waits for its person as a draft. */
async function leave(): Promise<void> {
  await api.remove('/api/session', { quiet: true });
  rememberSession(null);
  window.location.assign('/app/sign-in');
}
