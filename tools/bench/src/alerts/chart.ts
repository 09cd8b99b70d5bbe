/** A line of a chart; both numbers are in the units of its axes. */
export interface Series {
  readonly name: string;
  readonly colour: string;
  readonly dashed?: true;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Axis {
  readonly title: string;
  readonly ticks: readonly number[];
  /** Steps of the axis are factors, not differences. */
  readonly logarithmic?: true;
}

export interface Chart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
}

const [WIDTH, HEIGHT] = [300, 220];

/** A chart as a group of SVG elements, its plot area's upper left corner at the place. */
export function chartSvg({ title, x, y, series }: Chart, left: number, top: number): string {
  const across = scaleOf(x, WIDTH);
  const up = (value: number) => HEIGHT - scaleOf(y, HEIGHT)(value);
  const grid = [
    ...x.ticks.map(
      (tick) =>
        `<line class="grid" x1="${at(across(tick))}" y1="0" x2="${at(across(tick))}" y2="${HEIGHT}"/><text class="tick" x="${at(across(tick))}" y="${HEIGHT + 16}" text-anchor="middle">${tick}</text>`,
    ),
    ...y.ticks.map(
      (tick) =>
        `<line class="grid" x1="0" y1="${at(up(tick))}" x2="${WIDTH}" y2="${at(up(tick))}"/><text class="tick" x="-6" y="${at(up(tick) + 4)}" text-anchor="end">${tick}</text>`,
    ),
  ];
  const lines = series.map(({ colour, dashed, points }) => {
    const path = points.map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${at(across(px))} ${at(up(py))}`).join(' ');
    return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"${dashed === true ? ' stroke-dasharray="5 4"' : ''}/>`;
  });
  const names = series.map(
    ({ name, colour, dashed }, i) =>
      `<line x1="0" y1="${HEIGHT + 52 + 17 * i}" x2="24" y2="${HEIGHT + 52 + 17 * i}" stroke="${colour}" stroke-width="2"${dashed === true ? ' stroke-dasharray="5 4"' : ''}/><text class="tick" x="32" y="${HEIGHT + 56 + 17 * i}">${name}</text>`,
  );
  return [
    `<g transform="translate(${left} ${top})">`,
    `<text class="name" x="0" y="-26">${title}</text>`,
    `<text class="tick" x="0" y="-9">${y.title}</text>`,
    ...grid,
    `<text class="tick" x="${WIDTH}" y="${HEIGHT + 33}" text-anchor="end">${x.title}</text>`,
    ...lines,
    ...names,
    '</g>',
  ].join('\n  ');
}

/** From the axis's first tick to its last; what lies outside is drawn at the end. */
function scaleOf({ ticks, logarithmic }: Axis, length: number): (value: number) => number {
  const unit = (value: number) => (logarithmic === true ? Math.log(value) : value);
  const [first, last] = [unit(ticks[0] as number), unit(ticks.at(-1) as number)];
  return (value) => length * Math.min(1, Math.max(0, (unit(value) - first) / (last - first)));
}

function at(place: number): string {
  return String(Math.round(place * 10) / 10);
}
