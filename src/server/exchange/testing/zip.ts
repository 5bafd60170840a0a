import { Buffer } from 'node:buffer';
import { crc32, deflateRawSync } from 'node:zlib';

export type ZipItem = {
  name: string;
  text: string | Buffer;
  mode?: number;
  claimSize?: number;
  badCrc?: boolean;
  flags?: number;
};

/** Writes a ZIP for tests, honest or not: what a test asks for is written even where it is a lie. */
export function makeZip(items: readonly ZipItem[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const item of items) {
    const data = Buffer.from(item.text);
    const packed = deflateRawSync(data);
    const name = Buffer.from(item.name);
    const header = Buffer.alloc(26);
    header.writeUInt16LE(20, 0);
    header.writeUInt16LE(item.flags ?? 0x800, 2);
    header.writeUInt16LE(8, 4);
    header.writeUInt32LE(item.badCrc ? 1 : crc32(data), 10);
    header.writeUInt32LE(packed.length, 14);
    header.writeUInt32LE(item.claimSize ?? data.length, 18);
    header.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), header, name, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((item.mode ?? 0o100644) << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), header, tail, name]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(items.length, 4);
  end.writeUInt16LE(items.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, Buffer.from('PK\x05\x06', 'latin1'), end]);
}
