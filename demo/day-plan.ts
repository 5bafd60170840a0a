import { activityPresets } from '../src/domain/activities/presets.ts';
import { type ActivityBody, type ActivityKind, type Topic, topicsByKind } from '../src/domain/activities/record.ts';
import { at } from './calendar.ts';
import type { Random } from './random.ts';

/** One activity of the plan, with the id the officer's phone would have made. */
export interface PlannedActivity {
  readonly id: string;
  readonly body: ActivityBody;
}

const notes: Partial<Record<ActivityKind, readonly string[]>> = {
  classTalk: [
    'Good questions about group chats.',
    'Teacher asked for a second part next month.',
    'Students ran the last ten minutes.',
  ],
  mentoring: [
    'Walked the field with two ninth graders.',
    'Talked about the game and the week.',
    'Lunch table by the window.',
  ],
  meeting: ['Planned the arrival of buses.', 'Family had questions about the walk home.'],
  safetyPlanning: ['Gate on the east side does not latch.', 'Checked radios with the front office.'],
};

interface Slot {
  readonly kind: ActivityKind;
  readonly topic: Topic | null;
  readonly minutes: number;
}

const slot = (kind: ActivityKind, topic: Topic | null, minutes: number): Slot => ({ kind, topic, minutes });

/** What an officer does on an ordinary day, in order. */
function slots(from: Random): Slot[] {
  const list: Slot[] = [slot('presence', 'arrival', from.pick([15, 20, 30]))];
  if (from.chance(0.5))
    list.push(slot('classTalk', from.pick(topicsByKind.classTalk.slice(0, 14)), from.pick([30, 45, 45, 50])));
  list.push(slot('mentoring', from.pick(['informalTalk', 'checkIn']), from.pick([5, 10, 10, 15, 20])));
  if (from.chance(0.7))
    list.push(slot('mentoring', from.pick(['informalTalk', 'checkIn', 'sportsOrClub']), from.pick([10, 15, 20])));
  if (from.chance(0.55)) list.push(slot('meeting', from.pick(topicsByKind.meeting), from.pick([15, 20, 30])));
  list.push(slot('presence', 'lunch', from.pick([20, 30, 40])));
  if (from.chance(0.3)) list.push(slot('mentoring', 'mentoringGroup', from.pick([30, 40])));
  if (from.chance(0.22))
    list.push(slot('safetyPlanning', from.pick(topicsByKind.safetyPlanning), from.pick([20, 30, 45])));
  if (from.chance(0.05)) list.push(slot('drill', from.pick(topicsByKind.drill), from.pick([20, 30])));
  if (from.chance(0.12)) list.push(slot('liaison', from.pick(topicsByKind.liaison), from.pick([30, 60])));
  list.push(slot('presence', from.pick(['passingTime', 'campusWalk']), from.pick([10, 15, 20])));
  list.push(slot('presence', 'dismissal', from.pick([15, 20, 25])));
  list.push(slot('documentation', 'reports', from.pick([20, 30, 45, 60])));
  return list;
}

/**
 * The activities of one officer on one school day. `schoolIds` are the officer's schools; someone with several changes
 * once or twice a day. Nothing begins after `until`.
 */
export function planDay(from: Random, day: string, schoolIds: readonly string[], until: Date): PlannedActivity[] {
  const order = from.shuffled(schoolIds).slice(0, Math.min(schoolIds.length, 2));
  let minute = 7 * 60 + 25 + from.int(0, 15);
  const planned: PlannedActivity[] = [];
  const wanted = slots(from);
  for (const [index, { kind, topic, minutes }] of wanted.entries()) {
    const startedAt = at(day, minute);
    if (startedAt > until) break;
    const preset = activityPresets[kind];
    const schoolId = order[index * 2 < wanted.length ? 0 : order.length - 1] ?? null;
    const listeners = kind === 'classTalk' ? from.int(18, 32) : kind === 'mentoring' ? from.int(1, 6) : null;
    planned.push({
      id: from.id(startedAt),
      body: {
        kind,
        topic,
        schoolId: kind === 'liaison' && topic === 'court' ? null : schoolId,
        startedAt: startedAt.toISOString(),
        minutes,
        role: preset.role,
        statutoryFunction: preset.statutoryFunction,
        functionOtherReason: preset.functionOtherReason,
        audience: kind === 'meeting' && topic === 'familyMeeting' ? 'families' : preset.audience,
        audienceSize: preset.audience === 'none' ? null : listeners,
        note: from.chance(0.12) ? from.pick(notes[kind] ?? ['']) : '',
      },
    });
    minute += minutes + from.int(5, 25);
  }
  return planned;
}
