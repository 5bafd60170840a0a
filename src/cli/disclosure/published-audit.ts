import { type Certificate, certificateText, sealed } from '../../disclosure/audit/certificate.ts';
import type { AuditReport, Finding } from '../../disclosure/audit/report.ts';
import type { Problem } from '../../disclosure/problem.ts';
import type { Policy } from '../../disclosure/product/policy.ts';
import type { Watch } from '../../disclosure/solver.ts';
import type { Tell } from './job.ts';
import type { Report } from './report.ts';

/** Findings printed; the rest are counted. */
const mostPrinted = 20;

/** The certificate of a published text, made out to that very text. */
export function sealedText(certificate: Certificate, policy: Policy, published: string): string {
  return certificateText(sealed({ ...certificate, policy: { ...policy } }, published));
}

/** The figures that `--json` prints. */
export function figuresOf({ figures }: Pick<AuditReport, 'figures'>): Report['audit'] {
  const { exact, exactInIntegers, belowBound, groupSums, minWidth } = figures;
  return { exact, exactInIntegers, belowBound, groupSums, minWidth };
}

/** Findings as problems of the published file. */
export function problemsOf(file: string, findings: readonly Finding[]): readonly Problem[] {
  const problems = findings.map(({ kind, cells, reason }) => ({
    code: kind,
    place: { file },
    reason: `${cells.map((codes) => codes.join(' / ')).join('; ') || 'the whole file'}: ${reason}.`,
    remedy: 'Withhold more around it, or publish coarser groups.',
  }));
  const more = problems.length - mostPrinted;
  if (more <= 0) return problems;
  const rest = { code: 'more', place: { file }, reason: `There are ${more} more findings like these.`, remedy: '' };
  return [...problems.slice(0, mostPrinted), rest];
}

/** Progress of the engine's work under one label. Nobody stops it from within: the thread is ended. */
export function watchFor(tell: Tell, label: string): Watch {
  return {
    progress: (_, done, of) => tell(label, of === 0 ? 1 : done / of),
    stopped: () => false,
  };
}
