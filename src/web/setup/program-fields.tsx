import { useTranslation } from 'react-i18next';
import { agencyKinds, states } from '../../domain/partnerships/record.ts';
import { Combobox, RadioTiles, Select, TextField } from '../forms/index.ts';
import { Columns, Section, Stack } from '../ui/index.ts';

const zones = Intl.supportedValuesOf('timeZone').map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }));

/** Agency, district and time zone: the same on the page that creates a program and on the one that changes it. */
export function ProgramFields() {
  const { t } = useTranslation('setup');
  return (
    <Stack gap={3}>
      <TextField name="name" label={t('program.name')} hint={t('program.nameHint')} maxLength={120} />
      <Columns>
        <Section title={t('program.agency')}>
          <Stack gap={3}>
            <TextField name="agency.name" label={t('program.agencyName')} maxLength={120} />
            <RadioTiles
              name="agency.kind"
              label={t('program.agencyKind')}
              options={agencyKinds.map((kind) => ({ value: kind, label: t(`terms:agencyKind.${kind}`) }))}
            />
            <TextField
              name="agency.ori"
              label={t('program.ori')}
              hint={t('program.oriHint')}
              width="medium"
              maxLength={9}
            />
          </Stack>
        </Section>
        <Section title={t('program.district')}>
          <Stack gap={3}>
            <TextField name="district.name" label={t('program.districtName')} maxLength={120} />
            <TextField
              name="district.leaId"
              label={t('program.leaId')}
              hint={t('program.leaIdHint')}
              width="medium"
              maxLength={7}
            />
            <Select
              name="district.state"
              label={t('program.state')}
              options={states.map((state) => ({ value: state, label: state }))}
            />
          </Stack>
        </Section>
      </Columns>
      <Combobox name="timeZone" label={t('program.timeZone')} hint={t('program.timeZoneHint')} options={zones} />
    </Stack>
  );
}
