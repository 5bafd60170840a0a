import { describe, expect, it } from 'vitest';
import { callRequestSchema } from '../../domain/calls/record.ts';
import { type AskValues, emptyAnswers, toRequest } from './ask-form.ts';

const id = '019a0000-0000-7000-8000-000000000001';
const at = new Date('2026-10-14T15:00:00Z');
const answers = { immediateDanger: 'no', weapon: 'unsure', mandatoryReport: 'no', wouldCall911: 'no' } as const;
const values: AskValues = {
  schoolId: '019a0000-0000-7000-8000-000000000002',
  callerRole: 'teacher',
  throughDispatchFrom: '',
  enteredVia: 'staffPage',
  minutesAgo: null,
  matterCode: 'phoneUse',
  place: 'classroom',
  placeDetail: '',
  description: '',
  emergency: false,
  answers,
};

describe('a call for an officer as it is sent', () => {
  it('[P3.1] carries the answers, and the same content however often it is tried', () => {
    const once = toRequest(values, id, at);
    expect(callRequestSchema.parse(once)).toMatchObject({ answers, requestedAt: '2026-10-14T15:00:00.000Z' });
    expect(toRequest(values, id, at)).toEqual(once);
  });

  it('[P3.1] leaves no question out, and in an emergency asks none', () => {
    const open = callRequestSchema.safeParse(toRequest({ ...values, answers: emptyAnswers }, id, at));
    expect(open.error?.issues.map((issue) => issue.path.join('.'))).toEqual(
      Object.keys(emptyAnswers).map((question) => `answers.${question}`),
    );
    const emergency = toRequest({ ...values, answers: emptyAnswers, emergency: true }, id, at);
    expect(callRequestSchema.parse(emergency)).toMatchObject({ emergency: true, answers: null });
  });

  it('[P3.1] says when a radio call came, and who asked dispatch only where dispatch called', () => {
    const radio: AskValues = { ...values, enteredVia: 'officerRadio', minutesAgo: 15, throughDispatchFrom: 'parent' };
    expect(toRequest(radio, id, at)).toMatchObject({
      requestedAt: '2026-10-14T14:45:00.000Z',
      throughDispatchFrom: null,
    });
    expect(toRequest({ ...radio, callerRole: 'dispatch' }, id, at)).toMatchObject({ throughDispatchFrom: 'parent' });
  });
});
