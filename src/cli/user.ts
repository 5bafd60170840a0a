import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { type Grant, type Role, schoolRoles } from '../domain/access/roles.ts';
import { longestPassword } from '../domain/accounts/password.ts';
import { defaultSignInPolicy } from '../domain/accounts/policy.ts';
import { newPersonSchema, programRoles } from '../domain/partnerships/setup.ts';
import type { Result } from '../domain/shared/result.ts';
import { noteAccountEvent } from '../server/platform/accounts/events.ts';
import { forgetFailures } from '../server/platform/accounts/lockout.ts';
import { setPassword } from '../server/platform/accounts/passwords.ts';
import { ensurePerson, makeSystemAdmin, setDisabled } from '../server/platform/accounts/people.ts';
import { resetSecondFactor } from '../server/platform/accounts/second-factor.ts';
import { inProgram } from '../server/platform/database/tenancy.ts';
import { problemBody } from '../server/platform/http/problems.ts';
import { parseInput } from '../server/platform/http/route.ts';
import type { Caller, Service } from '../server/platform/service.ts';
import { findAccount, makeLink } from '../server/setup/accounts.ts';
import { operatorCaller } from '../server/setup/callers.ts';
import { addPerson, changePerson, readPeople } from '../server/setup/people.ts';
import { openService } from '../server/start.ts';
import { UsageError } from './usage-error.ts';

export const help = `Usage: opensro user add --email ADDRESS --name NAME --program SLUG --role ROLE [--school NCESID]... [options]
       opensro user add --email ADDRESS --name NAME --system-admin [options]
       opensro user reset --email ADDRESS [--password-stdin] [--json]
       opensro user disable|enable --email ADDRESS [--json]
       opensro user unlock|reset-second-factor --email ADDRESS [--json]
       opensro user list --program SLUG [--json]

Adds people and gives roles, makes a new link to set a password, switches accounts off and on, forgets failed sign-ins
(unlock), takes the second factors from a person who lost them.
The first administrator of an empty installation: opensro user add --system-admin --email ... --name ...
Without --password-stdin there is a link, good for seven days, with which the person sets a password: it is mailed where
SMTP_URL is set and the person joins a program, else printed.

  --role            ${programRoles.slice(0, 4).join(', ')},
                    ${programRoles.slice(4).join(', ')}
  --school          NCES id (12 digits) of a school; needed for schoolLeader and schoolStaff, may be repeated
  --language        en or es (en)
  --password-stdin  read the password from standard input, ${defaultSignInPolicy.passwordMinLength} to ${longestPassword} characters
  --json            print one JSON object

Works while the server runs, on the same data directory (OPENSRO_DATA) or database (DATABASE_URL).`;

const options = {
  email: { type: 'string' },
  name: { type: 'string' },
  program: { type: 'string' },
  role: { type: 'string' },
  school: { type: 'string', multiple: true },
  language: { type: 'string' },
  'system-admin': { type: 'boolean' },
  'password-stdin': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parse>['values'];
const parse = (args: string[]) => parseArgs({ args, allowPositionals: true, options });

/** What a command prints: words for people, and the same as data. */
interface Report {
  readonly lines: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
}

/** The value, or an error that says what is wrong and what to do. */
function need<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  const problem = problemBody(result.error, 'en', '');
  const fields = (problem.errors ?? []).map((field) => `  ${field.field}: ${field.reason} ${field.remedy}`.trimEnd());
  throw new UsageError([`${problem.title} ${problem.detail}`, ...fields].join('\n'));
}

function required(values: Values, name: 'email' | 'name' | 'program' | 'role'): string {
  const value = values[name];
  if (value === undefined || value.trim() === '') throw new UsageError(`--${name} is missing.\n\n${help}`);
  return value.trim();
}

async function programId(service: Service, slug: string): Promise<string> {
  const programs = await service.databases.auth.selectFrom('program').select(['program_id', 'slug']).execute();
  const found = programs.find((program) => program.slug === slug);
  if (found !== undefined) return found.program_id;
  const known = programs.map((program) => program.slug).join(', ');
  throw new UsageError(
    `there is no program "${slug}". ${known === '' ? 'None is set up yet: sign in as system administrator and create one.' : `There are: ${known}.`}`,
  );
}

/** A role as asked for on the command line, with its schools looked up by NCES id. */
async function grantOf(service: Service, caller: Caller, values: Values): Promise<Grant> {
  const role = required(values, 'role');
  if (!programRoles.includes(role as Role))
    throw new UsageError(`there is no role "${role}". There are: ${programRoles.join(', ')}.`);
  const wanted = values.school ?? [];
  const held = schoolRoles.includes(role as Role);
  if (held && wanted.length === 0) throw new UsageError(`the role ${role} is held for a school: add --school NCESID.`);
  if (!held && wanted.length > 0)
    throw new UsageError(`the role ${role} covers the whole program: leave out --school.`);
  if (!held) return { role: role as Role, schoolIds: null };
  const schools = await inProgram(service, { programId: caller.actor.programId }, (tx) =>
    tx.selectFrom('school').select(['id', 'nces_id']).where('nces_id', 'in', wanted).execute(),
  );
  const missing = wanted.find((ncesId) => !schools.some((school) => school.nces_id === ncesId));
  if (missing !== undefined) throw new UsageError(`the program has no school with the NCES id "${missing}".`);
  return { role: role as Role, schoolIds: schools.map((school) => school.id) };
}

/** Sets the password from standard input where asked, else makes a link. */
async function openAccount(service: Service, personId: string, values: Values): Promise<string | null> {
  if (!values['password-stdin']) return makeLink(service, personId);
  const password = (await text(process.stdin)).replace(/\r?\n$/, '');
  need(await setPassword(service, personId, password));
  return null;
}

async function addSystemAdmin(service: Service, values: Values): Promise<Report> {
  const email = required(values, 'email');
  const person = { email, name: required(values, 'name'), language: values.language ?? 'en' };
  need(parseInput(newPersonSchema.pick({ email: true, name: true, language: true }), person));
  const before = await findAccount(service, { email }, null);
  const { id } = await ensurePerson(service, person);
  await makeSystemAdmin(service, id);
  // Somebody who has a password keeps it: a new right is no reason for a new key.
  const keeps = before?.hasPassword === true && !values['password-stdin'];
  const link = keeps ? null : await openAccount(service, id, values);
  return {
    lines: [`${email} is a system administrator.`, ...linkLines(link)],
    data: { id, email, systemAdmin: true, link },
  };
}

const linkLines = (link: string | null, mailed = false): string[] => {
  if (mailed) return ['The link to set a password was mailed.'];
  return link === null ? [] : ['Link to set a password, good for seven days and once:', link];
};

async function add(service: Service, values: Values): Promise<Report> {
  if (values['system-admin'] && values.program === undefined) return addSystemAdmin(service, values);
  const caller = operatorCaller(await programId(service, required(values, 'program')), 'programAdmin');
  const email = required(values, 'email').toLowerCase();
  const grant = await grantOf(service, caller, values);
  const people = await inProgram(service, { programId: caller.actor.programId }, (tx) =>
    readPeople(tx, service.clock()),
  );
  const known = people.find((person) => person.email === email);
  if (known !== undefined) {
    const others = known.grants.filter((held) => held.role !== grant.role);
    const grants = [...others, grant].map((held) => ({
      role: held.role,
      schoolIds: held.schoolIds === null ? null : [...held.schoolIds],
    }));
    const person = need(await changePerson(service, caller, known.id, { ...known, grants }));
    const link = values['password-stdin'] ? await openAccount(service, known.id, values) : null;
    return {
      lines: [`${email} now has the roles ${person.grants.map((held) => held.role).join(', ')}.`, ...linkLines(link)],
      data: { id: known.id, email, roles: person.grants, link },
    };
  }
  const input = need(
    parseInput(newPersonSchema, {
      email,
      name: required(values, 'name'),
      title: null,
      language: values.language ?? 'en',
      grants: [grant],
    }),
  );
  const added = need(await addPerson(service, caller, input));
  const mailed = added.mailed && !values['password-stdin'];
  const link = values['password-stdin'] ? await openAccount(service, added.person.id, values) : added.link;
  if (values['system-admin']) await addSystemAdmin(service, { ...values, 'password-stdin': false });
  return {
    lines: [`${email} was added as ${grant.role}.`, ...linkLines(link, mailed)],
    data: { id: added.person.id, email, roles: added.person.grants, link, mailed },
  };
}

async function accountOf(service: Service, values: Values): Promise<{ id: string; email: string }> {
  const email = required(values, 'email').toLowerCase();
  const account = await findAccount(service, { email }, null);
  if (account === null)
    throw new UsageError(`there is no account "${email}". Check the address, or use: opensro user add`);
  return { id: account.personId, email };
}

async function reset(service: Service, values: Values): Promise<Report> {
  const { id, email } = await accountOf(service, values);
  const link = await openAccount(service, id, values);
  await service.databases.auth.deleteFrom('account_session').where('person_id', '=', id).execute();
  const words = link === null ? 'The password was set and open sessions ended.' : 'Open sessions ended.';
  return { lines: [`${email}: ${words}`, ...linkLines(link)], data: { id, email, link } };
}

async function switchAccount(service: Service, values: Values, disabled: boolean): Promise<Report> {
  const { id, email } = await accountOf(service, values);
  await setDisabled(service, id, disabled);
  return {
    lines: [`${email} is switched ${disabled ? 'off; open sessions ended' : 'on'}.`],
    data: { id, email, disabled },
  };
}

async function unlock(service: Service, values: Values): Promise<Report> {
  const { id, email } = await accountOf(service, values);
  await forgetFailures(service, service.databases.auth, email);
  await noteAccountEvent(service, 'unlocked', id, 'command line');
  return { lines: [`${email} can sign in again at once.`], data: { id, email } };
}

async function resetFactors(service: Service, values: Values): Promise<Report> {
  const { id, email } = await accountOf(service, values);
  await resetSecondFactor(service, id, 'command line');
  return {
    lines: [
      `${email} has no second factor; open sessions ended. The next sign-in sets up a new one where it is needed.`,
    ],
    data: { id, email },
  };
}

async function list(service: Service, values: Values): Promise<Report> {
  const id = await programId(service, required(values, 'program'));
  const people = await inProgram(service, { programId: id }, (tx) => readPeople(tx, service.clock()));
  const rolesOf = (person: (typeof people)[number]): string =>
    person.grants.map((grant) => grant.role).join(', ') || 'no role';
  return { lines: people.map((person) => `${person.email}  ${person.name}  ${rolesOf(person)}`), data: { people } };
}

const verbs: Readonly<Record<string, (service: Service, values: Values) => Promise<Report>>> = {
  add,
  reset,
  disable: (service, values) => switchAccount(service, values, true),
  enable: (service, values) => switchAccount(service, values, false),
  unlock,
  'reset-second-factor': resetFactors,
  list,
};

/** Runs one of the verbs on an open service; throws UsageError for what the person at the keyboard can mend. */
export async function runUser(service: Service, args: string[]): Promise<{ report: Report; json: boolean }> {
  const { values, positionals } = parse(args);
  const verb = verbs[positionals[0] ?? ''];
  if (verb === undefined || positionals.length > 1) throw new UsageError(`say what to do.\n\n${help}`);
  return { report: await verb(service, values), json: values.json === true };
}

/** Opens the service, does what is asked, prints lines or one JSON object. */
export async function run(args: string[]): Promise<number> {
  const { positionals } = parse(args);
  if (verbs[positionals[0] ?? ''] === undefined) throw new UsageError(`say what to do.\n\n${help}`);
  const open = await openService({ say: (sentence) => console.error(sentence), shareRunning: true });
  try {
    const { report, json } = await runUser(open.service, args);
    console.log(json ? JSON.stringify(report.data) : report.lines.join('\n'));
    return 0;
  } finally {
    await open.close();
  }
}
