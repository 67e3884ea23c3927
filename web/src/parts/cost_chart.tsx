// Cost by month: what was billed as columns, what is expected as a line in its interval. From zero.
import type uPlot from "uplot";
import uPlotClass from "uplot";
import { axisMoney, month, money } from "../format";
import { text } from "../text/text";
import { axes, Chart, label, type Build } from "./chart";

export interface CostMonth {
  month: string;
  billed?: string | undefined; // of a month that is over, or so far
  expected?: string | undefined;
  low?: string | undefined;
  high?: string | undefined;
}

const pixel = (value: string | undefined): number | null => (value === undefined || value === "" ? null : Number(value));

export function CostChart({ months, currency, title }: { months: CostMonth[]; currency: string; title: string }) {
  const build: Build = (inks, width) => {
    const xs = months.map((one) => month(one.month));
    const billed = months.map((one) => pixel(one.billed));
    const expected = months.map((one) => pixel(one.expected));
    const low = months.map((one) => pixel(one.low));
    const high = months.map((one) => pixel(one.high));
    const ratio = uPlotClass.pxRatio;
    const last = (values: (number | null)[]): number => values.reduce<number>((found, value, at) => (value === null ? found : at), -1);
    const columns = uPlotClass.paths.bars;
    const labels = (u: uPlot) => {
      const first = billed.findIndex((value) => value !== null);
      const value = billed[first];
      if (value !== null && value !== undefined) {
        label(u, text("chart.billed"), u.valToPos(first - 0.3, "x", true), u.valToPos(value, "y", true) - 9 * ratio, inks.one);
      }
      const end = last(expected);
      const ahead = end >= 0 ? expected[end] : null;
      if (ahead !== null && ahead !== undefined) {
        const top = high[end] ?? ahead;
        label(u, text("chart.expected"), u.valToPos(end, "x", true), u.valToPos(top, "y", true) - 9 * ratio, inks.two, "right");
      }
    };
    const options: uPlot.Options = {
      width,
      height: 0,
      padding: [18, 14, 0, 0],
      scales: {
        x: { time: false, range: [-0.6, months.length - 0.4] },
        y: { range: (_u, min, max) => [Math.min(0, min ?? 0), Math.max(0, max ?? 0) * 1.08 || 1] },
      },
      axes: axes(inks, xs, (value) => axisMoney(value, currency), width),
      series: [
        {},
        { stroke: inks.one, fill: inks.one, width: 0, points: { show: false }, ...(columns && { paths: columns({ size: [0.62, 46] }) }) },
        { stroke: "transparent", width: 0, points: { show: false } },
        { stroke: "transparent", width: 0, points: { show: false } },
        { stroke: inks.two, width: 2, dash: [5, 4], points: { show: true, size: 6, fill: inks.two, stroke: inks.two } },
      ],
      bands: [{ series: [3, 2], fill: inks.band }],
      hooks: { draw: [labels] },
    };
    return { options, data: [months.map((_, at) => at), billed, low, high, expected] };
  };
  const told = months.filter((one) => one.billed !== undefined);
  const first = told[0];
  const latest = told[told.length - 1];
  const words = first && latest
    ? `${title}: ${month(first.month)} ${money(first.billed, currency)}, ${month(latest.month)} ${money(latest.billed, currency)}`
    : title;
  return <Chart build={build} data={JSON.stringify([months, currency])} label={words} />;
}
