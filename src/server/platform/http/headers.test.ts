import { describe, expect, it } from 'vitest';
import { testWorld } from '../../../../tests/support/world.ts';
import { buildApp } from '../../app.ts';

const world = await testWorld();
const { program, service } = world;
const { officer } = program.people;

/** The server as it is behind a proxy that speaks HTTPS. */
const config = { ...service.config, publicUrl: 'https://sro.example.gov', secureCookies: true };
const app = await buildApp({ ...service, config }, false);
const cookies = { '__Host-opensro': officer.cookie };

describe('[P7.8] the headers a browser is guarded by (OWASP ASVS 5, chapter 3)', () => {
  it.each([
    ['GET', '/api/me', 200],
    ['GET', '/api/nothing', 404],
    ['GET', `/api/programs/${program.id}/incidents/none`, 404],
    ['POST', '/api/session', 422],
    ['GET', '/nothing', 404],
    ['GET', '/healthz', 200],
    ['GET', '/api/openapi.json', 200],
  ] as const)('are on %s %s', async (method, url, status) => {
    const body = method === 'POST' ? { payload: {} } : {};
    const answer = await app.inject({ method, url, cookies, ...body });
    expect(answer.statusCode, answer.body.slice(0, 200)).toBe(status);
    expect(answer.headers).toMatchObject({
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'x-frame-options': 'DENY',
    });
    const policy = String(answer.headers['content-security-policy']);
    for (const directive of ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
      expect(policy).toContain(directive);
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(answer.headers['content-type']).toMatch(/; charset=utf-8$/i);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    if (url.startsWith('/api/')) expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('and the session’s cookie is this host’s alone, never in clear, out of scripts’ reach', async () => {
    const answer = await app.inject({
      method: 'DELETE',
      url: '/api/session',
      cookies,
      headers: { 'x-csrf-token': officer.csrfToken },
    });
    expect(answer.statusCode).toBe(200);
    const [cookie] = answer.cookies;
    expect(cookie).toMatchObject({ name: '__Host-opensro', secure: true, httpOnly: true, sameSite: 'Lax', path: '/' });
    expect(cookie).not.toHaveProperty('domain');
    await app.close();
  });
});
