import { build } from 'esbuild';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const out = process.argv[2] ?? '../wwwroot/islands';
rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, 'fonts'), { recursive: true });

await build({
  entryPoints: { viewer: 'src/viewer.ts', inbox: 'src/inbox.ts', page: 'src/page.ts', fonts: 'src/fonts.css' },
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
  legalComments: 'linked',
  logLevel: 'warning'
});

// the fonts' licence travels with the fonts
for (const family of [ 'lato', 'noto-sans' ]) {
  copyFileSync(`node_modules/@gcds-core/fonts/fonts/${family}/LICENSE.txt`, join(out, 'fonts', `${family}-OFL.txt`));
}

// the build compares its inputs with this file
writeFileSync(join(out, '.stamp'), new Date().toISOString());
