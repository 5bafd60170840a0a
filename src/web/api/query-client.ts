import { QueryClient } from '@tanstack/react-query';
import { Problem } from './problem.ts';

/** Reads are tried once more when the network or the server stumbled; changes only when the person (or outbox) says so. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) =>
          failures < 1 && (!(error instanceof Problem) || error.status >= 500 || error.neverAnswered),
        staleTime: 15_000,
        // Without a network the request is made and fails with words, instead of waiting silently.
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
