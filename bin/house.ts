// Draws docs/images/house.svg: the rooms on their floors, and which room imports which, as dependency-cruiser reports it.
import { join } from 'node:path';
import floors from './floors.json';

const root = join(__dirname, '..');
const ROOMS = floors.flatMap(({ rooms }) => rooms);

/** The same imports always give the same picture. Loads its libraries itself, since loading them takes a second. */
export async function drawHouse(): Promise<string> {
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz');
  const graphviz = await Graphviz.load();
  // Without the imports that a path of other imports implies, the graph is readable.
  const { out } = graphviz.tred(describeGraph(await readImports()));
  return withStyle(graphviz.layout(out, 'svg', 'dot'));
}

type Import = readonly [from: string, to: string];

/** Which room imports which. */
async function readImports(): Promise<readonly Import[]> {
  const { cruise } = await import('dependency-cruiser');
  const folders = [...new Set(ROOMS.map((room) => room.split('/')[0] ?? room))];
  const { output } = await cruise(folders, { baseDir: root, tsPreCompilationDeps: true, exclude: 'node_modules' });
  if (typeof output === 'string') throw new Error('dependency-cruiser reported text instead of modules');
  const roomOf = (file: string): string | undefined => ROOMS.find((room) => file.startsWith(`${room}/`));
  const pairs = output.modules.flatMap(({ source, dependencies }) =>
    dependencies.map(({ resolved }) => [roomOf(source), roomOf(resolved)] as const),
  );
  return ROOMS.flatMap((from) =>
    ROOMS.filter((to) => to !== from && pairs.some(([a, b]) => a === from && b === to)).map((to): Import => [from, to]),
  );
}

/** The graph in Graphviz's language: one row for each floor, with its number and what it holds at the left. */
function describeGraph(imports: readonly Import[]): string {
  const rows = floors.map(({ rooms, holds }, floor) => {
    const number = String(floor).padStart(2, FIGURE_SPACE);
    return `{ rank=same
    floor${floor} [label="${number}  ${holds}\\l" class=floor shape=plaintext fontname=Helvetica width=3.9 margin=0]
    ${rooms.map((room) => `${describeRoom(room)}; floor${floor} -> "${room}" [style=invis weight=0]`).join('\n    ')}
  }`;
  });
  const order = floors.map((_floor, floor) => `floor${floor}`).reverse();
  return `digraph house {
  graph [ranksep=0.4 nodesep=0.16 pad=0.1]
  node [shape=box style=rounded fontname="Helvetica-Bold" fontsize=14 height=0.4 margin="0.23,0.04"]
  edge [class=import arrowsize=0.6]
  ${rows.join('\n  ')}
  ${order.join(' -> ')} [style=invis weight=1000]
  ${imports.map(([from, to]) => `"${from}" -> "${to}"`).join('\n  ')}
}`;
}

const FIGURE_SPACE = '\u2007';

const describeRoom = (room: string): string =>
  room.startsWith('controller/')
    ? `"${room}" [label="${room.replace('controller/', '')}" class=room]`
    : `"${room}" [label="${room}/" class=top]`;

/** Sets the colors, for a light and a dark page, and a size in pixels at which the text is 14 pixels high. */
const withStyle = (svg: string): string =>
  svg.replace(
    /<svg width="(\d+)pt" height="(\d+)pt"([^>]*)>/,
    (_tag, width, height, rest) =>
      `<svg width="${width}" height="${height}"${rest}>\n<title>${TITLE}</title>\n${STYLE}`,
  );

const TITLE = 'The rooms on their floors: imports go down only';

const STYLE = `<style>
  text { fill: #1e293b; font-family: Helvetica, Arial, sans-serif }
  .graph > polygon { fill: #fff }
  .floor text { fill: #64748b }
  .room path { fill: #eef2ff; stroke: #6366f1 }
  .top path { fill: #fef3c7; stroke: #d97706 }
  .import path { stroke: #94a3b8 }
  .import polygon { fill: #94a3b8; stroke: #94a3b8 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .graph > polygon { fill: #0d1117 }
    .floor text { fill: #8b949e }
    .room path { fill: #1e2140; stroke: #818cf8 }
    .top path { fill: #33270a; stroke: #d29922 }
    .import path { stroke: #6e7681 }
    .import polygon { fill: #6e7681; stroke: #6e7681 }
  }
</style>`;
