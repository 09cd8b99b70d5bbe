import { buildPanes, type BuiltPanes, type PaneOrder } from './build-panes.ts';
import { buildSlice, type BuildOrder, type BuiltSlice } from './build-slice.ts';

/** Work for one thread. */
export type WorkOrder = BuildOrder | PaneOrder;

/** What comes of an order. */
export type WorkDone<Order extends WorkOrder> = Order extends BuildOrder ? BuiltSlice : BuiltPanes;

/** Does the work of an order in this thread. */
export function carryOut<Order extends WorkOrder>(
  order: Order,
  onProgress: (done: number) => void,
): Promise<WorkDone<Order>> {
  const done = order.kind === 'panes' ? buildPanes(order, onProgress) : buildSlice(order, onProgress);
  return done as Promise<WorkDone<Order>>;
}
