// Charts over uPlot: it scales and draws axes; the labels stand in the chart, beside what they name.
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useLanguage } from "../text/text";
import { useTheme } from "../theme";

export interface Inks {
  text: string;
  faint: string;
  grid: string;
  one: string;
  two: string;
  three: string;
  band: string;
  bad: string;
}
export type Build = (inks: Inks, width: number) => { options: uPlot.Options; data: uPlot.AlignedData };

// The stylesheet's colours as a canvas takes them.
function inksOf(element: Element): Inks {
  const probe = document.createElement("span");
  element.append(probe);
  const read = (name: string): string => {
    probe.className = `ink-${name}`;
    return getComputedStyle(probe).color;
  };
  const inks = {
    text: read("text"), faint: read("faint"), grid: read("grid"), one: read("one"), two: read("two"),
    three: read("three"), band: read("band"), bad: read("bad"),
  };
  probe.remove();
  return inks;
}

// `data` says when it has to be drawn anew; `label` is the chart for who does not see it, beside its table.
export function Chart({ build, data, label, height = 240 }: { build: Build; data: string; label: string; height?: number }) {
  const place = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  const language = useLanguage();
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    let plot: uPlot | undefined;
    let drawn = 0;
    const draw = () => {
      const width = Math.floor(element.clientWidth);
      if (width === 0 || width === drawn) return;
      drawn = width;
      plot?.destroy();
      const { options, data: values } = build(inksOf(element), width);
      plot = new uPlot({ ...options, width, height, legend: { show: false }, cursor: { show: false } }, values, element);
    };
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    draw();
    return () => {
      observer.disconnect();
      plot?.destroy();
    };
  }, [data, theme, language, height]);
  return <div class="chart" ref={place} role="img" aria-label={label} style={{ minHeight: `${height}px` }} />;
}

export const kFont = '12px -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

// The axes of all charts: quiet, with the labels in the text's size.
export function axes(inks: Inks, xs: string[], y: (value: number) => string, width: number): uPlot.Axis[] {
  const every = Math.max(1, Math.ceil(xs.length / Math.max(2, Math.floor(width / 76))));
  return [
    {
      stroke: inks.faint,
      font: kFont,
      size: 34,
      grid: { show: false },
      ticks: { stroke: inks.grid, size: 4 },
      // Counted from the last, so that it always has its label.
      splits: () => xs.map((_, at) => at).filter((at) => (xs.length - 1 - at) % every === 0),
      values: (_: uPlot, splits: number[]) => splits.map((at) => xs[at] ?? ""),
    },
    {
      stroke: inks.faint,
      font: kFont,
      size: 62,
      grid: { stroke: inks.grid, width: 1 },
      ticks: { show: false },
      values: (_: uPlot, splits: number[]) => splits.map(y),
    },
  ];
}

// A label in the chart, kept inside of it.
export function label(u: uPlot, words: string, x: number, y: number, color: string, align: CanvasTextAlign = "left"): void {
  const ratio = uPlot.pxRatio;
  const { ctx } = u;
  ctx.save();
  ctx.font = kFont.replace("12px", `600 ${12 * ratio}px`);
  ctx.fillStyle = color;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  const size = ctx.measureText(words).width;
  const left = u.bbox.left + 2 * ratio;
  const right = u.bbox.left + u.bbox.width - 2 * ratio;
  let from = align === "right" ? x - size : align === "center" ? x - size / 2 : x;
  from = Math.max(left, Math.min(from, right - size));
  const at = Math.max(u.bbox.top + 8 * ratio, Math.min(y, u.bbox.top + u.bbox.height - 8 * ratio));
  ctx.fillText(words, from, at);
  ctx.restore();
}
