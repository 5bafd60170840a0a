import { writeSync } from 'node:fs';
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

/**
 * Says a sentence to whoever watches the server, on standard error. Unlike console.error it survives a standard error
 * that cannot be written now: that one would end the process, or stay silent for ever after.
 */
export function sayAloud(sentence: string): void {
  try {
    writeSync(2, `${sentence}\n`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // No room, a full pipe, a terminal that was closed: the server's work does not hang on being heard.
    if (!['ENOSPC', 'EDQUOT', 'EAGAIN', 'EPIPE', 'EIO'].includes(code ?? '')) throw error;
  }
}
