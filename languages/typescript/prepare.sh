# Enough to import and use what Node brings; its own declarations are no part of the compiler's package.
cat > "$TOOLCHAIN/node.d.ts" <<'EOF'
declare module "*";
declare const Buffer: any, exports: any, global: any, module: any, process: any, require: any;
EOF

# The compiler finds what is imported by itself, and makes a file of each: several are packed into one.
cat > "$TOOLCHAIN/compile" <<'EOF'
/usr/bin/tsc --pretty false --target es2021 --lib es2021,dom --module commonjs --moduleResolution node --esModuleInterop --strict \
  --rootDir /src --outDir out /toolchain/node.d.ts "$1" || exit
made=${1#/src/}
if [ $# = 1 ]; then mv "out/${made%.ts}.js" program; else tar -C out -cf program .; fi
EOF

# The sources' names end at the dashes; without any, the program is not packed.
cat > "$TOOLCHAIN/run" <<'EOF'
heap=--max-old-space-size=$(($1 * 3 / 4)) made=${2#/src/}
shift 2
if [ "$1" = -- ]; then
  shift
  exec /usr/bin/node $heap /src/program "$@"
fi
until [ "$1" = -- ]; do shift; done
shift
mkdir /tmp/made
tar -C /tmp/made -xf /src/program
exec /usr/bin/node $heap "/tmp/made/${made%.ts}.js" "$@"
EOF
