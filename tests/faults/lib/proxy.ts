import { connect, createServer, type Socket } from 'node:net';

/** How a proxy treats its connections: hands on, refuses all and cuts those there are, or says nothing any more. */
export type GatewayMode = 'open' | 'refusing' | 'silent';

export interface Gateway {
  readonly port: number;
  set(mode: GatewayMode): Promise<void>;
  close(): Promise<void>;
}

/** A TCP proxy on this machine in front of a port of this machine, which can go away and come back. */
export async function startProxy(target: number): Promise<Gateway> {
  let mode: GatewayMode = 'open';
  const sockets = new Set<Socket>();
  const watch = (socket: Socket, other: () => Socket): void => {
    sockets.add(socket);
    // Either end may break at any time: that is what this is for.
    socket.on('error', () => other().destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      other().destroy();
    });
  };
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    watch(near, () => far);
    watch(far, () => near);
    near.on('data', (chunk) => mode === 'open' && far.write(chunk));
    far.on('data', (chunk) => mode === 'open' && near.write(chunk));
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => resolve());
    });
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const shut = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      cut();
    });
  await listen(0);
  const address = server.address();
  if (address === null || typeof address !== 'object') throw new Error('The proxy has no port.');
  const { port } = address;
  return {
    port,
    set: async (next) => {
      mode = next;
      if (next === 'refusing' && server.listening) await shut();
      // What was sent into the silence is lost on both sides: such connections cannot go on.
      if (next === 'open' && server.listening) cut();
      if (next !== 'refusing' && !server.listening) await listen(port);
    },
    close: shut,
  };
}
