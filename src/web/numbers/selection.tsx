import { useTranslation } from 'react-i18next';
import type { SetURLSearchParams } from 'react-router';
import { DateField, Select } from '../forms/index.ts';
import { Columns } from '../ui/index.ts';
import type { Numbers } from './types.ts';

const OWN = 'own';

/** What to count: a school year or chosen days, a school, an officer. It stands in the address, so it can be shared. */
export function SelectionFields(props: {
  readonly numbers: Numbers;
  readonly search: URLSearchParams;
  readonly onSet: SetURLSearchParams;
}) {
  const { t } = useTranslation('numbers');
  const { numbers, search, onSet } = props;
  const change = (values: Readonly<Record<string, string>>): void => {
    onSet(
      (now) => {
        const next = new URLSearchParams(now);
        for (const [name, value] of Object.entries(values)) {
          if (value === '') next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  };
  const { period } = numbers;
  const own = period.year === null;
  return (
    <Columns>
      <Select
        name="period"
        label={t('choose.period')}
        value={period.year ?? OWN}
        options={[
          ...[...numbers.years].reverse().map(({ id }) => ({ value: id, label: t('choose.year', { year: id }) })),
          { value: OWN, label: t('choose.own') },
        ]}
        onChange={(value) =>
          change(value === OWN ? { year: '', from: period.from, to: period.to } : { year: value, from: '', to: '' })
        }
      />
      {own ? (
        <DateField
          name="from"
          label={t('choose.from')}
          max={period.to}
          value={period.from}
          onChange={(from) => from !== '' && change({ year: '', from, to: period.to })}
        />
      ) : null}
      {own ? (
        <DateField
          name="to"
          label={t('choose.to')}
          min={period.from}
          value={period.to}
          onChange={(to) => to !== '' && change({ year: '', from: period.from, to })}
        />
      ) : null}
      {numbers.schools.length < 2 ? null : (
        <Select
          name="schoolId"
          label={t('choose.school')}
          empty={t('choose.allSchools')}
          value={search.get('schoolId') ?? ''}
          options={numbers.schools.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(schoolId) => change({ schoolId })}
        />
      )}
      {numbers.officers.length < 2 ? null : (
        <Select
          name="officerId"
          label={t('choose.officer')}
          empty={t('choose.allOfficers')}
          value={search.get('officerId') ?? ''}
          options={numbers.officers.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(officerId) => change({ officerId })}
        />
      )}
    </Columns>
  );
}
