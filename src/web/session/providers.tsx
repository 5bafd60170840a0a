import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from './store.ts';

type ProviderLine = { readonly id: string; readonly name: string; readonly kind: string };

/**
 * The providers of single sign-on one may come through. From the lock they open in a tab of their own: leaving this
 * page would lose what is typed on it. A list that cannot be read is left out; the password says what is wrong.
 */
export function Providers({ newTab = false }: { readonly newTab?: boolean }) {
  const { t } = useTranslation('account');
  const { data } = useQuery({
    queryKey: ['sign-in-providers'],
    queryFn: ({ signal }) => api.get<readonly ProviderLine[]>('/api/sign-in/providers', { quiet: true, signal }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (data === undefined || data.length === 0) return null;
  return (
    <ul className="osr-ways" aria-label={t('enter.ways')}>
      {data.map(({ id, name }) => (
        <li key={id}>
          <a
            className="usa-button usa-button--outline osr-button--big"
            href={`/api/sign-in/${encodeURIComponent(id)}/start`}
            {...(newTab ? { target: '_blank', rel: 'noopener' } : {})}
          >
            {t(newTab ? 'enter.withNewTab' : 'enter.with', { name })}
          </a>
        </li>
      ))}
    </ul>
  );
}
