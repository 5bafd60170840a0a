import type { OpenAPIV3_1 } from 'openapi-types';

/** The parts of JSON Schema our own document uses. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
}

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly access: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | null;
  /** Takes files, which the document cannot say. */
  readonly upload: boolean;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Every operation of the document, and the few doors it does not name: pages, files, health. */
export function operationsOf(document: OpenAPIV3_1.Document): Operation[] {
  const named = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method): Operation[] => {
      const operation = item?.[method] as (OpenAPIV3_1.OperationObject & { 'x-access'?: string }) | undefined;
      if (operation === undefined) return [];
      const body = (operation.requestBody as OpenAPIV3_1.RequestBodyObject | undefined)?.content['application/json'];
      return [
        {
          method: method.toUpperCase(),
          path,
          access: operation['x-access'] ?? '',
          parameters: (operation.parameters ?? []) as unknown as Parameter[],
          body: (body?.schema as Schema | undefined) ?? null,
          upload: path.includes('/imports/'),
        },
      ];
    }),
  );
  const doors = ['/', '/en/', '/es/', '/first', '/portal/x.css', '/favicon.ico', '/healthz', '/api/openapi.json'];
  return [
    ...named,
    ...doors.map((path) => ({ method: 'GET', path, access: 'public', parameters: [], body: null, upload: false })),
  ];
}
