import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../api/hooks.ts';
import { RadioTiles, Select } from '../forms/index.ts';
import { Button, Loaded, Notice, Section, Stack, Table, useFormat } from '../ui/index.ts';
import { saveFile, toCsv } from './csv.ts';
import {
  type Dimension,
  dimensions,
  type FullGroups,
  type Groups,
  type ReleasedGroups,
  type Source,
  sources,
} from './types.ts';
import { useNames } from './use-names.ts';

/** Students involved, by one of the seven dimensions; it always says who says so (P7.4). */
export function GroupsSection({ query }: { readonly query: Readonly<Record<string, string>> }) {
  const { t } = useTranslation('numbers');
  const [dimension, setDimension] = useState<Dimension>('race');
  const [source, setSource] = useState<Source>('perceived');
  const read = useRead<Groups>('/numbers/groups', { ...query, dimension, source });
  return (
    <Section title={t('groups.title')}>
      <Stack gap={3}>
        <Select
          name="dimension"
          label={t('groups.dimension')}
          value={dimension}
          options={dimensions.map((value) => ({ value, label: t(`groups.${value}`) }))}
          onChange={(value) => setDimension(dimensions.find((one) => one === value) ?? dimension)}
        />
        {dimension === 'offenseType' ? (
          <p>{t('groups.offenseNote')}</p>
        ) : (
          <RadioTiles<Source>
            name="source"
            label={t('groups.source')}
            layout="row"
            value={source}
            options={sources.map((value) => ({ value, label: t(`groups.${value}`), hint: t(`groups.${value}Note`) }))}
            onChange={setSource}
          />
        )}
        <Loaded read={read}>
          {(groups) => {
            switch (groups.kind) {
              case 'full':
                return <Full groups={groups} />;
              case 'released':
                return <Released groups={groups} />;
              case 'hidden':
                return <Notice kind="info">{t(`groups.${groups.reason}`)}</Notice>;
            }
          }}
        </Loaded>
      </Stack>
    </Section>
  );
}

/** 'Race, as the officer saw it' */
function useCaption(): (dimension: Dimension, source: Source) => string {
  const { t } = useTranslation('numbers');
  return (dimension, source) =>
    dimension === 'offenseType' ? t('groups.offenseType') : `${t(`groups.${dimension}`)}: ${t(`groups.${source}`)}`;
}

function Full({ groups }: { readonly groups: FullGroups }) {
  const { t } = useTranslation('numbers');
  const format = useFormat();
  const names = useNames();
  const caption = useCaption()(groups.dimension, groups.source);
  const withStudents = groups.rows.some((row) => row.students !== null);
  const parts = ['enforcement', 'diverted', 'formal'] as const;
  const rows = groups.rows.map((row) => ({ ...row, name: names.category(groups.dimension, row.category) }));
  const cell = (n: number, of: number): string =>
    of === 0 ? format.number(n) : `${format.number(n)} (${format.percent(n / of)})`;
  const download = (): void =>
    saveFile(
      `${groups.dimension}-${groups.source}.csv`,
      toCsv([
        [
          caption,
          t('groups.involved'),
          ...parts.map((part) => t(`groups.${part}`)),
          ...(withStudents ? [t('groups.students')] : []),
        ],
        ...rows.map((row) => [
          row.name,
          row.involved,
          ...parts.map((part) => row[part]),
          ...(withStudents ? [row.students ?? ''] : []),
        ]),
      ]),
    );
  return (
    <Stack>
      <Table
        caption={caption}
        rows={rows}
        rowKey={(row) => row.category}
        columns={[
          { key: 'name', header: t(`groups.${groups.dimension}`), cell: (row) => row.name },
          {
            key: 'involved',
            header: t('groups.involved'),
            cell: (row) => cell(row.involved, groups.total),
            numeric: true,
          },
          ...parts.map((part) => ({
            key: part,
            header: t(`groups.${part}`),
            cell: (row: (typeof rows)[number]) => cell(row[part], row.involved),
            numeric: true,
          })),
          ...(withStudents
            ? [
                {
                  key: 'students',
                  header: t('groups.students'),
                  cell: (row: (typeof rows)[number]) => format.number(row.students ?? 0),
                  numeric: true,
                },
              ]
            : []),
        ]}
      />
      <p className="osr-small">
        {t('groups.shares', { total: format.number(groups.total) })} {t('groups.note')}{' '}
        {groups.unattached === null || groups.unattached === 0
          ? null
          : t('groups.unattached', { count: groups.unattached })}
      </p>
      <div>
        <Button kind="secondary" icon="file_download" onClick={download}>
          {t('download')}
        </Button>
      </div>
    </Stack>
  );
}

function Released({ groups }: { readonly groups: ReleasedGroups }) {
  const { t } = useTranslation('numbers');
  const format = useFormat();
  const names = useNames();
  const rows = [
    ...groups.rows.map((row) => ({
      key: row.category,
      name: names.category(groups.dimension, row.category),
      shown: row.students,
    })),
    { key: 'total', name: t('groups.total'), shown: groups.total },
  ];
  return (
    <Stack>
      <p>{t('groups.released', { year: groups.year })}</p>
      <Table
        caption={useCaption()(groups.dimension, groups.source)}
        rows={rows}
        rowKey={(row) => row.key}
        columns={[
          { key: 'name', header: t(`groups.${groups.dimension}`), cell: (row) => row.name },
          {
            key: 'students',
            header: t('groups.students'),
            cell: ({ shown }) => (shown.status === 'published' ? format.number(shown.n) : t('groups.withheld')),
            numeric: true,
          },
        ]}
      />
      <p className="osr-small">{t('groups.withheldWhy')}</p>
    </Stack>
  );
}
