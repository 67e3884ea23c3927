// What was paid beside what it would have cost, month by month, and the difference below on an axis of its own. Both
// begin at zero.
import type uPlot from "uplot";
import uPlotClass from "uplot";
import { axisMoney, money, month } from "../format";
import type { ReplayedMonth } from "../gen/regisseur/contract/v1/contract_pb";
import { text } from "../text/text";
import { axes, Chart, label, type Build } from "./chart";

const pixel = (value: string | undefined): number | null => (value === undefined || value === "" ? null : Number(value));

export function ReplayChart({ months, currency, form }: { months: ReplayedMonth[]; currency: string; form: string }) {
  const xs = months.map((one) => month(one.month) + (one.estimate ? ` ${text("replay.estimate_mark")}` : ""));
  const paid = months.map((one) => pixel(one.actualCost));
  const other = months.map((one) => pixel(one.replayedCost));
  const difference = months.map((one) => pixel(one.difference));
  const ratio = uPlotClass.pxRatio;
  const columns = uPlotClass.paths.bars;
  const x: uPlot.Scale = { time: false, range: [-0.6, months.length - 0.4] };
  const fromZero: uPlot.Scale = { range: (_u, min, max) => [Math.min(0, min ?? 0) * 1.12, Math.max(0, max ?? 0) * 1.12 || 1] };
  const both: Build = (inks, width) => ({
    options: {
      width, height: 0, padding: [20, 14, 0, 0],
      scales: { x, y: fromZero },
      axes: axes(inks, xs, (value) => axisMoney(value, currency), width),
      series: [
        {},
        { stroke: inks.one, fill: inks.one, width: 0, points: { show: false }, ...(columns && { paths: columns({ size: [0.36, 28], align: -1 }) }) },
        { stroke: inks.two, fill: inks.two, width: 0, points: { show: false }, ...(columns && { paths: columns({ size: [0.36, 28], align: 1 }) }) },
      ],
      hooks: {
        draw: [(u: uPlot) => {
          const first = paid.findIndex((value) => value !== null);
          const top = paid[first];
          if (top !== null && top !== undefined) label(u, text("replay.paid"), u.valToPos(first - 0.36, "x", true), u.valToPos(Math.max(top, other[first] ?? 0), "y", true) - 10 * ratio, inks.one);
          const last = other.reduce<number>((at, value, here) => (value === null ? at : here), -1);
          const end = other[last];
          if (end !== null && end !== undefined) label(u, text("replay.under", { form }), u.valToPos(last + 0.4, "x", true), u.valToPos(Math.max(end, paid[last] ?? 0), "y", true) - 10 * ratio, inks.two, "right");
        }],
      },
    },
    data: [months.map((_, at) => at), paid, other],
  });
  const apart: Build = (inks, width) => ({
    options: {
      width, height: 0, padding: [8, 14, 0, 0],
      scales: { x, y: fromZero },
      axes: axes(inks, xs, (value) => axisMoney(value, currency), width),
      series: [{}, { stroke: inks.three, fill: inks.three, width: 0, points: { show: false }, ...(columns && { paths: columns({ size: [0.5, 36] }) }) }],
      hooks: {
        draw: [(u: uPlot) => {
          const zero = u.valToPos(0, "y", true);
          u.ctx.save();
          u.ctx.strokeStyle = inks.faint;
          u.ctx.lineWidth = ratio;
          u.ctx.beginPath();
          u.ctx.moveTo(u.bbox.left, zero);
          u.ctx.lineTo(u.bbox.left + u.bbox.width, zero);
          u.ctx.stroke();
          u.ctx.restore();
        }],
      },
    },
    data: [months.map((_, at) => at), difference],
  });
  const told = months.filter((one) => one.difference !== undefined);
  const words = told.map((one) => `${month(one.month)}: ${money(one.difference, currency)}`).join("; ");
  return (
    <>
      <Chart build={both} data={JSON.stringify([months.map((one) => [one.month, one.actualCost, one.replayedCost]), currency, form])} label={text("replay.chart", { form })} height={230} />
      <p class="note">{text("replay.difference_axis")}</p>
      <Chart build={apart} data={JSON.stringify([months.map((one) => [one.month, one.difference]), currency])} label={`${text("replay.difference_axis")}. ${words}`} height={150} />
    </>
  );
}
