import { useNavigate } from 'react-router';
import { useStale } from '../api/hooks.ts';
import { useSession } from '../session/session.tsx';
import { useToast } from '../ui/index.ts';

/** What every form of the set-up does once its record is saved: say so, read again, go back to the list. */
export function useSaved(to: string | null): () => void {
  const stale = useStale();
  const toast = useToast();
  const navigate = useNavigate();
  const { refresh } = useSession();
  return () => {
    toast.saved();
    // Names of schools and one's own roles come with the session.
    void stale('/setup').then(refresh);
    if (to !== null) void navigate(to);
  };
}

/** The empty text of an optional field as the server knows it. */
export const orNull = (text: string): string | null => (text.trim() === '' ? null : text);
