import { useTranslation } from 'react-i18next';
import { shippedMatters } from '../../domain/calls/matters.ts';
import { type Matter, type MatterGroup, matterGroups, places } from '../../domain/calls/record.ts';
import { useRead } from '../api/hooks.ts';
import type { Option } from '../forms/choice-fields.tsx';
import type { IconName } from '../ui/icon-names.ts';
import type { CallRow, CallState } from './types.ts';

type Named = { readonly code: string; readonly label: Matter['label'] };

/** The words of calls in the reader's language: matters (also a program's own), places, options for the fields. */
export function useCallWords() {
  const { t, i18n } = useTranslation('terms');
  const matter = ({ code, label }: Named): string =>
    label === null ? t(`terms:matter.${code}`) : i18n.language.startsWith('es') ? label.es : label.en;
  return {
    matter,
    matterOf: (call: Pick<CallRow, 'matterCode' | 'matterLabel'>): string =>
      matter({ code: call.matterCode, label: call.matterLabel }),
    place: (call: Pick<CallRow, 'place' | 'placeDetail'>): string =>
      call.placeDetail === ''
        ? t(`terms:place.${call.place}`)
        : `${t(`terms:place.${call.place}`)}, ${call.placeDetail}`,
    groupOptions: matterGroups.map(
      (group): Option<MatterGroup> => ({ value: group, label: t(`terms:matterGroup.${group}`) }),
    ),
    placeOptions: places.map((place): Option => ({ value: place, label: t(`terms:place.${place}`) })),
  };
}

/**
 * The list in force today. While it is on its way (or without a network) the shipped list stands in, so that nobody in
 * need waits for a list; the server checks the choice against the list in force.
 */
export function useMatters(): readonly Matter[] {
  return useRead<readonly Matter[]>('/calls/matters').data ?? shippedMatters;
}

/** How a state looks: the word says it, tone and icon only repeat it. */
export const stateTone: Readonly<Record<CallState, 'neutral' | 'info' | 'good' | 'due'>> = {
  requested: 'due',
  responding: 'good',
  responded: 'neutral',
  handedBack: 'info',
  withdrawn: 'neutral',
};

export const stateIcon: Readonly<Record<CallState, IconName>> = {
  requested: 'schedule',
  responding: 'local_police',
  responded: 'check_circle',
  handedBack: 'school',
  withdrawn: 'undo',
};
