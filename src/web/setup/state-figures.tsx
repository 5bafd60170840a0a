import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StateFigures } from '../../domain/disparities/record.ts';
import { NumberField, Select, TextField } from '../forms/index.ts';
import { Button, Buttons, Card, Columns, Section, Stack } from '../ui/index.ts';
import type { DisparityView } from './types.ts';

type Count = number | string | null;

/** The state's figures of one outcome while they are typed. */
export type TypedFigures = Omit<StateFigures, 'groups'> & {
  readonly groups: readonly { readonly group: string; readonly events: Count; readonly students: Count }[];
};

/** Names of groups stand inside sentences elsewhere. */
const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * The state's own figures, outcome by outcome: with how many students of each group it came to it, and how many there
 * are (alternate risk ratio, 34 CFR 300.647).
 */
export function StateFiguresFields(props: {
  readonly view: DisparityView;
  readonly figures: readonly TypedFigures[];
  readonly onChange: (figures: readonly TypedFigures[]) => void;
}) {
  const { t } = useTranslation(['setup', 'measures', 'disparity']);
  const { figures, onChange } = props;
  return (
    <Section title={t('setup:measuring.state.title')}>
      <Stack gap={3}>
        <p>{t('setup:measuring.state.lead')}</p>
        {figures.map(({ measure, dimension, groups }, at) => (
          <Card key={`${measure} ${dimension}`}>
            <Stack>
              <h3>
                {t('setup:measuring.state.of', {
                  measure: t(`measures:measures.${measure}.name`),
                  dimension: t(`measures:dimensions.${dimension}.name`),
                })}
              </h3>
              <TextField
                name={`stateFigures.${at}.source`}
                label={t('setup:measuring.state.source')}
                hint={t('setup:measuring.state.sourceHint')}
                maxLength={200}
              />
              {groups.map(({ group }, index) => {
                const name = capitalised(t(`disparity:groups.${dimension}.${group}`));
                return (
                  <Columns key={group}>
                    <NumberField
                      name={`stateFigures.${at}.groups.${index}.events`}
                      label={t('setup:measuring.state.events', { group: name })}
                    />
                    <NumberField
                      name={`stateFigures.${at}.groups.${index}.students`}
                      label={t('setup:measuring.state.students', { group: name })}
                    />
                  </Columns>
                );
              })}
              <Buttons>
                <Button kind="quiet" onClick={() => onChange(figures.filter((_, other) => other !== at))}>
                  {t('setup:measuring.state.remove')}
                </Button>
              </Buttons>
            </Stack>
          </Card>
        ))}
        <AddFigures {...props} />
      </Stack>
    </Section>
  );
}

/** Which outcome by which grouping; its fields appear with all of the grouping's groups. */
function AddFigures({ view, figures, onChange }: Parameters<typeof StateFiguresFields>[0]) {
  const { t } = useTranslation(['setup', 'measures']);
  const [measure, setMeasure] = useState('studentsReferred');
  const [dimension, setDimension] = useState('crdcRace');
  const there = figures.some((one) => one.measure === measure && one.dimension === dimension);
  const groups = view.groupings.find((one) => one.dimension === dimension)?.groups ?? [];
  return (
    <Stack>
      <Columns>
        <Select
          name="figuresOf"
          label={t('setup:measuring.state.outcome')}
          value={measure}
          onChange={setMeasure}
          options={view.outcomes.map((id) => ({ value: id, label: t(`measures:measures.${id}.name`) }))}
        />
        <Select
          name="figuresBy"
          label={t('setup:measuring.state.by')}
          value={dimension}
          onChange={setDimension}
          options={view.groupings.map((one) => ({
            value: one.dimension,
            label: t(`measures:dimensions.${one.dimension}.name`),
          }))}
        />
      </Columns>
      <Buttons>
        <Button
          kind="secondary"
          disabled={there}
          onClick={() => {
            const empty = groups.map((group) => ({ group, events: null, students: null }));
            onChange([...figures, { measure, dimension, source: '', groups: empty }]);
          }}
        >
          {t('setup:measuring.state.add')}
        </Button>
      </Buttons>
    </Stack>
  );
}
