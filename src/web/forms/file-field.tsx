import { FieldFrame, type FieldProps, useField, words } from './field.tsx';

/** One or several files. Value: the chosen File objects, never kept in a draft (give the form `id: null`). */
export function FileUpload(
  props: FieldProps<readonly File[]> & { readonly accept?: string; readonly multiple?: boolean },
) {
  const field = useField(props);
  const chosen = Array.isArray(field.value) ? field.value.filter((one): one is File => one instanceof File) : [];
  return (
    <FieldFrame field={field} {...words(props)}>
      <input
        id={field.id}
        name={props.name}
        type="file"
        className="osr-file"
        accept={props.accept}
        multiple={props.multiple ?? false}
        disabled={props.disabled}
        aria-describedby={field.describedBy}
        aria-invalid={field.error !== undefined}
        onChange={(event) => field.change([...(event.target.files ?? [])])}
      />
      {chosen.length < 2 ? null : (
        <ul className="usa-list">
          {chosen.map((file) => (
            <li key={file.name}>{file.name}</li>
          ))}
        </ul>
      )}
    </FieldFrame>
  );
}
