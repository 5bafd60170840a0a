import { iconShapes } from 'virtual:icon-shapes';
import type { IconName } from './icon-names.ts';

/** A USWDS icon the size of the text. Without a label it is decoration and hidden from screen readers. */
export function Icon({ name, label }: { readonly name: IconName; readonly label?: string }) {
  const shape = <path d={iconShapes[name]} />;
  if (label === undefined) {
    return (
      <svg className="osr-icon" viewBox="0 0 24 24" focusable="false" aria-hidden="true">
        {shape}
      </svg>
    );
  }
  return (
    <svg className="osr-icon" viewBox="0 0 24 24" focusable="false" role="img">
      <title>{label}</title>
      {shape}
    </svg>
  );
}
