import { v7 } from 'uuid';

/** A new record's id, made on the device (UUIDv7), so that a write sent twice is one record. */
export const newId = (): string => v7();
