import { expect, test } from 'vitest';
import { type Catalog, loadCatalogs } from '../../catalogs/index.ts';
import { auditEventNames } from '../../domain/audit/events.ts';

const textAt = (catalog: Catalog | string | undefined, path: string): unknown =>
  path
    .split('.')
    .reduce<Catalog | string | undefined>((at, key) => (typeof at === 'object' ? at[key] : undefined), catalog);

test('[P7.8] every audited event has its words in both languages', () => {
  const catalogs = loadCatalogs();
  const missing = (['en', 'es'] as const).flatMap((language) =>
    auditEventNames
      .filter((event) => typeof textAt(catalogs[language].audit, `event.${event}`) !== 'string')
      .map((event) => `${language}: ${event}`),
  );
  expect(missing).toEqual([]);
});
