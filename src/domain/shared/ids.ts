import { z } from 'zod';

/**
 * Identifiers are UUIDv7 strings made on the device that first writes the record, so that a record
 * has the same id offline, on the server and when it is sent twice.
 */
export const idSchema = z.uuid();

/** NCES school id: seven characters of the district followed by five of the school. Always text: leading zeros count. */
export const ncesSchoolIdSchema = z.string().regex(/^[0-9A-Z]{7}[0-9A-Z]{5}$/, 'terms.ncesSchoolId');

/** NCES district id (LEAID), seven characters, always text. */
export const leaIdSchema = z.string().regex(/^[0-9A-Z]{7}$/, 'terms.leaId');

/** FBI originating agency identifier, nine characters: two letters of the state and seven letters or digits. */
export const oriSchema = z.string().regex(/^[A-Z]{2}[0-9A-Z]{7}$/, 'terms.ori');
