import { html } from 'ghtml';
import { codeName, periodName } from '../codes.ts';
import type { ReleaseEntry, SignedRelease } from '../door.ts';
import { table } from '../parts.ts';
import type { ReleaseChange, ReleaseDocument } from '../release-view.ts';
import type { Texts } from '../texts.ts';
import type { PublicProgram } from '../view.ts';

const path = (texts: Texts, program: PublicProgram, number: number): string =>
  `/${texts.language}/${program.slug}/releases/${number}`;

/** Every release of a program, the newest first. None is ever taken away. */
export function releasesPage(texts: Texts, program: PublicProgram, releases: readonly ReleaseEntry[]): string {
  const { t, format, language } = texts;
  return html`<h1>${t('releases.title')}</h1><p class="usa-intro">${t('releases.lead')}</p>
!${
    releases.length === 0
      ? html`<p>${t('release.none')}</p>`
      : table(
          t('releases.caption'),
          [{ text: t('releases.number') }, { text: t('releases.period') }, { text: t('releases.on') }],
          releases.map((release) => ({
            head: t('release.named', { number: release.number }),
            cells: [
              {
                content: html`<a class="usa-link" href="${path(texts, program, release.number)}">${periodName(texts, release)}</a>`,
              },
              { content: html`${format.date(release.publishedOn)}` },
            ],
          })),
          { stacked: true },
        )
  }
<p><a class="usa-link" href="/${language}/${program.slug}/feed.xml">${t('releases.feed')}</a> ·
<a class="usa-link" href="/${language}/${program.slug}/embed">${t('embed.title')}</a></p>`;
}

/** One release: what it is about, what changed, its files, its signature and how to check it. */
export function releasePage(texts: Texts, program: PublicProgram, signed: SignedRelease): string {
  const { t, format, language } = texts;
  const { document } = signed;
  const base = path(texts, program, document.number);
  return html`<h1>${t('release.title', { number: document.number, period: periodName(texts, document) })}</h1>
<p class="usa-intro">${t('release.lead', {
    from: format.date(document.from),
    to: format.date(document.to),
    on: format.date(signed.publishedOn),
  })}</p>
<section aria-labelledby="changes"><h2 id="changes">${t('release.changes')}</h2>!${changes(texts, document)}</section>
!${yearBefore(texts, document)}
<section aria-labelledby="files"><h2 id="files">${t('release.files')}</h2>
<p>${t('release.filesLead')}</p>
<ul class="portal-files">!${files(document).map(
    ({ name, key, size }) =>
      html`<li><a class="usa-link" href="${base}/${name}" download>${name}</a> <span class="portal-note">${t(`release.file.${key}`)}!${
        size === null ? '' : html` · ${t('release.kB', { n: format.number(Math.max(1, Math.round(size / 1024))) })}`
      }</span></li>`,
  )}</ul>
<p>${t('release.address')}</p>
<ul class="usa-list">!${[
    ['latest', 'latest'],
    ['latestYear', 'latest-year'],
  ].map(
    ([key, stays]) =>
      html`<li>${t(`release.stays.${key}`)} <code class="portal-code">/${language}/${program.slug}/releases/${stays}/counts.csv</code></li>`,
  )}</ul></section>
<section aria-labelledby="signature"><h2 id="signature">${t('release.signature')}</h2>
<p>${t('release.signatureLead')}</p>
<dl class="portal-words"><div><dt>${t('release.digest')}</dt><dd><code class="portal-code">${signed.digest}</code></dd></div>
<div><dt>${t('release.signed')}</dt><dd><code class="portal-code">${signed.signature}</code></dd></div></dl>
<p>${t('release.check')}</p>
!${checks(downloadPrefix(program, document.number)).map(
    (script) => html`<pre class="portal-pre" tabindex="0"><code>${script}</code></pre>`,
  )}
<p>${t('release.checkFiles')}</p></section>`;
}

/** What stands before the name of a file of a release when it is downloaded, so that two releases can share a folder. */
export function downloadPrefix({ slug }: PublicProgram, number: number): string {
  return `${slug}-release-${number}-`;
}

/** What anybody can run to check a release, with either program; docs/decisions/0023-releases.md has the same. */
function checks(from: string): readonly string[] {
  return [
    `openssl base64 -d -A -in ${from}signature.txt -out signature.bin
openssl pkeyutl -verify -pubin -inkey ${from}public-key.pem -rawin -in ${from}release.json -sigfile signature.bin`,
    `const { createPublicKey, verify } = require('node:crypto');
const { readFileSync } = require('node:fs');
const key = createPublicKey(readFileSync('${from}public-key.pem'));
const signature = Buffer.from(readFileSync('${from}signature.txt', 'utf8'), 'base64');
console.log(verify(null, readFileSync('${from}release.json'), key, signature));`,
  ];
}

type FileKey = 'counts' | 'dictionary' | 'table' | 'certificate' | 'document' | 'signature' | 'key';

function files(document: ReleaseDocument): readonly { name: string; key: FileKey; size: number | null }[] {
  const keyOf = (name: string): FileKey => {
    if (name.startsWith('counts.')) return 'counts';
    if (name.startsWith('dictionary.')) return 'dictionary';
    return name.endsWith('-certificate.json') ? 'certificate' : 'table';
  };
  return [
    ...document.files.map(({ name, bytes }) => ({ name, key: keyOf(name), size: bytes })),
    { name: 'release.json', key: 'document', size: null },
    { name: 'signature.txt', key: 'signature', size: null },
    { name: 'public-key.pem', key: 'key', size: null },
  ];
}

/** A page stays light: the rest stands in release.json. */
const mostChanges = 100;

function changes(texts: Texts, document: ReleaseDocument): string {
  const { t } = texts;
  const { changes: found, beside = [] } = document;
  const sums = beside.find(({ kind }) => kind === 'quarters');
  return [
    found === null
      ? html`<p>${t('release.first')}</p>`
      : found.list.length === 0
        ? html`<p>${t('release.noChanges', { number: found.since })}</p>`
        : differences(texts, document, found.list, {
            caption: t('release.changesCaption', { number: found.since }),
            before: t('release.before'),
            now: t('release.now'),
          }),
    sums === undefined
      ? ''
      : sums.list.length === 0
        ? html`<p>${t('release.sumsFit')}</p>`
        : differences(texts, document, sums.list, {
            caption: t('release.sumsCaption'),
            before: t('release.quarters'),
            now: t('release.now'),
          }),
  ].join('');
}

/** The year before beside this one; '' where none is out. */
function yearBefore(texts: Texts, document: ReleaseDocument): string {
  const { t, format } = texts;
  const found = document.beside?.find(({ kind }) => kind === 'yearBefore');
  if (found?.period === undefined || found.list.length === 0) return '';
  const year = format.year(found.period);
  return html`<section aria-labelledby="year-before"><h2 id="year-before">${t('release.yearBefore')}</h2>
!${differences(texts, document, found.list, {
    caption: t('release.yearBeforeCaption', { year, number: found.since[0] ?? 0 }),
    before: year,
    now: format.year(document.period),
  })}</section>`;
}

interface Words {
  readonly caption: string;
  /** Of the column with what the other release says, and of this one's. */
  readonly before: string;
  readonly now: string;
}

function differences(
  texts: Texts,
  document: ReleaseDocument,
  list: readonly ReleaseChange[],
  { caption, before, now }: Words,
): string {
  const { t, format } = texts;
  const value = (n: number | null): string => (n === null ? t('withheld.value') : format.number(n));
  const named = ({ table: id, codes }: ReleaseChange): string => {
    const columns = document.tables.find((one) => one.id === id)?.columns ?? [];
    const parts = codes.flatMap((code, at) =>
      code === 'Total' ? [] : [codeName(texts, document, columns[at] ?? '', code)],
    );
    return [t(`school.${id}`), ...parts].join(', ');
  };
  return html`!${table(
    caption,
    [{ text: t('release.count') }, { text: before, number: true }, { text: now, number: true }],
    list.slice(0, mostChanges).map((one) => ({
      head: named(one),
      cells: [
        { content: html`${value(one.before)}`, number: true },
        { content: html`${value(one.now)}`, number: true },
      ],
    })),
  )}!${list.length > mostChanges ? html`<p>${t('release.moreChanges', { n: format.number(list.length) })}</p>` : ''}`;
}

/** The feed of releases (Atom, RFC 4287). `origin` is where this site is, without a slash at its end. */
export function feed(texts: Texts, program: PublicProgram, releases: readonly ReleaseEntry[], origin: string): string {
  const { t, language } = texts;
  const home = `${origin}/${language}/${program.slug}`;
  const updated = releases[0]?.publishedAt ?? `${program.asOf}T00:00:00.000Z`;
  return html`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}">
<id>${home}/feed.xml</id>
<title>${t('releases.feedTitle', { district: program.district })}</title>
<updated>${updated}</updated>
<author><name>${program.agency}, ${program.district}</name></author>
<link rel="self" href="${home}/feed.xml"/>
<link rel="alternate" href="${home}/releases"/>
!${releases.map(
    (release) => html`<entry><id>${home}/releases/${release.number}</id>
<title>${t('release.title', { number: release.number, period: periodName(texts, release) })}</title>
<updated>${release.publishedAt}</updated>
<link rel="alternate" href="${home}/releases/${release.number}"/>
<link rel="enclosure" type="text/csv" href="${home}/releases/${release.number}/counts.csv"/>
<summary>${t('releases.summary', { period: periodName(texts, release) })}</summary></entry>
`,
  )}</feed>
`;
}
