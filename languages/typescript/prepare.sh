# Enough to import and use what Node brings; its own declarations are no part of the compiler's package.
cat > "$TOOLCHAIN/node.d.ts" <<'EOF'
declare module "*";
declare const Buffer: any, exports: any, global: any, module: any, process: any, require: any;
EOF
