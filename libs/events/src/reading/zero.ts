/** JSON knows a minus zero; compared bit for bit it would not equal zero. */
export function positive(count: number): number {
  return count === 0 ? 0 : count;
}
