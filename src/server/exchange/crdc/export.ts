import { ok, type Result } from '../../../domain/shared/result.ts';
import { crdcFiles, type ExportedFile } from '../../../statistics/crdc/files.ts';
import { layoutOf } from '../../../statistics/crdc/layout.ts';
import { stateName } from '../../../statistics/crdc/states.ts';
import { runCommand } from '../../platform/commands.ts';
import type { Caller, Service } from '../../platform/service.ts';
import { textsIn } from '../../platform/texts.ts';
import type { SheetAnswer } from './answers.ts';
import { lastSignOff, requireYear } from './queries.ts';
import { exportedSchools, readWholeSheet, type Sheet } from './sheet.ts';

export interface CrdcExport {
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly schools: number;
  readonly missing: number;
  readonly signOff: SheetAnswer['signOff'];
}

/**
 * A collection's files as text, with who signed them and what is missing (P1.5). Written to the trail, since single
 * students stand in them (P7.8). 404 where the program has no school year for the collection.
 */
export function exportCrdc(service: Service, caller: Caller, collection: string): Promise<Result<CrdcExport>> {
  const { programId } = caller.actor;
  return runCommand(service, caller, {
    action: 'crdc.read',
    vault: true,
    target: () => Promise.resolve({}),
    work: async (unit) => {
      const { tx, now } = unit;
      const year = await requireYear(tx, programId, collection);
      if (!year.ok) return year;
      const layout = layoutOf(collection);
      const sheet = await readWholeSheet(tx, { programId, layout, year: year.value });
      const signed = await lastSignOff(tx, collection, sheet.digest);
      await unit.audit({
        event: 'crdc.exported',
        recordType: 'program',
        recordId: programId,
        detail: { collection, schools: sheet.schools.length, missing: sheet.missing.length, digest: sheet.digest },
      });
      const files = crdcFiles(layout, exportedSchools(sheet.district, sheet.schools, stateName(sheet.district.state)));
      return ok({
        files: [
          ...files.map((file) => ({ name: `${file.name}.csv`, text: csvOf(file) })),
          { name: 'Not counted.csv', text: csvOf(notCounted(sheet)) },
          { name: 'About this export.txt', text: about(collection, sheet, signed, now) },
        ],
        schools: sheet.schools.length,
        missing: sheet.missing.length,
        signOff: signed,
      });
    },
  });
}

/** Every cell quoted, as the released files are. */
function csvOf({ header, rows }: Pick<ExportedFile, 'header' | 'rows'>): string {
  return [header, ...rows]
    .map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
    .concat('')
    .join('\r\n');
}

/** What stands in no cell: the record and why, nothing of the student. */
function notCounted(sheet: Sheet): Pick<ExportedFile, 'header' | 'rows'> {
  const ids = new Map(sheet.schools.map(({ school }) => [school.id, school.nces_id]));
  return {
    header: ['COMBOKEY', 'INCIDENT', 'DAY', 'REASON'],
    rows: sheet.missing.map(({ schoolId, incidentId, day, reason }) => [
      ids.get(schoolId) ?? '',
      incidentId,
      day,
      textsIn('en')(`crdc:missing.${reason}`),
    ]),
  };
}

function about(collection: string, sheet: Sheet, signed: SheetAnswer['signOff'], now: Date): string {
  const t = textsIn('en');
  const { district, year } = sheet;
  const params = { collection, year: year.id, from: year.firstDay, until: year.lastDay };
  const sign =
    signed === null
      ? t('crdc:about.notSigned')
      : t(signed.stale ? 'crdc:about.stale' : 'crdc:about.signed', {
          by: signed.by,
          at: signed.at,
          version: signed.version,
          note: signed.note === '' ? '-' : signed.note,
        });
  return [
    t('crdc:about.title', { ...params, name: district.district_name, leaid: district.leaid, at: now.toISOString() }),
    sign,
    t('crdc:about.missing', { count: sheet.missing.length }),
    t('crdc:about.digest', { digest: sheet.digest }),
    '',
    ...(['scope', 'referral', 'students', 'restraint', 'offenses', 'instances', 'officers', 'blank'] as const).map(
      (key) => `- ${t(`crdc:about.${key}`)}`,
    ),
    '',
  ].join('\r\n');
}
