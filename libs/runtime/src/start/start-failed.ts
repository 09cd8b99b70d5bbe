/** The process cannot start. The message is all a person needs: what, where, what to do. No stack is shown. */
export class StartFailed extends Error {
  override readonly name = 'StartFailed';
}
