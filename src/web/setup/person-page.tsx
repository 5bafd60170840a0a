import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useApi, useRead } from '../api/hooks.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import { NotFound } from '../shell/not-found.tsx';
import { Button, ButtonLink, ConfirmInline, Loaded, Page, ProblemNotice, Section, Stack } from '../ui/index.ts';
import { type GivenLink, LinkNotice } from './link-notice.tsx';
import { PersonForm } from './person-form.tsx';
import { SecondFactorSection } from './second-factor-section.tsx';
import type { PersonView, SchoolView } from './types.ts';
import { useSaved } from './use-saved.ts';

type Added = GivenLink & { readonly person: PersonView };

function NewPerson({ schools }: { readonly schools: readonly SchoolView[] }) {
  const { t } = useTranslation('setup');
  const api = useApi();
  const saved = useSaved(null);
  const [added, setAdded] = useState<Added | null>(null);
  if (added === null) {
    return (
      <PersonForm
        person={null}
        schools={schools}
        submit={(value) => api.post<Added>('/setup/people', value)}
        onSaved={(answer) => {
          setAdded(answer);
          saved();
        }}
      />
    );
  }
  return (
    <Stack>
      <LinkNotice given={added} name={added.person.name} />
      <p>
        <Button kind="secondary" icon="add" onClick={() => setAdded(null)}>
          {t('people.addAnother')}
        </Button>
      </p>
      <p>
        <ButtonLink kind="quiet" to="/setup/people">
          {t('step.people.title')}
        </ButtonLink>
      </p>
    </Stack>
  );
}

/** A new password link, and the end of all access: what is done to an account rather than written about a person. */
function AccessSection({ person }: { readonly person: PersonView }) {
  const { t } = useTranslation('setup');
  const api = useApi();
  const saved = useSaved(null);
  const [given, setGiven] = useState<GivenLink | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (thrown) {
      setProblem(asProblem(thrown, t('common:problems.server.reason')));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section title={t('person.access')}>
      <Stack>
        {problem === null ? null : <ProblemNotice error={problem} />}
        {given === null ? null : <LinkNotice given={given} name={person.name} />}
        <p>{t('person.linkText')}</p>
        <Button
          kind="secondary"
          busy={busy}
          onClick={() =>
            void attempt(async () => {
              setGiven(await api.post<GivenLink>(`/setup/people/${person.id}/link`));
            })
          }
        >
          {t('person.newLink')}
        </Button>
        {person.grants.length === 0 ? null : (
          <ConfirmInline
            ask={t('person.end')}
            question={t('person.endQuestion', { name: person.name })}
            confirm={t('person.endConfirm')}
            busy={busy}
            onConfirm={() =>
              void attempt(async () => {
                const { name, title, language } = person;
                await api.put(`/setup/people/${person.id}`, { name, title, language, grants: [] });
                saved();
              })
            }
          />
        )}
      </Stack>
    </Section>
  );
}

/** One person of the program: who they are and what they may do. */
export default function PersonPage() {
  const { t } = useTranslation('setup');
  const { personId = 'new' } = useParams();
  const api = useApi();
  const saved = useSaved('/setup/people');
  const people = useRead<PersonView[]>('/setup/people');
  const schools = useRead<SchoolView[]>('/setup/schools');
  const back = { to: '/setup/people', label: t('step.people.title') };
  return (
    <Loaded read={schools}>
      {(schoolList) => {
        if (personId === 'new') {
          return (
            <Page title={t('people.add')} back={back}>
              <NewPerson schools={schoolList} />
            </Page>
          );
        }
        return (
          <Loaded read={people}>
            {(list) => {
              const person = list.find((one) => one.id === personId);
              if (person === undefined) return <NotFound />;
              return (
                <Page title={person.name} kicker={person.email} back={back}>
                  <PersonForm
                    // Ended access empties the form too.
                    key={String(person.grants.length)}
                    person={person}
                    schools={schoolList}
                    submit={({ email: _stays, ...value }) => api.put<PersonView>(`/setup/people/${person.id}`, value)}
                    onSaved={saved}
                  />
                  <AccessSection person={person} />
                  <SecondFactorSection person={person} />
                </Page>
              );
            }}
          </Loaded>
        );
      }}
    </Loaded>
  );
}
