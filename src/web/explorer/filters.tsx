import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckList, Combobox, Select } from '../forms/index.ts';
import { Button, Disclosure, Stack } from '../ui/index.ts';
import { type Filter, filtersOf, mostFilters, useQuestion, withFilter } from './question.ts';
import type { Registry } from './types.ts';
import { useNames } from './use-names.ts';

/** More than these are looked up by typing, not read through. */
const mostTiles = 16;

/** Counts only some records: what is left is said, each with the way to take it back. */
export function Filters({ registry }: { readonly registry: Registry }) {
  const { t } = useTranslation('explorer');
  const { question } = useQuestion();
  const filters = filtersOf(question);
  return (
    <>
      <Chosen registry={registry} filters={filters} />
      <Disclosure title={t('only.title')}>
        <Add registry={registry} filters={filters} />
      </Disclosure>
    </>
  );
}

/** What a filter lets through, in words. A member that is no longer there is named by its code, so that it can go. */
export function useFilterWords(registry: Registry): (dimension: string, member: string) => string {
  const { t } = useTranslation('explorer');
  const names = useNames();
  return (dimension, id) => {
    const known = registry.dimensions.find((one) => one.id === dimension)?.members.find((one) => one.id === id);
    const school = registry.schools.find((one) => one.id === id)?.name;
    const member = known === undefined ? (school ?? id) : names.member(known);
    return t('only.one', { dimension: names.dimension(dimension), member });
  };
}

type Parts = { readonly registry: Registry; readonly filters: readonly Filter[] };

function Chosen({ registry, filters }: Parts) {
  const { t } = useTranslation('explorer');
  const { change } = useQuestion();
  const words = useFilterWords(registry);
  if (filters.length === 0) return null;
  return (
    <section aria-label={t('only.chosen')}>
      <Stack gap={1}>
        <p className="usa-label">{t('only.chosen')}</p>
        <ul className="usa-list usa-list--unstyled osr-cluster">
          {filters.flatMap(({ dimension, members }) =>
            members.map((member) => (
              <li key={`${dimension}:${member}`}>
                <Button
                  kind="secondary"
                  icon="close"
                  label={t('only.remove', { what: words(dimension, member) })}
                  onClick={() => {
                    const left = members.filter((one) => one !== member);
                    change({ filters: withFilter(filters, { dimension, members: left }) });
                  }}
                >
                  {words(dimension, member)}
                </Button>
              </li>
            )),
          )}
          {filters.length < 2 ? null : (
            <li>
              <Button kind="quiet" onClick={() => change({ filters: '' })}>
                {t('only.removeAll')}
              </Button>
            </li>
          )}
        </ul>
      </Stack>
    </section>
  );
}

function Add({ registry, filters }: Parts) {
  const { t } = useTranslation('explorer');
  const names = useNames();
  const { question, change } = useQuestion();
  const [by, setBy] = useState('');
  const measure = registry.measures.find(({ id }) => id === question.measure);
  const isFull = filters.length >= mostFilters;
  const offered = registry.dimensions.filter(
    ({ id, members }) =>
      members.length > 0 &&
      measure?.dimensions.includes(id) === true &&
      (!isFull || filters.some(({ dimension }) => dimension === id)),
  );
  const chosen = offered.find(({ id }) => id === by);
  const members = filters.find(({ dimension }) => dimension === chosen?.id)?.members ?? [];
  const set = (next: readonly string[]): void =>
    change({ filters: withFilter(filters, { dimension: by, members: next }) });
  const options = (chosen?.members ?? []).map((member) => ({ value: member.id, label: names.member(member) }));
  return (
    <Stack>
      <Select
        name="onlyBy"
        label={t('only.by')}
        hint={isFull ? t('only.full', { most: mostFilters }) : undefined}
        value={chosen?.id ?? ''}
        options={offered.map(({ id }) => ({ value: id, label: names.dimension(id) }))}
        onChange={setBy}
      />
      {chosen === undefined ? null : options.length <= mostTiles ? (
        <CheckList
          name="onlyMembers"
          label={t('only.which')}
          layout="grid"
          value={members}
          options={options}
          onChange={set}
        />
      ) : (
        <Combobox
          // Anew for each one added, so that the next can be typed.
          key={`${by}:${members.join(',')}`}
          name="onlyMember"
          label={t('only.which')}
          hint={t('only.type')}
          value=""
          options={options.filter(({ value }) => !members.includes(value))}
          onChange={(value) => value !== '' && set([...members, value])}
        />
      )}
    </Stack>
  );
}
