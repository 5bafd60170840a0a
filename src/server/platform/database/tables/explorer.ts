import type { Timestamp } from './common.ts';

/** Saved questions and announced reports. */
export interface ExplorerTables {
  explorer_view: {
    program_id: string;
    id: string;
    person_id: string;
    name: string;
    question: string;
    saved_at: Timestamp;
  };
  monthly_report: {
    program_id: string;
    month: string;
    id: string;
    told_at: Timestamp;
  };
}
