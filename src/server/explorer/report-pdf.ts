import { fileURLToPath } from 'node:url';
import PDFDocument from 'pdfkit';

// Embedded, so that any device shows the same letters as the pages do (SIL Open Font License).
const font = (cut: 'Regular' | 'Bold'): string =>
  fileURLToPath(import.meta.resolve(`@uswds/uswds/fonts/public-sans/PublicSans-${cut}.ttf`));

/** A table of words and numbers: the first column names the row, the others are numbers already written out. */
interface PdfTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A part of a report in reading order. */
type PdfBlock =
  | { readonly kind: 'heading' | 'text' | 'note'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | ({ readonly kind: 'table' } & PdfTable);

export interface PdfReport {
  readonly language: string;
  readonly title: string;
  readonly author: string;
  readonly madeAt: Date;
  readonly blocks: readonly PdfBlock[];
  /** What stands at the foot of a page, of the number of pages. */
  readonly foot: (page: number, pages: number) => string;
}

type Document = InstanceType<typeof PDFDocument>;
type Structure = ReturnType<Document['struct']>;

// Points: 72 are an inch. US letter.
const margin = 60;
const size = { title: 22, heading: 15, text: 11, note: 9.5 } as const;
const gap = 6;
const ink = '#1b1b1b';
const faint = '#565c65';

/**
 * Draws a report as PDF/UA-1: tagged, with its language and title, headings, and tables whose headers are headers, so
 * that it can be listened to (WCAG 2.2 AA for documents; ISO 14289-1). Returns the whole file.
 */
export async function drawReport(report: PdfReport): Promise<Buffer> {
  const options: PDFKit.PDFDocumentOptions = {
    size: 'LETTER',
    margins: { top: margin, bottom: margin + 20, left: margin, right: margin },
    pdfVersion: '1.7',
    tagged: true,
    lang: report.language,
    displayTitle: true,
    bufferPages: true,
    info: { Title: report.title, Author: report.author, CreationDate: report.madeAt },
  };
  // The library writes PDF/UA; its types do not know it yet.
  const doc = new PDFDocument(Object.assign(options, { subset: 'PDF/UA' }));
  doc.registerFont('text', font('Regular')).registerFont('bold', font('Bold'));
  const root = doc.struct('Document');
  doc.addStructure(root);
  write(doc, root, 'H1', { text: report.title, face: 'bold', points: size.title });
  for (const block of report.blocks) drawBlock(doc, root, block);
  root.end();
  drawFeet(doc, report);
  return wholeOf(doc);
}

function wholeOf(doc: Document): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    doc.on('data', (part: Buffer) => parts.push(part));
    doc.once('end', () => resolve(Buffer.concat(parts)));
    doc.once('error', reject);
    doc.end();
  });
}

interface Words {
  readonly text: string;
  readonly face?: 'text' | 'bold';
  readonly points?: number;
  readonly color?: string;
  readonly indent?: number;
}

const widthOf = (doc: Document): number => doc.page.width - 2 * margin;
const bottomOf = (doc: Document): number => doc.page.height - doc.page.margins.bottom;

/** Begins a new page where so much height is not left; what is written never breaks within. */
function makeRoom(doc: Document, height: number): void {
  if (doc.y + height > bottomOf(doc)) doc.addPage();
}

/** Writes one piece of text, below what is there, as one element of the document's structure. */
function write(doc: Document, parent: Structure, tag: string, words: Words): void {
  const { text, face = 'text', points = size.text, color = ink, indent = 0 } = words;
  const width = widthOf(doc) - indent;
  doc.font(face).fontSize(points);
  makeRoom(doc, doc.heightOfString(text, { width }));
  const y = doc.y;
  parent.add(
    doc.struct(tag, {}, () => {
      doc.fillColor(color).text(text, margin + indent, y, { width });
    }),
  );
  doc.y += gap;
}

function drawBlock(doc: Document, root: Structure, block: PdfBlock): void {
  if (block.kind === 'table') {
    drawTable(doc, root, block);
  } else if (block.kind === 'list') {
    drawList(doc, root, block.items);
  } else if (block.kind === 'heading') {
    doc.y += 2 * gap;
    // A heading keeps a line below it.
    makeRoom(doc, 4 * size.heading);
    write(doc, root, 'H2', { text: block.text, face: 'bold', points: size.heading });
  } else {
    const isNote = block.kind === 'note';
    write(doc, root, 'P', { text: block.text, points: isNote ? size.note : size.text, color: isNote ? faint : ink });
  }
}

function drawList(doc: Document, root: Structure, items: readonly string[]): void {
  const list = doc.struct('L');
  root.add(list);
  for (const text of items) {
    const item = doc.struct('LI');
    list.add(item);
    write(doc, item, 'LBody', { text: `• ${text}`, indent: gap });
    item.end();
  }
  list.end();
}

function drawTable(doc: Document, root: Structure, { head, rows }: PdfTable): void {
  const table = doc.struct('Table');
  root.add(table);
  // The names of rows take what the numbers leave.
  const number = 110;
  const first = widthOf(doc) - number * (head.length - 1);
  const cellAt = (index: number) => ({
    x: margin + (index === 0 ? 0 : first + (index - 1) * number),
    width: (index === 0 ? first : number) - gap,
    align: index === 0 ? ('left' as const) : ('right' as const),
  });
  doc.y += gap;
  for (const [rowIndex, texts] of [head, ...rows].entries()) {
    const isHead = rowIndex === 0;
    doc.font(isHead ? 'bold' : 'text').fontSize(size.text);
    const height = Math.max(...texts.map((text, index) => doc.heightOfString(text, { width: cellAt(index).width })));
    makeRoom(doc, height + 2 * gap);
    const y = doc.y + gap;
    const row = doc.struct('TR');
    table.add(row);
    for (const [index, text] of texts.entries()) {
      const { x, width, align } = cellAt(index);
      const draw = () => {
        doc.fillColor(ink).text(text, x, y, { width, align });
      };
      row.add(isHead || index === 0 ? header(doc, isHead ? 'Column' : 'Row', draw) : doc.struct('TD', {}, draw));
    }
    row.end();
    doc.y = y + height + gap;
    rule(doc, isHead ? ink : '#dfe1e2');
  }
  table.end();
  doc.y += gap;
}

/** Whose header a cell is: the library writes the scope, its types do not know it yet. */
function header(doc: Document, scope: 'Column' | 'Row', draw: () => void): Structure {
  const options: PDFKit.Mixins.StructureElementOptions = {};
  return doc.struct('TH', Object.assign(options, { scope }), draw);
}

/** A line across the page: drawn for the eye, no part of what is read. */
function rule(doc: Document, color: string): void {
  doc.markContent('Artifact', { type: 'Layout' });
  doc.lineWidth(0.75).strokeColor(color);
  doc
    .moveTo(margin, doc.y)
    .lineTo(margin + widthOf(doc), doc.y)
    .stroke();
  doc.endMarkedContent();
}

function drawFeet(doc: Document, report: PdfReport): void {
  const { start, count } = doc.bufferedPageRange();
  for (let index = 0; index < count; index += 1) {
    doc.switchToPage(start + index);
    // Below the margin text would begin a page of its own.
    doc.page.margins.bottom = 0;
    doc.markContent('Artifact', { type: 'Pagination' });
    doc.font('text').fontSize(size.note).fillColor(faint);
    doc.text(report.foot(index + 1, count), margin, doc.page.height - margin, {
      width: widthOf(doc),
      lineBreak: false,
    });
    doc.endMarkedContent();
  }
}
