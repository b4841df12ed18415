/** What `continuo.config.ts` exports by default. Paths and globs are relative to the file's folder. */
export interface ProjectConfig {
  /** Globs of DAG files: YAML, JSON, and TypeScript modules that export what `defineDag` returned. */
  dags?: string[];
  /** Modules (or globs of them) whose exports are made with `defineTask` and `defineTimetable`. */
  handlers?: string[];
  /** Modules (or globs of them) whose exports are made with `defineOperator`. */
  operators?: string[];
  /** Calendars of business days by name, for `calendar:` of schedules. */
  calendars?: Record<string, CalendarConfig>;
  files?: {
    /** Folders that `file.*`, `sensor.file` and `cwd` may use. Left out: the project's folder, the data folder's `files`, the system's temporary folder. */
    roots?: string[];
  };
}

/** Runs are made on workdays (default Monday to Friday) that are no holidays (dates such as 2026-12-25). */
export interface CalendarConfig {
  workdays?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
  holidays?: string[];
}

/** Types the configuration for editors; gives it back unchanged. */
export const defineConfig = (config: ProjectConfig): ProjectConfig => config;
