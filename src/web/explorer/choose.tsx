import { useTranslation } from 'react-i18next';
import { CheckList, DateField, RadioTiles, Select } from '../forms/index.ts';
import { Columns, Disclosure, Stack } from '../ui/index.ts';
import { Filters } from './filters.tsx';
import { filtersOf, type Question, tellsStudents, useQuestion, withFilter } from './question.ts';
import type { Period, Registry, Source } from './types.ts';
import { useNames } from './use-names.ts';

const OWN = 'own';

/** What to count, by what, when and where. It stands in the address, so it can be kept and shared. */
export function Choose({ registry, period }: { readonly registry: Registry; readonly period: Period | null }) {
  const { t } = useTranslation('explorer');
  const names = useNames();
  const { question, change } = useQuestion();
  const measure = registry.measures.find(({ id }) => id === question.measure);
  const by = (measure?.dimensions ?? []).map((id) => ({ value: id, label: names.dimension(id) }));
  const told = tellsStudents(question, registry.dimensions);
  const chooseMeasure = (id: string): void => {
    const next = registry.measures.find((one) => one.id === id);
    if (next === undefined) return;
    const kept = (dimension: string | undefined): string =>
      dimension !== undefined && next.dimensions.includes(dimension) ? dimension : '';
    const filters = filtersOf(question)
      .filter(({ dimension }) => !next.dimensions.includes(dimension))
      .reduce(
        (left, { dimension }) => withFilter(filtersOf({ ...question, filters: left }), { dimension, members: [] }),
        question.filters ?? '',
      );
    change({ measure: id, rows: kept(question.rows), columns: kept(question.columns), filters });
  };
  return (
    <div className="osr-filter">
      <Stack>
        <Columns>
          <Select
            name="measure"
            label={t('choose.measure')}
            value={question.measure}
            options={registry.measures
              // What an address asks for keeps its name here, even where the answer below is a reason.
              .filter(({ id, collected, allowed }) => (collected && allowed) || id === question.measure)
              .map(({ id }) => ({ value: id, label: names.measure(id) }))}
            onChange={chooseMeasure}
          />
          <Select
            name="rows"
            label={t('choose.rows')}
            empty={t('choose.notTold')}
            value={question.rows ?? ''}
            options={by.filter(({ value }) => value !== question.columns)}
            onChange={(rows) => change({ rows })}
          />
        </Columns>
        <Columns>
          <Select
            name="columns"
            label={t('choose.columns')}
            empty={t('choose.notTold')}
            value={question.columns ?? ''}
            options={by.filter(({ value }) => value !== question.rows)}
            onChange={(columns) => change({ columns })}
          />
          <When registry={registry} period={period} />
        </Columns>
        <Days period={period} />
        {told && measure?.unit === 'events' && registry.sources.length > 1 ? (
          <RadioTiles<Source>
            name="source"
            label={t('choose.source')}
            layout="row"
            value={question.source === 'recorded' ? 'recorded' : 'perceived'}
            options={registry.sources.map((value) => ({ value, label: t(`source.${value}`) }))}
            onChange={(source) => change({ source })}
          />
        ) : null}
        {registry.schools.length < 2 ? null : (
          <Disclosure
            title={
              question.schools === undefined
                ? t('choose.allSchools')
                : t('choose.someSchools', { count: question.schools.split(',').length })
            }
          >
            <CheckList
              name="schools"
              label={t('choose.schools')}
              layout="grid"
              value={question.schools?.split(',') ?? []}
              options={registry.schools.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(schools) => change({ schools: schools.join(',') })}
            />
          </Disclosure>
        )}
        <Filters registry={registry} />
      </Stack>
    </div>
  );
}

function When({ registry, period }: { readonly registry: Registry; readonly period: Period | null }) {
  const { t } = useTranslation('explorer');
  const { question, change } = useQuestion();
  const days = daysOf(question, period);
  return (
    <Select
      name="period"
      label={t('choose.period')}
      empty={t('choose.thisYear')}
      value={hasOwnDays(question) ? OWN : (question.year ?? '')}
      options={[
        ...[...registry.years].reverse().map(({ id }) => ({ value: id, label: t('choose.year', { year: id }) })),
        { value: OWN, label: t('choose.own') },
      ]}
      onChange={(value) => change(value === OWN ? { year: '', ...days } : { year: value, from: '', to: '' })}
    />
  );
}

function Days({ period }: { readonly period: Period | null }) {
  const { t } = useTranslation('explorer');
  const { question, change } = useQuestion();
  const days = daysOf(question, period);
  if (!hasOwnDays(question)) return null;
  return (
    <Columns>
      <DateField
        name="from"
        label={t('choose.from')}
        max={days.to}
        value={days.from}
        onChange={(from) => from !== '' && change({ from })}
      />
      <DateField
        name="to"
        label={t('choose.to')}
        min={days.from}
        value={days.to}
        onChange={(to) => to !== '' && change({ to })}
      />
    </Columns>
  );
}

const hasOwnDays = ({ from, to }: Question): boolean => from !== undefined || to !== undefined;

const daysOf = (question: Question, period: Period | null) => ({
  from: question.from ?? period?.from ?? '',
  to: question.to ?? period?.to ?? '',
});
