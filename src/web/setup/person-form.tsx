import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { type Role, schoolRoles } from '../../domain/access/roles.ts';
import { newPersonSchema, type PersonInput, programRoles } from '../../domain/partnerships/setup.ts';
import { CheckList, FormFrame, RadioTiles, TextField, useForm } from '../forms/index.ts';
import { Button } from '../ui/index.ts';
import type { PersonView, SchoolView } from './types.ts';

const heldAt = ['schoolLeader', 'schoolStaff'] as const;

/** The form asks role by role; the server takes one list of roles with their schools. */
const formSchema = newPersonSchema
  .omit({ grants: true })
  .extend({
    roles: z.array(z.enum(programRoles)),
    schools: z.object({ schoolLeader: z.array(z.uuid()), schoolStaff: z.array(z.uuid()) }),
  })
  .superRefine((value, context) => {
    for (const role of heldAt) {
      if (value.roles.includes(role) && value.schools[role].length === 0)
        context.addIssue({ code: 'custom', path: ['schools', role], message: 'setup.roleNeedsSchool' });
    }
  });

type PersonAnswer = PersonInput & { readonly email: string };

const isHeldAt = (role: Role): role is (typeof heldAt)[number] => schoolRoles.includes(role);

type PersonFormProps<R> = {
  readonly person: PersonView | null;
  readonly schools: readonly SchoolView[];
  readonly submit: (value: PersonAnswer) => Promise<R>;
  readonly onSaved: (result: R, value: PersonAnswer) => void;
};

/** Name, language and roles of a person. For a new one the address too, which stays afterwards. */
export function PersonForm<R>({ person, schools, submit, onSaved }: PersonFormProps<R>) {
  const { t } = useTranslation('setup');
  const schoolsOf = (role: Role): readonly string[] =>
    person?.grants.find((grant) => grant.role === role)?.schoolIds ?? [];
  const form = useForm({
    id: `setup:person:${person?.id ?? 'new'}`,
    initial: {
      email: person?.email ?? '',
      name: person?.name ?? '',
      title: person?.title ?? '',
      language: person?.language ?? 'en',
      roles: (person?.grants ?? []).map((grant) => grant.role) as readonly string[],
      schools: { schoolLeader: schoolsOf('schoolLeader'), schoolStaff: schoolsOf('schoolStaff') },
    },
    schema: formSchema,
    prepare: (values) => ({ ...values, title: values.title.trim() === '' ? null : values.title }),
    submit: async ({ roles, schools: chosen, ...rest }) => {
      const value: PersonAnswer = {
        ...rest,
        grants: roles.map((role) => ({ role, schoolIds: isHeldAt(role) ? chosen[role] : null })),
      };
      return { result: await submit(value), value };
    },
    onSaved: ({ result, value }) => onSaved(result, value),
    renameField: (path) => (path.startsWith('grants') ? 'roles' : path),
  });
  const options = schools.filter((school) => school.open).map((school) => ({ value: school.id, label: school.name }));
  return (
    <FormFrame form={form}>
      {person === null ? (
        <TextField name="email" type="email" label={t('person.email')} hint={t('person.emailHint')} maxLength={254} />
      ) : null}
      <TextField name="name" label={t('person.name')} maxLength={120} />
      <TextField name="title" label={t('person.title')} hint={t('person.titleHint')} optional maxLength={120} />
      <RadioTiles
        name="language"
        label={t('person.language')}
        layout="row"
        options={[
          { value: 'en', label: 'English' },
          { value: 'es', label: 'Español' },
        ]}
      />
      <CheckList
        name="roles"
        label={t('person.roles')}
        hint={t('person.rolesHint')}
        options={programRoles.map((role) => ({
          value: role,
          label: t(`common:roles.${role}`),
          hint: t(`roleHint.${role}`),
        }))}
      />
      {heldAt
        .filter((role) => form.values.roles.includes(role))
        .map((role) => (
          <CheckList
            key={role}
            name={`schools.${role}`}
            label={t('person.schoolsFor', { role: t(`common:roles.${role}`) })}
            options={options}
            layout="grid"
          />
        ))}
      <Button type="submit" busy={form.submitting}>
        {t(person === null ? 'people.add' : 'save')}
      </Button>
    </FormFrame>
  );
}
