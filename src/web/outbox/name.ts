/** The database of a person's outbox on this device. */
export const outboxName = (personId: string): string => `opensro-outbox-${personId}`;
