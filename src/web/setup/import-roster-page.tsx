import { ImportPage } from './import-page.tsx';

/** Students from a OneRoster bundle. */
export default function ImportRosterPage() {
  return <ImportPage kind="roster" />;
}
