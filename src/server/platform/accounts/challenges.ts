import { createHash, randomBytes } from 'node:crypto';
import type { JsonObject } from '../database/tables/common.ts';
import type { Service } from '../service.ts';

/** What is asked of one browser or session and may be answered once. Minutes: people type passwords at providers. */
const minutes = { passkeyAdd: 5, passkeyUse: 5, singleSignOn: 10 } as const;
type Purpose = keyof typeof minutes;

/** Whom a question was put to: a session, or a browser without one, by the token of its own cookie. */
export type Asked = { readonly sessionId: string } | { readonly browser: string };

interface Question {
  readonly purpose: Purpose;
  /** The challenge or state as it goes out and comes back; only its digest is kept. */
  readonly value: string;
  readonly asked: Asked;
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

const boundTo = (asked: Asked): Buffer =>
  digestOf('sessionId' in asked ? `session:${asked.sessionId}` : `browser:${asked.browser}`);

/** 256 random bits for a challenge, a state or a browser's token. */
export function randomValue(): string {
  return randomBytes(32).toString('base64url');
}

/** Remembers what was asked, with what is needed when the answer comes. Removes what nobody answered in time. */
export async function ask(service: Service, question: Question, payload: JsonObject = {}): Promise<void> {
  const now = service.clock();
  const { auth } = service.databases;
  await auth.deleteFrom('account_challenge').where('expires_at', '<=', now).execute();
  await auth
    .insertInto('account_challenge')
    .values({
      digest: digestOf(question.value),
      purpose: question.purpose,
      bound_to: boundTo(question.asked),
      payload: JSON.stringify(payload),
      expires_at: new Date(now.getTime() + minutes[question.purpose] * 60_000),
    })
    .execute();
}

/**
 * Takes a question off the list when its answer comes: it works once, in time, and only for whom it was put to.
 * Returns what was remembered with it, or null.
 */
export async function takeAnswer(service: Service, question: Question): Promise<JsonObject | null> {
  const row = await service.databases.auth
    .deleteFrom('account_challenge')
    .where('digest', '=', digestOf(question.value))
    .where('purpose', '=', question.purpose)
    .where('bound_to', '=', boundTo(question.asked))
    .where('expires_at', '>', service.clock())
    .returning('payload')
    .executeTakeFirst();
  return row?.payload ?? null;
}
