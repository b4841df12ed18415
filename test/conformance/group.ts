/** One case of a table: what it is called, what the table says, and what the domain says. */
export interface Compared {
  id: string;
  expected: unknown;
  actual: unknown;
}

export interface GroupResult {
  name: string;
  informative: boolean;
  compared: Compared[];
}

/** A group of cases in a file of `conformance/`: where it stands, and how one of its cases is put to the domain. */
export interface Group<Case> {
  name: string;
  /** Its cases are counted, and none of them fails a run. */
  informative?: true;
  /** Answers nothing where the file has no such group. */
  cases(file: CaseFile): readonly Case[] | undefined;
  compare(one: Case, place: number): Compared;
}

export type CaseFile = Readonly<Record<string, unknown>>;

/** The list under `cases` of a member, as most groups are written. */
export const listUnder =
  <Case>(...path: string[]) =>
  (file: CaseFile): readonly Case[] | undefined =>
    path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], file) as
      readonly Case[] | undefined;
