// The split of a service as a bar. Green is hatched, so that the two differ without color.
import type { ServiceCard } from '../controller/console/wire';

/** What is live; a hatched grey bar where that is not known, and a note where the file asks for something else. */
export function SplitBar({ card, large = false }: { readonly card: ServiceCard; readonly large?: boolean }) {
  const { live, asked } = card;
  const differs = live !== null && live.green !== asked.green;
  const asks = `the file asks for blue ${asked.blue} %, green ${asked.green} %`;
  return (
    <div class={large ? 'split large' : 'split'}>
      {live ? (
        <div class="bar" role="img" aria-label={`live: blue ${live.blue} %, green ${live.green} %`}>
          <Part color="blue" percent={live.blue} />
          <Part color="green" percent={live.green} />
        </div>
      ) : (
        <div class="bar unknown" role="img" aria-label={`what is live is not known; ${asks}`}>
          <span>live: not known</span>
        </div>
      )}
      {(differs || !live) && <p class="note">⚠ {asks}</p>}
    </div>
  );
}

function Part({ color, percent }: { readonly color: 'blue' | 'green'; readonly percent: number }) {
  if (percent === 0) return null;
  const label = percent >= 40 ? `${color} ${percent} %` : percent >= 12 ? `${percent} %` : '';
  return (
    <span class={`part ${color}`} style={{ width: `${percent}%` }}>
      <b>{label}</b>
    </span>
  );
}
