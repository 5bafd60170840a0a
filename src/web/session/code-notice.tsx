import { useTranslation } from 'react-i18next';
import { Notice } from '../ui/index.ts';

const areas = ['common', 'signIn', 'singleSignOn', 'account'];

/**
 * What came back as a code alone (an address after single sign-on, the check of a provider), in the words of its
 * area's catalog. A code without words there gets the general ones: nothing of an address is ever shown.
 */
export function CodeNotice({ code }: { readonly code: string }) {
  const [area = '', ...rest] = code.split('.');
  const namespace = areas.includes(area) ? area : 'account';
  const { t, i18n } = useTranslation(['account', namespace]);
  const key = `${namespace}:problems.${rest.join('.')}`;
  const known = i18n.exists(`${key}.reason`) ? key : 'account:problems.singleSignOn';
  return (
    <Notice kind="error" title={t(`${known}.reason`)} live>
      <p>{t(`${known}.remedy`)}</p>
    </Notice>
  );
}
