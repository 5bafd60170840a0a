import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { loadCatalogs } from '../../src/catalogs/index.ts';
import { actions, scopeOf } from '../../src/domain/access/permissions.ts';
import { roles } from '../../src/domain/access/roles.ts';

const file = new URL('../../docs/permissions.md', import.meta.url);

/** The page docs/permissions.md, from the one permission table. */
function permissionsPage(): string {
  const words = loadCatalogs().en.common?.roles;
  const nameOf = (role: string): string => {
    const name = typeof words === 'object' ? words[role] : undefined;
    return typeof name === 'string' ? name : role;
  };
  const header = ['Action', ...roles.map(nameOf)];
  const rows = actions.map((action) => [`\`${action}\``, ...roles.map((role) => scopeOf(action, role) ?? '')]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    '# Who may do what',
    '',
    'Made from the permission table in `src/domain/access/permissions.ts`; a test compares the two. The same table',
    'drives the API and the buttons. An empty cell is a no.',
    '',
    '- **own**: records that belong to the person.',
    '- **school**: records of the schools the role is held for.',
    '- **program**: every record of the program.',
    '- **system**: the installation. A system administrator creates programs and sees no records.',
    '',
    line(header),
    line(header.map(() => '---')),
    ...rows.map(line),
    '',
  ].join('\n');
}

test('docs/permissions.md says what the permission table says (UPDATE_DOCS=1 writes it)', async () => {
  if (process.env.UPDATE_DOCS === '1') await writeFile(file, permissionsPage());
  expect(await readFile(file, 'utf8')).toBe(permissionsPage());
});
