import { sendReminders } from './duties/reminders.ts';
import { announceReports } from './explorer/report.ts';
import { keepAccounts } from './platform/accounts/upkeep.ts';
import type { Job } from './platform/jobs/clockwork.ts';
import { sendMails } from './platform/jobs/mailer.ts';
import { publishAll } from './publishing/publish.ts';
import { keepReleases } from './publishing/release/schedule.ts';

/** What runs by itself beside the web server. Each is safe to run twice and in two servers at once. */
export const jobs: readonly Job[] = [
  { name: 'mail', everyMs: 1_000, run: (service) => sendMails(service) },
  { name: 'accounts', everyMs: 3_600_000, run: keepAccounts },
  { name: 'reminders', everyMs: 10 * 60_000, run: sendReminders },
  { name: 'report', everyMs: 30 * 60_000, run: announceReports },
  { name: 'releases', everyMs: 30 * 60_000, run: keepReleases },
  { name: 'publishing', everyMs: 6 * 3_600_000, run: publishAll },
];
