import type { CallerRole, CallRequest, GateAnswers } from '../../domain/calls/record.ts';

/** What the forms hold while they are filled in; null and '' are 'not answered'. */
export type AskValues = {
  schoolId: string;
  callerRole: CallerRole | '';
  throughDispatchFrom: CallerRole | '';
  enteredVia: CallRequest['enteredVia'];
  minutesAgo: number | null;
  matterCode: string;
  place: string;
  placeDetail: string;
  description: string;
  emergency: boolean;
  answers: { [Question in keyof GateAnswers]: GateAnswers[Question] | null };
};

export const emptyAnswers: AskValues['answers'] = {
  immediateDanger: null,
  weapon: null,
  mandatoryReport: null,
  wouldCall911: null,
};

/** The request to send, in the shape its schema checks. `at`: the moment of the first try, so that every try is the same. */
export function toRequest(values: AskValues, id: string, at: Date): unknown {
  const { minutesAgo, throughDispatchFrom, answers, ...rest } = values;
  return {
    ...rest,
    id,
    requestedAt: new Date(at.getTime() - (minutesAgo ?? 0) * 60_000).toISOString(),
    throughDispatchFrom: values.callerRole === 'dispatch' && throughDispatchFrom !== '' ? throughDispatchFrom : null,
    answers: values.emergency ? null : answers,
  };
}

const kept = (name: string): string => `opensro.calls.${name}`;

/** Remembers a choice on this device, so that the next call needs a tap less. */
export function remember(name: 'callerRole' | 'school', value: string): void {
  localStorage.setItem(kept(name), value);
}

/** The choice remembered, if it is one of those there are. */
export function remembered<V extends string>(name: 'callerRole' | 'school', among: readonly V[]): V | '' {
  const value = localStorage.getItem(kept(name));
  return among.find((one) => one === value) ?? '';
}
