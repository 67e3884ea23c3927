// One figure from 0 to 1 over months: a line, and a band where only a range is known.
import type uPlot from "uplot";
import uPlotClass from "uplot";
import { decimal, month } from "../format";
import { axes, Chart, label, type Build } from "./chart";

export interface TrendPoint {
  month: string;
  figure?: string | undefined;
  atLeast?: string | undefined;
  atMost?: string | undefined;
}
const pixel = (value: string | undefined): number | null => (value === undefined || value === "" ? null : Number(value));

export function TrendChart({ points, name }: { points: TrendPoint[]; name: string }) {
  const figure = points.map((one) => pixel(one.figure ?? (one.atLeast === one.atMost ? one.atLeast : undefined)));
  const low = points.map((one) => pixel(one.atLeast ?? one.figure));
  const high = points.map((one) => pixel(one.atMost ?? one.figure));
  if (!low.some((value) => value !== null)) return null;
  const build: Build = (inks, width) => ({
    options: {
      width, height: 0, padding: [14, 14, 0, 0],
      scales: { x: { time: false, range: [-0.5, points.length - 0.5] }, y: { range: [0, 1] } },
      axes: axes(inks, points.map((one) => month(one.month)), (value) => decimal(String(Number(value.toFixed(2)))), width),
      series: [
        {},
        { stroke: inks.one, width: 1, dash: [3, 3], points: { show: false } },
        { stroke: inks.one, width: 1, dash: [3, 3], points: { show: false } },
        { stroke: inks.one, width: 2, points: { show: true, size: 5, fill: inks.one, stroke: inks.one } },
      ],
      bands: [{ series: [2, 1], fill: inks.grid }],
      hooks: {
        draw: [(u: uPlot) => {
          const at = points.length - 1;
          const value = figure[at] ?? high[at];
          if (value !== null && value !== undefined) label(u, name, u.valToPos(at, "x", true), u.valToPos(value, "y", true) - 12 * uPlotClass.pxRatio, inks.one, "right");
        }],
      },
    },
    data: [points.map((_, at) => at), low, high, figure],
  });
  const last = points[points.length - 1];
  const words = last ? `${name}: ${month(last.month)} ${last.figure !== undefined ? decimal(last.figure) : `${decimal(last.atLeast)} – ${decimal(last.atMost)}`}` : name;
  return <Chart build={build} data={JSON.stringify(points)} label={words} height={170} />;
}
