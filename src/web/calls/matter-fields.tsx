import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Matter, MatterGroup } from '../../domain/calls/record.ts';
import { RadioTiles } from '../forms/index.ts';
import { useCallWords } from './words.ts';

/**
 * What is happening: eight tiles, then the behaviours of the tile. `choose` gets '' while a tile has several and none
 * is chosen; a tile with one behaviour needs no second tap.
 */
export function MatterFields(props: {
  readonly matters: readonly Matter[];
  readonly choose: (code: string) => void;
  readonly error: string | undefined;
}) {
  const { t } = useTranslation('calls');
  const words = useCallWords();
  const [group, setGroup] = useState<MatterGroup | null>(null);
  const within = props.matters.filter((matter) => matter.group === group);
  const listed = new Set(props.matters.map((matter) => matter.group));
  return (
    <>
      <RadioTiles<MatterGroup>
        name="matterGroup"
        // Where the tile has no further choice, or none is shown yet, a missing behavior is missing here.
        standsFor={within.length < 2 ? 'matterCode' : undefined}
        label={t('ask.what')}
        layout="grid"
        options={words.groupOptions.filter((option) => listed.has(option.value))}
        {...(group === null ? {} : { value: group })}
        {...(group === null && props.error !== undefined ? { error: props.error } : {})}
        onChange={(next) => {
          setGroup(next);
          const only = props.matters.filter((matter) => matter.group === next);
          props.choose(only.length === 1 ? (only[0]?.code ?? '') : '');
        }}
      />
      {within.length < 2 ? null : (
        <RadioTiles
          name="matterCode"
          label={t('ask.which')}
          layout="grid"
          options={within.map((matter) => ({ value: matter.code, label: words.matter(matter) }))}
        />
      )}
    </>
  );
}
