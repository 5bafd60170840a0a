import { iconShapes } from 'virtual:icon-shapes';
import type { IconName } from './icon-names.ts';

/** A USWDS icon the size of the text. Without a label it is decoration and hidden from screen readers. */
export function Icon({ name, label }: { readonly name: IconName; readonly label?: string }) {
  return (
    <svg
      className="osr-icon"
      viewBox="0 0 24 24"
      focusable="false"
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      <path d={iconShapes[name]} />
    </svg>
  );
}
