// A promise window by window, by each of the three origins: what it attained, the range where time was not seen, and
// what was promised. The axis does not begin at zero and says where it does.
import type uPlot from "uplot";
import uPlotClass from "uplot";
import { inUnit } from "../format";
import { Origin } from "../gen/regisseur/type/v1/evidence_pb";
import { text } from "../text/text";
import { axes, Chart, label, type Build } from "./chart";

export interface LevelFigure {
  attained?: string | undefined;
  atLeast?: string | undefined;
  atMost?: string | undefined;
}
export interface LevelWindow {
  name: string;
  target: string;
  figures: Partial<Record<Origin, LevelFigure>>;
}
export const origins = [Origin.REPORTED, Origin.MEASURED, Origin.SETTLED] as const;
export const originWord = (origin: Origin): string =>
  text(origin === Origin.MEASURED ? "origin.measured" : origin === Origin.SETTLED ? "origin.settled" : origin === Origin.REPORTED ? "origin.reported" : "origin.unspecified");

// Whose word a figure is: of several sources of one origin, which.
export const whoseWord = (figures: { origin: Origin; sources: string[] }): string => [originWord(figures.origin), ...figures.sources].join(" ");

const pixel = (value: string | undefined): number | null => (value === undefined || value === "" ? null : Number(value));

export function LevelChart({ windows, unit, title }: { windows: LevelWindow[]; unit: string; title: string }) {
  const build: Build = (inks, width) => {
    const ratio = uPlotClass.pxRatio;
    const colors = [inks.one, inks.two, inks.three];
    const series = origins.map((origin) => windows.map((one) => pixel(one.figures[origin]?.attained)));
    const target = windows.map((one) => pixel(one.target));
    const all = [...series.flat(), ...target].filter((value): value is number => value !== null);
    for (const one of windows) {
      for (const origin of origins) {
        const least = pixel(one.figures[origin]?.atLeast);
        // A window that hardly anybody saw would flatten all others; its range is cut at the chart's edge.
        if (least !== null && all.length > 0 && least > Math.min(...all) - 1) all.push(least);
      }
    }
    const least = Math.min(...all);
    const most = Math.max(...all);
    const room = (most - least || Math.abs(most) * 0.01 || 1) * 0.15;
    const top = unit === "%" ? Math.min(100 + room * 0.6, most + room) : most + room;
    const shape = (ctx: CanvasRenderingContext2D, which: number, x: number, y: number) => {
      const r = 4 * ratio;
      ctx.beginPath();
      if (which === 0) ctx.arc(x, y, r, 0, 7);
      else if (which === 1) { ctx.moveTo(x, y - r * 1.3); ctx.lineTo(x + r * 1.3, y); ctx.lineTo(x, y + r * 1.3); ctx.lineTo(x - r * 1.3, y); ctx.closePath(); }
      else ctx.rect(x - r, y - r, 2 * r, 2 * r);
      ctx.fill();
    };
    const marks = (u: uPlot) => {
      const { ctx } = u;
      ctx.save();
      origins.forEach((origin, which) => {
        const color = colors[which] ?? inks.text;
        ctx.fillStyle = color;
        ctx.strokeStyle = color;
        const shift = (which - 1) * 9 * ratio;
        let lastAt = -1;
        windows.forEach((one, at) => {
          const figure = one.figures[origin];
          const value = pixel(figure?.attained);
          const x = u.valToPos(at, "x", true) + shift;
          const low = pixel(figure?.atLeast);
          const high = pixel(figure?.atMost);
          if (low !== null && high !== null && high > low) {
            ctx.globalAlpha = 0.35;
            ctx.lineWidth = 5 * ratio;
            ctx.beginPath();
            ctx.moveTo(x, Math.min(u.valToPos(low, "y", true), u.bbox.top + u.bbox.height));
            ctx.lineTo(x, u.valToPos(high, "y", true));
            ctx.stroke();
            ctx.globalAlpha = 1;
          }
          if (value !== null) {
            shape(ctx, which, x, u.valToPos(value, "y", true));
            lastAt = at;
          }
        });
        if (lastAt >= 0) {
          const value = series[which]?.[lastAt];
          if (value !== null && value !== undefined) {
            // Left of the last point, one below the other where they are close.
            label(u, originWord(origin), u.valToPos(lastAt, "x", true) - 22 * ratio, u.valToPos(value, "y", true) + (which - 1) * 13 * ratio, color, "right");
          }
        }
      });
      ctx.restore();
      const promised = target.find((value) => value !== null);
      if (promised !== undefined && promised !== null) {
        label(u, `${text("chart.target")} ${inUnit(windows[0]?.target, unit)}`, u.bbox.left + 4 * ratio, u.valToPos(promised, "y", true) + 10 * ratio, inks.bad);
      }
    };
    const options: uPlot.Options = {
      width,
      height: 0,
      padding: [14, 14, 0, 0],
      scales: { x: { time: false, range: [-0.6, windows.length - 0.4] }, y: { range: [least - room, top] } },
      axes: axes(inks, windows.map((one) => one.name), (value) => (unit === "%" && value > 100 ? "" : inUnit(String(Number(value.toFixed(4))), unit)), width),
      series: [{}, { stroke: inks.bad, width: 1.5, dash: [2, 3], points: { show: false } }],
      hooks: { draw: [marks] },
    };
    return { options, data: [windows.map((_, at) => at), target] };
  };
  if (!windows.some((one) => origins.some((origin) => one.figures[origin]?.attained !== undefined))) return null;
  return <Chart build={build} data={JSON.stringify([windows, unit])} label={title} height={210} />;
}
