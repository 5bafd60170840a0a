export { Checkbox, CheckList, Chips, RadioTiles, Select } from './choice-fields.tsx';
export { Combobox } from './combobox.tsx';
export { FileUpload } from './file-field.tsx';
export { FormFrame } from './form.tsx';
export { DateField, NumberField, TextArea, TextField, TimeField } from './text-fields.tsx';
export { useForm } from './use-form.ts';
export { YesNo, YesNoUnsure } from './yes-no-fields.tsx';
