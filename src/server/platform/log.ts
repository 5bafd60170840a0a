import { type DestinationStream, pino } from 'pino';

/** Lines that wait for room are dropped beyond this: a log that cannot be written must not fill the memory instead. */
const waitingBytes = 1_000_000;

/**
 * Where the log goes: standard error. What cannot be written, such as to a file on a full disk, is lost; the server
 * goes on, and writes again when there is room.
 */
export function logStream(): DestinationStream {
  const stream = pino.destination({ fd: 2, sync: true, maxLength: waitingBytes });
  // Unheard, the error would end the process.
  stream.on('error', () => undefined);
  return stream;
}
