import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Icon } from './icon.tsx';
import type { IconName } from './icon-names.ts';

type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger';

const classes: Readonly<Record<ButtonKind, string>> = {
  primary: 'usa-button',
  secondary: 'usa-button usa-button--outline',
  quiet: 'usa-button usa-button--unstyled osr-button--quiet',
  danger: 'usa-button usa-button--secondary',
};

type Look = {
  readonly kind?: ButtonKind;
  /** For the one or two main tasks of a page on a phone: full width, tall. */
  readonly big?: boolean;
  readonly icon?: IconName;
  readonly children: ReactNode;
};

const look = ({ kind = 'primary', big = false }: Look): string => `${classes[kind]}${big ? ' osr-button--big' : ''}`;

type ButtonProps = Look & {
  readonly type?: 'button' | 'submit';
  readonly onClick?: () => void;
  readonly disabled?: boolean;
  /** While its work is under way: stays focusable, does nothing. */
  readonly busy?: boolean;
  /** Where the visible words alone do not tell which record is meant ('Remove' in a table). */
  readonly label?: string;
  readonly expanded?: boolean;
  readonly controls?: string;
  readonly pressed?: boolean;
};

/** A button. `submit` sends the form around it. */
export function Button(props: ButtonProps) {
  const { busy = false } = props;
  return (
    <button
      type={props.type ?? 'button'}
      className={look(props)}
      disabled={props.disabled}
      aria-disabled={busy || undefined}
      aria-label={props.label}
      aria-expanded={props.expanded}
      aria-controls={props.controls}
      aria-pressed={props.pressed}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else props.onClick?.();
      }}
    >
      {props.icon === undefined ? null : <Icon name={props.icon} />}
      {props.children}
    </button>
  );
}

/** A link that looks like a button: it leads somewhere, it changes nothing. */
export function ButtonLink(props: Look & { readonly to: string }) {
  return (
    <Link to={props.to} className={look(props)}>
      {props.icon === undefined ? null : <Icon name={props.icon} />}
      {props.children}
    </Link>
  );
}

/** A file of the server, to be kept: a link that looks like a button. */
export function DownloadLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <a href={href} download className={look({ kind: 'secondary', children })}>
      <Icon name="file_download" />
      {children}
    </a>
  );
}

/** Buttons side by side, below one another where there is no room. */
export function Buttons({ children }: { readonly children: ReactNode }) {
  return <div className="osr-buttons">{children}</div>;
}
