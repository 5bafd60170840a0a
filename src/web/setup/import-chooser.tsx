import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FileUpload } from '../forms/index.ts';
import { Button, Stack, useFormat } from '../ui/index.ts';
import { pickNeeded } from './import-files.ts';
import type { ImportKind } from './import-types.ts';

const mebibyte = 1024 * 1024;

/** The files of an import: picked or dropped one by one, or a folder of which only what is read is taken. */
export function ImportChooser(props: {
  readonly kind: ImportKind;
  readonly label: string;
  readonly hint: string;
  readonly files: readonly File[];
  readonly onFiles: (files: readonly File[]) => void;
  readonly disabled: boolean;
  readonly error?: string | undefined;
}) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const folder = useRef<HTMLInputElement>(null);
  const [skipped, setSkipped] = useState(0);
  const take = (files: readonly File[], left = 0): void => {
    setSkipped(left);
    props.onFiles(files);
  };
  const size = props.files.reduce((sum, file) => sum + file.size, 0) / mebibyte;
  return (
    <Stack gap={1}>
      <FileUpload
        name="files"
        label={props.label}
        hint={`${props.hint} ${t('page.dropHint')}`}
        accept=".csv,.txt,.zip"
        multiple
        value={props.files}
        disabled={props.disabled}
        onChange={(files) => take(files)}
        {...(props.error === undefined ? {} : { error: props.error })}
      />
      <input
        ref={(input) => {
          folder.current = input;
          // React has no property for it; every browser on a desktop knows the attribute.
          input?.setAttribute('webkitdirectory', '');
        }}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          const { files, skipped: left } = pickNeeded(props.kind, [...(event.target.files ?? [])]);
          take(files, left);
          event.target.value = '';
        }}
      />
      <div>
        <Button kind="secondary" icon="upload_file" disabled={props.disabled} onClick={() => folder.current?.click()}>
          {t('page.chooseFolder')}
        </Button>
      </div>
      <p role="status" className="osr-small">
        {props.files.length === 0
          ? ''
          : `${t('page.chosen', { count: props.files.length })} (${t('page.size', { size: format.number(Math.max(size, 0.1), 1) })})`}
        {skipped === 0 ? '' : ` ${t('page.skipped', { count: skipped })}`}
      </p>
    </Stack>
  );
}
