/** Something the person at the keyboard can mend; printed without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
