import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

/** What an authenticator may do otherwise than it should. */
export interface Deviation {
  readonly origin?: string;
  readonly rpId?: string;
  /** False: it did not ask who is there (no PIN, no finger). */
  readonly userVerified?: boolean;
  readonly challenge?: string;
  readonly counter?: number;
  readonly userHandle?: string;
  readonly signedBy?: SoftwareKey;
  readonly type?: string;
}

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();
const encoded = (data: Buffer): string => data.toString('base64url');

/** As much of CBOR (RFC 8949) as attestations need: small integers, bytes, text, maps. */
function cbor(value: number | string | Buffer | Map<number | string, unknown>): Buffer {
  const head = (major: number, length: number): Buffer => {
    if (length < 24) return Buffer.of((major << 5) | length);
    if (length < 256) return Buffer.of((major << 5) | 24, length);
    return Buffer.of((major << 5) | 25, length >> 8, length & 255);
  };
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const entries = [...value].flatMap(([key, each]) => [cbor(key), cbor(each as Parameters<typeof cbor>[0])]);
  return Buffer.concat([head(5, value.size), ...entries]);
}

interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id?: string };
  readonly user: { readonly id: string };
}
interface RequestOptions {
  readonly challenge: string;
  readonly rpId?: string;
}

/**
 * An authenticator in software with one P-256 passkey, for what a browser would never send: another origin, no user
 * verification, a counter that goes back. The well-behaved one is Chromium's, in tests/e2e/passkey.test.ts.
 */
export class SoftwareKey {
  readonly id = encoded(randomBytes(32));
  counter = 0;
  userHandle = '';
  private readonly origin: string;
  private readonly privateKey: KeyObject;
  private readonly publicKey: KeyObject;

  constructor(origin: string) {
    this.origin = origin;
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.privateKey = pair.privateKey;
    this.publicKey = pair.publicKey;
  }

  private clientData(type: string, challenge: string, deviation: Deviation): Buffer {
    const origin = deviation.origin ?? this.origin;
    return Buffer.from(JSON.stringify({ type: deviation.type ?? type, challenge, origin, crossOrigin: false }));
  }

  private authenticatorData(rpId: string, attested: Buffer, deviation: Deviation): Buffer {
    const flags = 0x01 | (deviation.userVerified === false ? 0 : 0x04) | (attested.length > 0 ? 0x40 : 0);
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(deviation.counter ?? this.counter);
    return Buffer.concat([sha256(deviation.rpId ?? rpId), Buffer.of(flags), counter, attested]);
  }

  /** Answers navigator.credentials.create(). */
  create(options: CreationOptions, deviation: Deviation = {}) {
    this.userHandle = options.user.id;
    const { x = '', y = '' } = this.publicKey.export({ format: 'jwk' });
    // COSE key: EC2, ES256, P-256 (RFC 9053).
    const key = new Map<number, number | Buffer>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]);
    const id = Buffer.from(this.id, 'base64url');
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.of(0, id.length), id, cbor(key)]);
    const authData = this.authenticatorData(options.rp.id ?? '', attested, deviation);
    const attestation = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', authData],
    ]);
    const clientData = this.clientData('webauthn.create', deviation.challenge ?? options.challenge, deviation);
    return {
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: encoded(clientData),
        attestationObject: encoded(cbor(attestation)),
        transports: ['internal'],
      },
    };
  }

  /** Answers navigator.credentials.get(). */
  get(options: RequestOptions, deviation: Deviation = {}) {
    this.counter += 1;
    const authData = this.authenticatorData(options.rpId ?? '', Buffer.alloc(0), deviation);
    const clientData = this.clientData('webauthn.get', deviation.challenge ?? options.challenge, deviation);
    const signer = createSign('sha256').update(Buffer.concat([authData, sha256(clientData)]));
    return {
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: encoded(clientData),
        authenticatorData: encoded(authData),
        signature: encoded(signer.sign((deviation.signedBy ?? this).privateKey)),
        userHandle: deviation.userHandle ?? (this.userHandle || null),
      },
    };
  }
}
