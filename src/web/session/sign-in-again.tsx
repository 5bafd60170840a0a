import { useEffect, useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { useSession } from './session.tsx';
import { SignInForm } from './sign-in-form.tsx';
import { answerSignIn, isAskingToSignIn, onAsking } from './store.ts';

/**
 * When the session ended while somebody works: asks for the password over the page, then sends again what was under
 * way. The page below, and everything typed on it, stays.
 */
export function SignInAgain() {
  const { t } = useTranslation();
  const { me } = useSession();
  const asking = useSyncExternalStore(onAsking, isAskingToSignIn);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (asking) dialog.current?.showModal();
    else dialog.current?.close();
  }, [asking]);
  return (
    <dialog ref={dialog} className="osr-dialog" aria-labelledby="sign-in-again" onCancel={() => answerSignIn(false)}>
      {asking ? (
        <>
          <h2 id="sign-in-again">{t('web:signInAgain.title')}</h2>
          <p>{t('web:signInAgain.text')}</p>
          <SignInForm email={me.person.email} onSignedIn={() => answerSignIn(true)} />
          <p>
            <Button kind="quiet" onClick={() => answerSignIn(false)}>
              {t('web:signInAgain.later')}
            </Button>
          </p>
        </>
      ) : null}
    </dialog>
  );
}
