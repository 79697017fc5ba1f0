import { build } from 'esbuild';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const out = process.argv[2] ?? '../wwwroot/islands';
rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, 'fonts'), { recursive: true });

const { metafile } = await build({
  entryPoints: { viewer: 'src/viewer.ts', inbox: 'src/inbox.ts', board: 'src/board.ts', page: 'src/page.ts', fonts: 'src/fonts.css' },
  bundle: true,
  format: 'esm',
  splitting: true,
  minify: true,
  target: 'es2022',
  outdir: out,
  entryNames: '[name]',
  chunkNames: 'chunk-[hash]',
  assetNames: 'fonts/[name]',
  loader: { '.woff2': 'file' },
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning'
});

// the fonts' licence travels with the fonts
for (const family of [ 'lato', 'noto-sans' ]) {
  copyFileSync(`node_modules/@gcds-core/fonts/fonts/${family}/LICENSE.txt`, join(out, 'fonts', `${family}-OFL.txt`));
}

// so do the licences of everything bundled
const bundled = new Set(Object.keys(metafile.inputs).map(file => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]).filter(Boolean));
const licences = [ ...bundled ].sort().map(folder => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const text = readdirSync(folder).find(file => /^licen[cs]e/i.test(file));
  return `${name} ${version} (${license})\n\n${text ? readFileSync(join(folder, text), 'utf8').trim() : 'The package carries no licence text.'}`;
});
writeFileSync(join(out, 'licences.txt'), licences.join(`\n\n${'-'.repeat(80)}\n\n`) + '\n');

// the build compares its inputs with this file
writeFileSync(join(out, '.stamp'), new Date().toISOString());
