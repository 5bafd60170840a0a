/**
 * When the person last touched the app, in any of its tabs: what the lock counts from, and what tells a request of
 * theirs from one the page makes by itself.
 */
const LAST = 'opensro.alive';
/** A request so soon after a touch is the person's own; later ones are the page's (it refreshes, it sends what waited). */
const OWN_MS = 60_000;
/** Other tabs need not know to the second. */
const WRITE_EVERY_MS = 5_000;

// Opening the page is a touch.
let touched = Date.now();
let written = 0;
let heard = Date.now();

/** Notes a touch of the page. A device without room tells its other tabs nothing; each then locks by itself. */
export function noteTouch(now: number): void {
  touched = now;
  if (now - written < WRITE_EVERY_MS) return;
  written = now;
  try {
    localStorage.setItem(LAST, String(now));
  } catch {
    localStorage.removeItem(LAST);
  }
}

/** The last touch in any tab, in ms. */
export function lastTouch(): number {
  const elsewhere = Number(localStorage.getItem(LAST) ?? 0);
  return elsewhere > touched ? elsewhere : touched;
}

/** Whether a request made now is the page's own doing. One of the person's is noted: the server hears of them. */
export function isBackground(now: number): boolean {
  if (now - touched > OWN_MS) return true;
  heard = now;
  return false;
}

/** When the server last heard of the person through a request of this tab, in ms. */
export const lastHeard = (): number => heard;
