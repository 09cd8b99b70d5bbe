export * from './window.ts';
export * from './duration-histogram.ts';
export * from './cell.ts';
export * from './cell-text.ts';
export * from './live-windows.ts';
