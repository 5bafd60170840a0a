// What the app's pages ask for, role by role, in one program.

export interface Page {
  readonly name: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Found {
  readonly [key: string]: unknown;
}

/** What each role opens; `{...}` stands for something found in the program first. */
const paths: Readonly<Record<string, readonly string[]>> = {
  officer: [
    ...['/api/me', '/day', '/day?date={day}', '/duties', '/notices', '/calls', '/calls/{call}', '/calls/matters'],
    ...['/incidents', '/incidents?mine=true', '/incidents/{incident}', '/incidents/{incident}/versions'],
    ...['/incidents/{incident}/reviews', '/activities', '/activities/{activity}', '/numbers', '/findings'],
  ],
  supervisor: [
    ...[
      '/duties',
      '/reviews/waiting?side=police&powers=used',
      '/reviews/officers',
      '/reviews/overdue',
      '/reviews/half-year',
    ],
    '/reviews/half-year?why=disagreement',
    ...[
      '/activities',
      '/activities?before={activityCursor}',
      '/activities?officerId={officer}',
      '/activities?kind=drill',
    ],
    ...[
      '/activities?schoolId={school}',
      '/activities?from={day}&to={day}',
      '/calls',
      '/calls?which=open',
      '/calls?which=closed',
    ],
    ...[
      '/calls?before={callCursor}',
      '/calls?officerId={officer}',
      '/calls?schoolId={school}',
      '/calls?result=handedBack',
    ],
    ...['/calls?from={day}&to={day}', '/calls/{call}', '/incidents', '/incidents?before={incidentCursor}'],
    ...[
      '/incidents?state=filed',
      '/incidents?schoolId={school}',
      '/incidents?officerId={officer}',
      '/incidents?matter={matter}',
    ],
    ...[
      '/incidents?origin=selfInitiated',
      '/incidents?action=arrest',
      '/incidents?outcome=diversion',
      '/incidents?reached=enforcement',
    ],
    ...['/incidents?from={day}&to={day}', '/incidents/{incident}', '/incidents/{incident}/reviews', '/findings'],
    ...[
      '/findings?state=resolved',
      '/findings/{finding}',
      '/findings/repeat-callers',
      '/numbers',
      '/numbers?schoolId={school}',
    ],
    ...[
      '/numbers?officerId={officer}',
      '/numbers?from={yearAgo}&to={day}',
      '/numbers/groups?dimension=race&source=perceived',
    ],
    '/numbers/groups?dimension=offenseType&source=perceived',
    ...['/corrective-actions', '/explorer/registry', '/explorer/views'],
  ],
  agencyLeader: [
    ...['/trail', '/trail?before={trailCursor}', '/trail?event=activity.logged', '/trail?event=incident.filed'],
    ...[
      '/trail?personId={person}',
      '/trail?recordId={incident}',
      '/setup/overview',
      '/setup/officers',
      '/setup/policy',
    ],
  ],
  schoolLeader: [
    ...[
      '/duties',
      '/reviews/waiting?side=school',
      '/school/summary?schoolId={ownSchool}',
      '/calls',
      '/incidents',
      '/activities',
    ],
    ...['/incidents/{ownIncident}', '/incidents/{ownIncident}/identities', '/numbers', '/findings'],
    '/numbers/groups?dimension=race&source=recorded',
  ],
  schoolStaff: ['/calls', '/calls/matters', '/notices'],
  districtCoordinator: [
    ...[
      '/duties',
      '/reviews/overdue',
      '/reviews/half-year?why=disagreement',
      '/findings',
      '/incidents',
      '/numbers',
      '/publication',
    ],
    ...['/numbers/groups?dimension=race&source=recorded', '/findings/repeat-callers', '/trail'],
    ...['/crdc', '/crdc/{collection}', '/crdc/{collection}/schools/{school}', '/releases', '/corrective-actions'],
    ...['/explorer/registry', '/explorer/views'],
  ],
  recordsOfficer: ['/incidents', '/incidents/{incident}/attached', '/duties'],
  programAdmin: [
    ...[
      '/setup/people',
      '/setup/program',
      '/setup/schools',
      '/setup/school-years',
      '/setup/matters',
      '/setup/overview',
    ],
    ...['/trail', '/sign-in/policy', '/sign-in/providers'],
  ],
};

/** The pages every role can open in a program; finds the records they show. Pages a role may not open are left out. */
export async function pagesOf(url: string, programId: string, cookies: ReadonlyMap<string, string>): Promise<Page[]> {
  const ask = async (role: string, path: string): Promise<Found> => {
    const answer = await fetch(`${url}/api/programs/${programId}${path}`, {
      headers: { cookie: cookies.get(role) ?? '' },
    });
    if (!answer.ok) throw new Error(`${role} ${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Found;
  };
  const first = (found: Found, list: string): Found => ((found[list] as Found[] | undefined)?.[0] ?? {}) as Found;
  const calls = await ask('supervisor', '/calls');
  const incidents = await ask('supervisor', '/incidents');
  const mine = await ask('officer', '/incidents');
  const activities = await ask('supervisor', '/activities');
  const own = await ask('schoolLeader', '/incidents');
  const findings = await ask('supervisor', '/findings?state=resolved');
  const trail = await ask('agencyLeader', '/trail');
  const activity = first(activities, 'items');
  const incident = first(mine, 'items');
  const entry = first(trail, 'entries');
  const day = String(activity.day);
  // Deep in the list: as if someone had turned pages for a long time.
  const deep = `${Number(day.slice(0, 4)) - 1}${day.slice(4)}T12:00:00.000Z`;
  const lowest = '00000000-0000-7000-8000-000000000000';
  const collections = (await ask('districtCoordinator', '/crdc')).collections as Found[];
  const known: Readonly<Record<string, unknown>> = {
    day,
    collection: collections[0]?.collection,
    yearAgo: deep.slice(0, 10),
    call: first(calls, 'calls').id,
    incident: incident.id,
    matter: first(incidents, 'items').matter,
    activity: first(await ask('officer', '/activities'), 'items').id,
    officer: activity.officerId,
    school: (first(incidents, 'items').school as Found | undefined)?.id,
    ownSchool: (first(own, 'items').school as Found | undefined)?.id,
    ownIncident: first(own, 'items').id,
    finding: first(findings, 'findings').id,
    person: entry.personId,
    activityCursor: `${deep}_${lowest}`,
    incidentCursor: `${deep}_${lowest}`,
    callCursor: `${deep}~${lowest}`,
    trailCursor: `${deep}_1_1`,
  };
  const pages: Page[] = [];
  for (const [role, list] of Object.entries(paths)) {
    const headers = { cookie: cookies.get(role) ?? '' };
    for (const template of list) {
      const filled = template.replace(/\{(\w+)\}/g, (_all, key: string) => String(known[key]));
      if (filled.includes('undefined')) continue;
      const path = filled.startsWith('/api/') ? filled : `/api/programs/${programId}${filled}`;
      const answer = await fetch(`${url}${path}`, { headers });
      await answer.arrayBuffer();
      // 403: not this role's page. 409: the page first asks for something (a purpose).
      if (answer.status === 403 || answer.status === 409 || answer.status === 404) {
        console.log(`  left out: ${role} ${template} (${answer.status})`);
        continue;
      }
      if (!answer.ok) throw new Error(`${role} ${path} answered ${answer.status}`);
      pages.push({ name: `${role} ${template}`, path, headers });
    }
  }
  return pages;
}
