import { useMemo } from 'react';

type Drawing = { readonly viewBox: string; readonly paths: readonly string[] };

/** The dark squares of a QR code's SVG. Null when it is none: the key stands below it in letters. */
function drawingOf(svg: string): Drawing | null {
  const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  const viewBox = root.getAttribute('viewBox');
  const paths = [...root.querySelectorAll('path')].flatMap((path) => path.getAttribute('d') ?? []);
  return viewBox === null || paths.length === 0 ? null : { viewBox, paths };
}

/** Draws the server's QR code by its paths alone: nothing of the text it came as is put into the page as markup. */
export function Qr({ svg, label }: { readonly svg: string; readonly label: string }) {
  const drawing = useMemo(() => drawingOf(svg), [svg]);
  if (drawing === null) return null;
  return (
    <svg className="osr-qr" viewBox={drawing.viewBox} role="img" shapeRendering="crispEdges">
      <title>{label}</title>
      {drawing.paths.map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}
