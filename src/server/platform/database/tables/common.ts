import type { ColumnType } from 'kysely';

/** A JSON column: read as the value, written as JSON text (the driver would write a JS array as a SQL array). */
export type Json<T> = ColumnType<T, string, string>;

/** timestamptz: read as Date, written as Date or ISO string. */
export type Timestamp = ColumnType<Date, Date | string, Date | string>;
export type NullableTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;

/** date: 'YYYY-MM-DD' both ways. */
export type LocalDate = string;

/** A column with a default, so it may be left out on insert. */
export type Defaulted<T> = ColumnType<T, T | undefined, T>;
export type Optional<T> = ColumnType<T | null, T | null | undefined, T | null>;

export type JsonObject = Record<string, unknown>;
