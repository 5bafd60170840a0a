/**
 * The service worker: opens the app where there is no network. It keeps only the app's own built files, which are the
 * same for everybody; an answer of /api, and with it anything about people, never passes through it.
 *
 * No surprise on update: online, every start takes the newest page from the server; a new worker waits until the last
 * page of the old one is closed, so that an open page never loses the files it was built with.
 */

/** The parts of a service worker used here; the library of types for pages does not know them. */
type Lasting = Event & { waitUntil(work: Promise<unknown>): void };
type WorkerScope = { readonly clients: { claim(): Promise<void> } };
type Fetching = Event & { readonly request: Request; respondWith(answer: Promise<Response>): void };

/** Written at build time (vite.config.ts): changes with the files, and the files to have from the start. */
declare const APP_VERSION: string;
declare const APP_FILES: readonly string[];

const PAGE = '/app/';
const FAMILY = 'opensro-app-';
const cacheName = `${FAMILY}${APP_VERSION}`;
/** A hallway's network that gives no answer for so long is none. */
const PATIENCE_MS = 4_000;

addEventListener('install', (event) => (event as Lasting).waitUntil(fill()));
addEventListener('activate', (event) => (event as Lasting).waitUntil(dropOld()));
addEventListener('fetch', (fired) => {
  const event = fired as Fetching;
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  // What is not answered here goes to the server as if there were no worker.
  if (request.method !== 'GET' || origin !== location.origin || !pathname.startsWith(PAGE)) return;
  if (request.mode === 'navigate') event.respondWith(openPage(request));
  else if (pathname.startsWith(`${PAGE}assets/`) || APP_FILES.includes(pathname)) {
    event.respondWith(openFile(request, pathname));
  }
});

async function fill(): Promise<void> {
  const cache = await caches.open(cacheName);
  // The page has no version in its name; everything else may come from the browser's own cache.
  await cache.addAll([new Request(PAGE, { cache: 'reload' }), ...APP_FILES]);
}

async function dropOld(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(FAMILY) && name !== cacheName).map((n) => caches.delete(n)));
  // The very first visit already has what was kept, should the network go before the second.
  await (globalThis as unknown as WorkerScope).clients.claim();
}

/** The server's page while it answers; else the kept one, which finds its way by the address as the server's does. */
async function openPage(request: Request): Promise<Response> {
  const kept = caches.match(PAGE, { cacheName });
  const limit = AbortSignal.timeout(PATIENCE_MS);
  try {
    return await fetch(request, { signal: limit });
  } catch (cause) {
    const page = await kept;
    if (page === undefined) throw cause;
    return page;
  }
}

/** A built file never changes under its name: the kept one is as good as the server's. */
async function openFile(request: Request, pathname: string): Promise<Response> {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(pathname);
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (response.ok && pathname.startsWith(`${PAGE}assets/`)) await cache.put(pathname, response.clone());
  return response;
}
