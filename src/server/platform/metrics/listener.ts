import { createServer, type Server } from 'node:http';
import type { Service } from '../service.ts';
import type { Meter } from './meter.ts';

export interface MetricsListener {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Answers GET /metrics, and nothing else, on a listener of its own: the figures are for the people who run the server,
 * so the address people use never has them. Rejects where the port is taken.
 */
export async function listenForMetrics(
  service: Pick<Service, 'log'>,
  meter: Meter,
  at: { readonly port: number; readonly host: string },
): Promise<MetricsListener> {
  const server: Server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not found\n');
      return;
    }
    meter.registry.metrics().then(
      (figures) => response.writeHead(200, { 'content-type': meter.registry.contentType }).end(figures),
      (error: unknown) => {
        service.log.error({ err: error }, 'metrics failed');
        response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end('Failed; see the log\n');
      },
    );
  });
  server.requestTimeout = 10_000;
  server.headersTimeout = 5_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : at.port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}
