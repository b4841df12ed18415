/** What `continuo.config.ts` exports by default. Paths and globs are relative to the file's folder. */
export interface ProjectConfig {
  /** Globs of DAG files: YAML, JSON, and TypeScript modules that export what `defineDag` returned. */
  dags?: string[];
  /** Modules (or globs of them) whose exports are made with `defineTask`. */
  handlers?: string[];
  /** Modules (or globs of them) whose exports are made with `defineOperator`. */
  operators?: string[];
  files?: {
    /** Folders that `file.*`, `sensor.file` and `cwd` may use. Left out: the project's folder, the data folder's `files`, the system's temporary folder. */
    roots?: string[];
  };
}

/** Types the configuration for editors; gives it back unchanged. */
export const defineConfig = (config: ProjectConfig): ProjectConfig => config;
