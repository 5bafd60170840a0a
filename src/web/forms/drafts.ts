/**
 * What was typed and not yet saved, kept on the device per person and form, so that a reload, a dead battery or a
 * sign-in that ran out loses nothing. Wiped at sign-out and after a week.
 */
const PREFIX = 'opensro.draft.';
const KEEP_MS = 7 * 24 * 60 * 60 * 1000;

export type Draft = { readonly values: unknown; readonly at: number };

export type KeyValueStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const keyOf = (personId: string, formId: string): string => `${PREFIX}${personId}.${formId}`;

/** The draft of a form, or null when there is none, it is too old, or it cannot be read. */
export function readDraft(
  personId: string,
  formId: string,
  now: number,
  store: KeyValueStore = localStorage,
): Draft | null {
  const kept = store.getItem(keyOf(personId, formId));
  if (kept === null) return null;
  try {
    const draft: unknown = JSON.parse(kept);
    if (typeof draft === 'object' && draft !== null && 'values' in draft && 'at' in draft) {
      const { values, at } = draft;
      if (typeof at === 'number' && now - at < KEEP_MS) return { values, at };
    }
  } catch {
    // Half-written by a browser that was killed: worth nothing, and removed below.
  }
  store.removeItem(keyOf(personId, formId));
  return null;
}

/** Keeps the draft. False when the device has no room for it: the form then says that nothing is being kept. */
export function keepDraft(
  personId: string,
  formId: string,
  draft: Draft,
  store: KeyValueStore = localStorage,
): boolean {
  try {
    store.setItem(keyOf(personId, formId), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function dropDraft(personId: string, formId: string, store: KeyValueStore = localStorage): void {
  store.removeItem(keyOf(personId, formId));
}

export function countDrafts(personId: string, store: KeyValueStore = localStorage): number {
  return draftKeys(personId, store).length;
}

export function forgetDrafts(personId: string, store: KeyValueStore = localStorage): void {
  for (const key of draftKeys(personId, store)) store.removeItem(key);
}

function draftKeys(personId: string, store: KeyValueStore): readonly string[] {
  const start = keyOf(personId, '');
  return Array.from({ length: store.length }, (_, index) => store.key(index)).filter(
    (key): key is string => key?.startsWith(start) ?? false,
  );
}
