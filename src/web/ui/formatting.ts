/** How the app writes dates, times and numbers. Instants are ISO strings; days are 'YYYY-MM-DD' and have no zone. */
export type Format = {
  readonly timeZone: string;
  /** 'Oct 14, 2026' */
  day(day: string): string;
  /** 'Tuesday, October 14' */
  longDay(day: string): string;
  /** 'October 2026', of a 'YYYY-MM' or 'YYYY-MM-DD' */
  month(day: string): string;
  /** '10:41 AM' of an instant, in the program's zone */
  time(instant: string): string;
  dateTime(instant: string): string;
  /** 'in 2 days', '3 hours ago' */
  relative(instant: string, now?: Date): string;
  number(value: number, digits?: number): string;
  /** Of a share: 0.256 is '26%' */
  percent(share: number, digits?: number): string;
  /** Of a probability from 0 to 1: '0.024'; a small one is 'less than', never 0: '<0.001' */
  chance(probability: number): string;
  money(amount: number): string;
  /** 190 is '3 h 10' */
  minutes(total: number): string;
  list(items: readonly string[]): string;
  /** The program's day and clock at an instant (now, by default): { day: 'YYYY-MM-DD', time: 'HH:MM' } */
  local(instant?: string): { readonly day: string; readonly time: string };
  /** The instant of a day and a clock time in the program's zone, as an ISO string in UTC. */
  instant(day: string, time: string): string;
};

type UnitText = (key: 'minutes' | 'hours' | 'hoursMinutes', values: Record<string, string | number>) => string;

const noon = (day: string): Date => new Date(`${day.length === 7 ? `${day}-15` : day}T12:00:00Z`);

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_628_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

function wallClock(instant: Date, timeZone: string): { readonly day: string; readonly time: string } {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  return {
    day: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}`,
  };
}

/** Minutes the zone's clocks are ahead of UTC at an instant. */
function offsetMinutes(instant: Date, timeZone: string): number {
  const { day, time } = wallClock(instant, timeZone);
  return Math.round((Date.parse(`${day}T${time}:00Z`) - Math.floor(instant.getTime() / 60_000) * 60_000) / 60_000);
}

/** The instant at which the zone's clocks show this. Of two (clocks set back) the first; in a gap, the time after it. */
export function zonedInstant(day: string, time: string, timeZone: string): string {
  const asUtc = Date.parse(`${day}T${time}:00Z`);
  const guesses = [-1, 1].map((side) => offsetMinutes(new Date(asUtc + side * 86_400_000), timeZone));
  const candidates = guesses.map((offset) => new Date(asUtc - offset * 60_000));
  const exact = candidates.filter((one) => {
    const shown = wallClock(one, timeZone);
    return shown.day === day && shown.time === time;
  });
  const chosen = exact.length > 0 ? exact : candidates;
  const pick = exact.length > 0 ? Math.min : Math.max;
  return new Date(pick(...chosen.map((one) => one.getTime()))).toISOString();
}

/** '10:41 AM' in one line: browsers differ in the space they write there. */
const together = (clock: string): string => clock.replace(/\s(?=[AaPp]\.?\s?[Mm]\b)/gu, '\u00a0');

export function createFormat(language: string, timeZone: string, unit: UnitText): Format {
  const dates = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options);
  const day = dates({ timeZone: 'UTC', dateStyle: 'medium' });
  const longDay = dates({ timeZone: 'UTC', weekday: 'long', month: 'long', day: 'numeric' });
  const month = dates({ timeZone: 'UTC', month: 'long', year: 'numeric' });
  const time = dates({ timeZone, timeStyle: 'short' });
  const dateTime = dates({ timeZone, dateStyle: 'medium', timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const lists = new Intl.ListFormat(language, { type: 'conjunction' });
  const numbers = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(language, options);
  return {
    timeZone,
    day: (value) => day.format(noon(value)),
    longDay: (value) => longDay.format(noon(value)),
    month: (value) => month.format(noon(value)),
    time: (value) => together(time.format(new Date(value))),
    dateTime: (value) => together(dateTime.format(new Date(value))),
    relative(value, now = new Date()) {
      const seconds = (Date.parse(value) - now.getTime()) / 1000;
      const [name, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ['minute', 60];
      return relative.format(Math.trunc(seconds / size), name);
    },
    number: (value, digits) =>
      numbers(digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
        value,
      ),
    percent: (share, digits = 0) =>
      numbers({ style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(share),
    chance: (probability) =>
      probability < 0.001
        ? `<${numbers({ maximumFractionDigits: 3 }).format(0.001)}`
        : numbers({ maximumFractionDigits: 3 }).format(probability),
    money: (amount) => numbers({ style: 'currency', currency: 'USD' }).format(amount),
    minutes(total) {
      const hours = Math.floor(total / 60);
      const rest = total % 60;
      if (hours === 0) return unit('minutes', { minutes: rest });
      if (rest === 0) return unit('hours', { hours });
      return unit('hoursMinutes', { hours, minutes: String(rest).padStart(2, '0') });
    },
    list: (items) => lists.format(items),
    local: (instant) => wallClock(instant === undefined ? new Date() : new Date(instant), timeZone),
    instant: (date, clock) => zonedInstant(date, clock, timeZone),
  };
}
