/** What a task instance is called in tables: those of a mapped task with their index. */
export const taskName = ({ taskId, mapIndex }: { readonly taskId: string; readonly mapIndex: number }): string =>
  mapIndex < 0 ? taskId : `${taskId}[${mapIndex}]`;
