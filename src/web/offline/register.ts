/**
 * Lets the browser keep the app's own files, once the page in hand has loaded. The app works without it (an old
 * browser, a private window): then it needs the network to start.
 */
export function keepAppOnDevice(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const register = (): void => {
    navigator.serviceWorker.register('/app/service-worker.js', { scope: '/app/' }).catch((cause: unknown) => {
      console.warn('The app cannot be kept on this device.', cause);
    });
  };
  if (document.readyState === 'complete') register();
  else window.addEventListener('load', register, { once: true });
}
