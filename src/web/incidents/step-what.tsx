import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findMatter } from '../../domain/calls/matters.ts';
import { type MatterGroup, matterGroups, places } from '../../domain/calls/record.ts';
import { commonNibrsCodes, nibrsCodes } from '../../domain/incidents/nibrs.ts';
import { settings } from '../../domain/incidents/record.ts';
import { Combobox, DateField, RadioTiles, Select, TextField, TimeField } from '../forms/index.ts';
import { Columns, useFormat } from '../ui/index.ts';
import { useEditor } from './editor.ts';
import { useMatters, useTerms } from './use-terms.ts';

/** What happened, where and when. */
export function StepWhat() {
  const { t } = useTranslation(['incidents', 'terms']);
  const { choices } = useTerms();
  return (
    <>
      <MatterPicker />
      <When />
      <RadioTiles name="what.setting" label={t('what.setting')} options={choices('setting', settings)} layout="grid" />
      <Columns>
        <Select name="what.place" label={t('what.place')} options={choices('place', places)} />
        <TextField
          name="what.placeDetail"
          label={t('what.placeDetail')}
          hint={t('what.placeDetailHint')}
          optional
          maxLength={60}
        />
      </Columns>
      <OffensePicker />
      <TextField
        name="what.caseNumber"
        label={t('what.caseNumber')}
        hint={t('what.caseNumberHint')}
        width="medium"
        maxLength={40}
        optional
      />
    </>
  );
}

/** First the group as a tile, then what it was: two taps instead of a list of fifty. */
function MatterPicker() {
  const { t } = useTranslation(['incidents', 'terms']);
  const { choices } = useTerms();
  const { content, set } = useEditor();
  const { matters, label } = useMatters();
  const chosen = content.what?.matterCode;
  const known = chosen === undefined ? undefined : findMatter(matters, chosen)?.group;
  const [picked, setPicked] = useState<MatterGroup | undefined>(known);
  const group = picked ?? known;
  const offered = matterGroups.filter((one) => matters.some((matter) => matter.group === one));
  return (
    <div data-field="what.matterCode" className="osr-stack osr-stack--3">
      <RadioTiles<MatterGroup>
        name="matterGroup"
        label={t('what.group')}
        options={choices('matterGroup', offered)}
        layout="grid"
        {...(group === undefined ? {} : { value: group })}
        onChange={(next) => {
          setPicked(next);
          const inGroup = matters.filter((matter) => matter.group === next);
          const only = inGroup.length === 1 ? inGroup[0] : undefined;
          const keeps = inGroup.some((matter) => matter.code === chosen);
          if (only !== undefined) set('what.matterCode', only.code);
          else if (!keeps) set('what.matterCode', '');
        }}
      />
      {group === undefined ? null : (
        <RadioTiles
          name="what.matterCode"
          label={t('what.matter')}
          options={matters
            .filter((matter) => matter.group === group)
            .map((matter) => ({ value: matter.code, label: label(matter.code) }))}
          layout="grid"
        />
      )}
    </div>
  );
}

function When() {
  const { t } = useTranslation('incidents');
  const format = useFormat();
  const { content, set } = useEditor();
  const at = content.what?.occurredAt;
  const local = at === undefined ? { day: '', time: '' } : format.local(at);
  const today = format.local().day;
  const [typed, setTyped] = useState(local);
  const shown = at === undefined ? typed : local;
  const put = (next: { day: string; time: string }): void => {
    setTyped(next);
    const whole = /^\d{4}-\d{2}-\d{2}$/.test(next.day) && /^\d{2}:\d{2}$/.test(next.time);
    set('what.occurredAt', whole ? format.instant(next.day, next.time) : '');
  };
  return (
    <div data-field="what.occurredAt">
      <Columns>
        <DateField
          name="day"
          label={t('what.day')}
          value={shown.day}
          max={today}
          onChange={(day) => put({ ...shown, day })}
        />
        <TimeField name="time" label={t('what.time')} value={shown.time} onChange={(time) => put({ ...shown, time })} />
      </Columns>
    </div>
  );
}

/** Most incidents are no offense; where one applies, its federal code is found by its plain name. */
function OffensePicker() {
  const { t } = useTranslation(['incidents', 'terms']);
  const { content, set } = useEditor();
  const offense = content.what?.offense;
  const [applies, setApplies] = useState(offense === undefined ? undefined : offense === null ? 'none' : 'one');
  return (
    <div data-field="what.offense" className="osr-stack osr-stack--3">
      <RadioTiles
        name="offenseApplies"
        label={t('what.offense')}
        hint={t('what.offenseHint')}
        options={[
          { value: 'none', label: t('what.offenseNone') },
          { value: 'one', label: t('what.offenseOne') },
        ]}
        layout="row"
        {...(applies === undefined ? {} : { value: applies })}
        onChange={(next) => {
          setApplies(next);
          if (next === 'none') set('what.offense', null);
          else if (offense === null) set('what.offense', undefined);
        }}
      />
      {applies === 'one' ? <OffenseCode name="what.offense" label={t('what.offenseWhich')} /> : null}
    </div>
  );
}

/** The federal offense codes, the ones schools see most first; type a part of the name or the code. */
export function OffenseCode({ name, label }: { readonly name: string; readonly label: string }) {
  const { t } = useTranslation(['incidents', 'terms']);
  const rest = nibrsCodes.filter((code) => !commonNibrsCodes.includes(code));
  const option = (code: string, group: string) => ({
    value: code,
    label: `${t(`terms:nibrs.${code}`)} (${code})`,
    hint: t(`what.nibrs.${group}`),
  });
  return (
    <Combobox
      name={name}
      label={label}
      hint={t('what.offenseSearch')}
      options={[
        ...commonNibrsCodes.map((code) => option(code, 'common')),
        ...rest.map((code) => option(code, code.startsWith('90') ? 'b' : 'a')),
      ]}
    />
  );
}
