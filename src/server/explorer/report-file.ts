import { correctiveSentence } from '../../catalogs/corrective-sentence.ts';
import type { Language } from '../../catalogs/languages.ts';
import { reach } from '../../domain/access/decide.ts';
import { besideOf, monthFigures } from '../../domain/numbers/month.ts';
import { addDays, addMonths } from '../../domain/shared/dates.ts';
import { ok, type Result } from '../../domain/shared/result.ts';
import type { CorrectiveListAnswer } from '../corrections/answers.ts';
import { listCorrective } from '../corrections/queries.ts';
import { readNumbers } from '../numbers/overview.ts';
import { inProgram } from '../platform/database/tenancy.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import { textsIn } from '../platform/texts.ts';
import type { PdfReport } from './report-pdf.ts';

/** As on the page: so many at most. */
const mostActions = 100;

/**
 * The report of a month ('YYYY-MM') as a PDF in a language: what the page shows to the same reader, by the same
 * functions, within the same reach (P7.3, P7.4). Holds counts, no student's identity. Refuses with 403 where no role of
 * the person reads numbers.
 */
export async function readReportFile(
  service: Service,
  caller: Caller,
  { month, language }: { readonly month: string; readonly language: Language },
): Promise<Result<Buffer>> {
  const from = `${month}-01`;
  const numbers = await readNumbers(service, caller, { from, to: addDays(addMonths(from, 1), -1) });
  if (!numbers.ok) return numbers;
  const { actor } = caller;
  const now = service.clock();
  const extent = reach(actor, 'corrective.read');
  const { name, today, corrective } = await inProgram(service, { programId: actor.programId }, async (tx) => {
    const frame = await requireFrame(tx, actor.programId);
    const day = frame.dayOf(now);
    const asked = { actor, today: day };
    const list =
      extent.kind === 'none'
        ? null
        : await listCorrective(tx, { ...asked, reach: extent }, { ended: false, limit: mostActions });
    return { name: frame.name, today: day, corrective: list };
  });

  const t = textsIn(language);
  // Spanish as written in the United States: 1,301 and not 1.301.
  const locale = language === 'es' ? 'es-US' : 'en-US';
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const day = (value: string): string => date.format(new Date(`${value}T12:00:00Z`));
  const monthName = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const number = new Intl.NumberFormat(locale);
  const written = (value: number | null): string => (value === null ? t('explorer:report.none') : number.format(value));
  const title = t('explorer:report.title', { month: monthName.format(new Date(`${from}T12:00:00Z`)) });
  const schools = new Intl.ListFormat(locale, { type: 'conjunction' }).format(
    numbers.value.schools.map((school) => school.name),
  );
  const counted = reach(actor, 'numbers.read');
  // An officer counts the own work, at whatever school.
  const isOwn = counted.kind === 'some' && counted.schoolIds.length === 0;
  const whose = isOwn
    ? t('reportFile:own', { program: name, person: actor.name })
    : t('reportFile:schools', { program: name, schools });
  const schoolName = (id: string): string => numbers.value.schools.find((school) => school.id === id)?.name ?? id;
  const openActions = ({ actions }: CorrectiveListAnswer): PdfReport['blocks'][number] =>
    actions.length === 0
      ? { kind: 'text', text: t('explorer:report.noCorrective') }
      : {
          kind: 'list',
          items: actions.map(({ about, ownerName, dueOn, overdue }) =>
            [
              correctiveSentence((key, values) => t(key, values), about, schoolName),
              ...(ownerName === null ? [] : [ownerName]),
              t(overdue ? 'explorer:corrective.overdue' : 'explorer:corrective.dueOn', { due: day(dueOn) }),
            ].join(' · '),
          ),
        };
  const beside = besideOf(numbers.value);
  const report: PdfReport = {
    language: locale,
    title,
    author: name,
    madeAt: now,
    blocks: [
      { kind: 'text', text: t('explorer:report.lead') },
      { kind: 'note', text: whose },
      {
        kind: 'table',
        head: [t('explorer:report.what'), t('explorer:report.now'), t('explorer:report.then')],
        rows: monthFigures(numbers.value.now, beside).map((figure) => [
          t(`explorer:report.${figure.key}`),
          written(figure.now),
          beside === null ? t('explorer:report.noRecords') : written(figure.before),
        ]),
      },
      ...(corrective === null
        ? []
        : [{ kind: 'heading' as const, text: t('explorer:report.corrective') }, openActions(corrective)]),
      { kind: 'note', text: t('reportFile:madeOn', { day: day(today) }) },
      { kind: 'note', text: t('reportFile:keep') },
    ],
    foot: (page, pages) => `${name} · ${title} · ${t('reportFile:page', { page, pages })}`,
  };
  // Loaded with the first report: the library takes 32 MB, which a server that draws none need not have.
  const { drawReport } = await import('./report-pdf.ts');
  return ok(await drawReport(report));
}
