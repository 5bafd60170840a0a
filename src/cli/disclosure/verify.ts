import { parseArgs } from 'node:util';
import { sentence } from '../../disclosure/problem.ts';
import { verifyCertificate } from '../../disclosure/verify/verify.ts';
import { UsageError } from '../usage-error.ts';
import { readText } from './files.ts';

/** `opensro disclosure verify`: whether a certificate proves a published table, by addition alone. */
export async function verify(args: string[], usage: string): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const [file, certificate, ...rest] = positionals;
  if (file === undefined || certificate === undefined || rest.length > 0)
    throw new UsageError(`name the published table and its certificate.\n\n${usage}`);
  const texts = [await readText(file), await readText(certificate)];
  const problems = texts.flatMap((text) => (text.ok ? [] : text.problems));
  if (problems.length > 0) {
    for (const problem of problems) console.error(sentence(problem));
    return 2;
  }
  const [published = '', proof = ''] = texts.map((text) => (text.ok ? text.value : ''));
  const report = verifyCertificate(published, proof);
  for (const { claim, faults } of report.claims) for (const fault of faults) console.error(`${claim}: ${fault}`);
  if (values.json) console.log(JSON.stringify(report));
  else if (report.holds) {
    console.log(
      `${certificate} holds: ${report.tables} tables agree with every count and sum of ${file} and show each withheld ` +
        `cell at the values promised${report.private ? '. It is private: never give it away' : ''}.`,
    );
  } else console.log(`${certificate} does not prove ${file}.`);
  return report.holds ? 0 : 1;
}
