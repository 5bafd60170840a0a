import { useTranslation } from 'react-i18next';
import { useSession } from '../session/session.tsx';
import { SignOut } from '../session/sign-out.tsx';
import { Facts, LinkList } from '../ui/layout.tsx';
import { Page, Section } from '../ui/page.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { splitForPhone } from './navigation.ts';
import { useNavigation } from './shell.tsx';

/** Who is signed in and as what; the pages that found no room in the phone's bar; language; sign-out. */
export function MePage() {
  const { t } = useTranslation();
  const { me, membership } = useSession();
  const entries = useNavigation();
  const { rest } = splitForPhone(entries);
  const schoolNames = new Map(membership?.schools.map((school) => [school.id, school.name]));
  const roles = (membership?.grants ?? []).map((grant) => ({
    term: t(`common:roles.${grant.role}`),
    value:
      grant.schoolIds === null
        ? t('web:me.wholeProgram')
        : grant.schoolIds.map((id) => schoolNames.get(id) ?? t('web:me.otherSchool')).join(', '),
  }));
  return (
    <Page title={me.person.name} kicker={t('web:me.kicker')}>
      {rest.length === 0 ? null : (
        <div className="osr-only-phone">
          <Section title={t('web:me.morePages')}>
            <LinkList
              label={t('web:me.morePages')}
              rows={rest.map((entry) => ({ key: entry.path, to: entry.path, title: t(entry.label) }))}
            />
          </Section>
        </div>
      )}
      <Section title={t('web:me.account')}>
        <Facts
          facts={[
            // Unknown where only the device has told who works here.
            ...(me.person.email === '' ? [] : [{ term: t('web:me.email'), value: me.person.email }]),
            ...(membership === null ? [] : [{ term: t('web:me.program'), value: membership.programName }]),
            ...roles,
          ]}
        />
      </Section>
      <Section title={t('web:me.security')}>
        <LinkList
          label={t('web:me.security')}
          rows={[{ key: 'account', to: '/account', title: t('web:me.securityLink') }]}
        />
      </Section>
      <Section title={t('web:me.language')}>
        <p className="osr-cluster">
          {t('web:me.languageNow')} <LanguageSwitch />
        </p>
      </Section>
      <Section title={t('web:me.signOut')}>
        <SignOut />
      </Section>
    </Page>
  );
}
