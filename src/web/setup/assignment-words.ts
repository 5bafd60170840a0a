import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/index.ts';
import { useFormat } from '../ui/index.ts';
import type { AssignmentView } from './types.ts';

/** Monday first, as a school week is read. */
export const weekOrder = [1, 2, 3, 4, 5, 6, 0] as const;

/** The name of a weekday (0 = Sunday) in the reader's language. */
export function weekdayName(day: number, width: 'long' | 'short' = 'long'): string {
  // 4 January 1970 was a Sunday.
  const date = new Date(Date.UTC(1970, 0, 4 + day));
  return new Intl.DateTimeFormat(currentLanguage(), { weekday: width, timeZone: 'UTC' }).format(date);
}

/** An assignment in words: from when to when, and at what hours of which days. */
export function useAssignmentWords(): {
  span(one: AssignmentView): string;
  hours(one: AssignmentView): string;
} {
  const { t } = useTranslation('setup');
  const format = useFormat();
  return {
    span: ({ from, until }) =>
      until === null
        ? t('assignment.since', { from: format.day(from) })
        : t('assignment.span', { from: format.day(from), until: format.day(until) }),
    hours: ({ weekdays, fromTime, untilTime }) => {
      const schoolWeek = weekdays.length === 5 && !weekdays.includes(0) && !weekdays.includes(6);
      const days = schoolWeek
        ? t('assignment.schoolWeek')
        : format.list(weekOrder.filter((day) => weekdays.includes(day)).map((day) => weekdayName(day, 'short')));
      return fromTime === null || untilTime === null
        ? t('assignment.allDay', { days })
        : t('assignment.hours', { days, from: fromTime, until: untilTime });
    },
  };
}
