/** Something to put right in one field, in words. */
export interface Problem {
  readonly field: string;
  readonly message: string;
}

export function problemIn(field: string, problems: readonly Problem[]): string | undefined {
  return problems.find((problem) => problem.field === field)?.message;
}
