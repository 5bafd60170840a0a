import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

// What we are made of, from the lock, which names every package of every platform: each with a licence somebody has
// agreed to, none of a version that a published advisory we know of names. Without a network.

interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

interface Advisory {
  readonly package: string;
  readonly id: string;
  readonly alias: string;
  readonly what: string;
  readonly introduced: string;
  readonly fixed: string;
  readonly source: string;
  readonly published: string;
  readonly verdict: string;
}

const json = <T>(path: string): T => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')) as T;
const lock = json<{ packages: Record<string, Locked> }>('package-lock.json');
const own = json<{ dependencies: Record<string, string>; devDependencies: Record<string, string> }>('package.json');
const licences = json<{ allowed: Record<string, string>; read: Record<string, string> }>('security/licences.json');
const list = json<{ looked: string; advisories: Advisory[] }>('security/advisories.json');

interface Package {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly dev: boolean;
}

const packages: Package[] = Object.entries(lock.packages)
  .filter(([path]) => path !== '')
  .map(([path, { version, license, dev, devOptional }]) => ({
    name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    version,
    licence: license ?? 'none',
    dev: dev === true || devOptional === true,
  }))
  .sort((a, b) => (a.name === b.name ? (a.version < b.version ? -1 : 1) : a.name < b.name ? -1 : 1));

/** Whether a licence is one somebody has agreed to. */
const known = ({ name, licence }: Package): boolean => licence in licences.allowed || name in licences.read;

const numbers = (version: string): number[] => (version.split('-')[0] ?? '').split('.').map(Number);

/** Compares two versions by their numbers: negative where the first is older. */
function compare(one: string, other: string): number {
  const [a, b] = [numbers(one), numbers(other)];
  for (let at = 0; at < 3; at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const affects = (advisory: Advisory, { name, version }: Package): boolean =>
  name === advisory.package && compare(version, advisory.introduced) >= 0 && compare(version, advisory.fixed) < 0;

function page(): string {
  const direct = (of: Record<string, string>): Package[] =>
    packages.filter(({ name, version }) => of[name] === version);
  const rows = (of: readonly Package[]): string[] =>
    of.map((one) => `| ${one.name} | ${one.version} | ${one.licence} |`);
  const head = ['| Package | Version | Licence |', '| --- | --- | --- |'];
  const counts = Object.entries(Object.groupBy(packages, ({ licence }) => licence))
    .map(([licence, of]) => [licence, of?.length ?? 0, of?.filter((one) => !one.dev).length ?? 0] as const)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const versions = (name: string): string =>
    [...new Set(packages.filter((one) => one.name === name).map((one) => one.version))].join(', ');
  const others = packages.filter(
    (one) => own.dependencies[one.name] !== one.version && own.devDependencies[one.name] !== one.version,
  );
  return [
    '# Dependencies',
    '',
    'Made from the lock, `security/licences.json` and `security/advisories.json` by',
    '`tests/house/dependency-list.test.ts`, which fails on a licence nobody has agreed to and on a version that an advisory',
    'in the list names. `UPDATE_DOCS=1` writes this page.',
    '',
    '## Licences',
    '',
    '| Licence | Packages | of them in use by the server or the app |',
    '| --- | --- | --- |',
    ...counts.map(([licence, all, used]) => `| ${licence} | ${all} | ${used} |`),
    '',
    'Packages for other platforms are counted, though each machine installs only its own.',
    '',
    '## Used directly',
    '',
    ...head,
    ...rows(direct(own.dependencies)),
    '',
    '## Used directly for tests and checks',
    '',
    ...head,
    ...rows(direct(own.devDependencies)),
    '',
    '## Known vulnerabilities',
    '',
    `Looked for on ${list.looked}, by hand, in public sources. This list is no complete database and grows only when`,
    'somebody looks: where the registry answers it, `npm audit` says more. None of these names a version in use here.',
    '',
    '| Package | Ours | Advisory | What | Fixed in | Verdict |',
    '| --- | --- | --- | --- | --- | --- |',
    ...list.advisories.map(
      (one) =>
        `| ${one.package} | ${versions(one.package)} | [${one.id}](${one.source}) ${one.alias} ${one.published} | ${one.what} | ${one.fixed} | ${one.verdict} |`,
    ),
    '',
    '## Used by those',
    '',
    ...head,
    ...rows(others),
    '',
  ].join('\n');
}

describe('the packages we are made of', () => {
  it('each have a licence somebody has agreed to, and an unknown one is noticed', () => {
    expect(packages.length).toBeGreaterThan(100);
    expect(packages.filter((one) => !known(one))).toEqual([]);
    expect(known({ name: 'planted', version: '1.0.0', licence: 'AGPL-3.0', dev: false })).toBe(false);
    expect(known({ name: 'planted', version: '1.0.0', licence: 'none', dev: false })).toBe(false);
  });

  it('are of no version that a known advisory names, and one that is would be noticed', () => {
    const hit = list.advisories.flatMap((advisory) =>
      packages.filter((one) => affects(advisory, one)).map((one) => `${one.name} ${one.version}: ${advisory.id}`),
    );
    expect(hit).toEqual([]);
    for (const advisory of list.advisories) {
      expect(
        packages.some((one) => one.name === advisory.package),
        `${advisory.package} is used`,
      ).toBe(true);
      const old = { name: advisory.package, version: advisory.introduced, licence: 'MIT', dev: false };
      expect(affects(advisory, old), advisory.id).toBe(true);
      expect(affects(advisory, { ...old, version: advisory.fixed }), advisory.id).toBe(false);
    }
  });

  it('stand in docs/dependencies.md (UPDATE_DOCS=1 writes it)', async () => {
    const file = new URL('../../docs/dependencies.md', import.meta.url);
    if (process.env.UPDATE_DOCS === '1') await writeFile(file, page());
    expect(readFileSync(file, 'utf8')).toBe(page());
  });
});
