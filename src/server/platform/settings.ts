import { readFileSync } from 'node:fs';
import { type Config, ConfigError, readConfig, secretSettings, settingNames } from './config.ts';
import { foreignRights } from './file-rights.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Reads a settings file's text, or says which setting named a file that cannot be read. */
function textOf(path: string, setting: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new ConfigError(`${setting} names ${path}, which cannot be read (${code}). Correct the path or its rights.`);
  }
}

/**
 * A file with secrets that others could change is refused: they could point the server at a database of theirs. One
 * that others can only read is said so, since container platforms mount secrets readable within the container.
 */
function checkRights(path: string, setting: string, say: (sentence: string) => void): void {
  const rights = foreignRights(path);
  if (rights.othersWrite) {
    throw new ConfigError(
      `${setting} names ${path}, which other users of this machine can change (mode ${rights.mode}). Run: chmod 600 ${path}`,
    );
  }
  if (rights.anyoneReads)
    say(
      `${path} holds secrets and every user of this machine can read it (mode ${rights.mode}). Run: chmod 600 ${path}`,
    );
}

function unquoted(value: string): string {
  return /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value;
}

/** Lines KEY=VALUE, `#` begins a comment line; as systemd and docker read such files. */
function fromLines(text: string, path: string): [string, string][] {
  return text.split(/\r?\n/).flatMap((line, index): [string, string][] => {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    const at = trimmed.indexOf('=');
    // The line itself stays unsaid: it may hold a password.
    if (at < 1) throw new ConfigError(`${path}, line ${index + 1}: a setting is written NAME=value.`);
    return [[trimmed.slice(0, at).trim(), unquoted(trimmed.slice(at + 1).trim())]];
  });
}

function fromJson(text: string, path: string): [string, string][] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // What JSON.parse says quotes the text around the fault.
    throw new ConfigError(`${path} begins like JSON and is none. Correct it, or write NAME=value lines.`);
  }
  const entries = Object.entries(parsed as object);
  for (const [name, value] of entries) {
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new ConfigError(`${path}: ${name} should be a text or a number.`);
  }
  return entries.map(([name, value]) => [name, String(value)]);
}

/**
 * Gathers the settings: the environment, then for what it leaves out the file OPENSRO_CONFIG names. A secret may also
 * stand alone in a file that DATABASE_URL_FILE or SMTP_URL_FILE names. Takes the environment and where to say that a
 * secret is readable by others. Throws ConfigError for an unknown name in the file, a secret given twice, a file that
 * cannot be read or that others can change; no message holds a value of a file.
 */
export function gatherSettings(environment: Variables, say: (sentence: string) => void): Record<string, string> {
  const settings = new Map<string, string>();
  const path = environment.OPENSRO_CONFIG;
  if (path !== undefined && path !== '') {
    const text = textOf(path, 'OPENSRO_CONFIG');
    const entries = text.trimStart().startsWith('{') ? fromJson(text, path) : fromLines(text, path);
    const allowed = new Set([...settingNames, ...secretSettings.map((name) => `${name}_FILE`)]);
    const unknown = entries.map(([name]) => name).filter((name) => !allowed.has(name));
    if (unknown.length > 0) throw new ConfigError(`${path} has settings there are none of: ${unknown.join(', ')}.`);
    if (entries.some(([name]) => secretSettings.includes(name))) checkRights(path, 'OPENSRO_CONFIG', say);
    for (const [name, value] of entries) settings.set(name, value);
  }
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || value === '') continue;
    // The environment takes the place of either way in which the file gives the same secret.
    const secret = secretSettings.find((each) => name === each || name === `${each}_FILE`);
    if (secret !== undefined && !environment[secret]) settings.delete(secret);
    if (secret !== undefined && !environment[`${secret}_FILE`]) settings.delete(`${secret}_FILE`);
    settings.set(name, value);
  }
  for (const name of secretSettings) {
    const file = settings.get(`${name}_FILE`);
    if (file === undefined) continue;
    if (settings.has(name)) throw new ConfigError(`${name} and ${name}_FILE are both set. Keep one of them.`);
    const value = textOf(file, `${name}_FILE`).trim();
    checkRights(file, `${name}_FILE`, say);
    settings.set(name, value);
  }
  return Object.fromEntries(settings);
}

/** Gathers and checks the settings of this process, as every command does at its start. */
export function loadConfig(environment: Variables, say: (sentence: string) => void): Config {
  return readConfig(gatherSettings(environment, say));
}
