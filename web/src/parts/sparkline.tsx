// Months of cost as a line without axes: from zero, broken where a month is not known.
export function Sparkline({ points, label }: { points: { amount: string | undefined }[]; label: string }) {
  const width = 108;
  const height = 26;
  // Pixels, not amounts.
  const values = points.map((point) => (point.amount === undefined ? undefined : Number(point.amount)));
  const known = values.filter((value): value is number => value !== undefined && Number.isFinite(value));
  if (known.length < 2) return <span class="fine">–</span>;
  const top = Math.max(...known, 0);
  const bottom = Math.min(...known, 0);
  const x = (at: number) => 2 + (at * (width - 8)) / Math.max(points.length - 1, 1);
  const y = (value: number) => height - 3 - ((value - bottom) / (top - bottom || 1)) * (height - 6);
  let path = "";
  let open = false;
  let last: [number, number] | undefined;
  values.forEach((value, at) => {
    if (value === undefined) {
      open = false;
      return;
    }
    path += `${open ? "L" : "M"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
    open = true;
    last = [x(at), y(value)];
  });
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={label}>
      <line x1="2" x2={width - 6} y1={y(0)} y2={y(0)} class="zero" />
      <path d={path} />
      {last && <circle cx={last[0]} cy={last[1]} r="2.4" />}
    </svg>
  );
}

// How much of something is used: a bar with its number beside it, past the end when it is too much.
export function UseBar({ used, label, tone }: { used: string; label: string; tone: string }) {
  const width = Math.max(0, Math.min(Number(used), 100));
  return (
    <span class={`use use-${tone}`}>
      <svg viewBox="0 0 100 6" width="72" height="6" preserveAspectRatio="none" aria-hidden="true">
        <rect class="use-all" width="100" height="6" />
        <rect class="use-part" width={width} height="6" />
      </svg>
      <span>{label}</span>
    </span>
  );
}
